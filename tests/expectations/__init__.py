"""What the models ask of values: a second reading of the raw JSON, to compare the package with.

It shares no code with what it judges: nothing here imports ``emrglue`` or ``codegen.runtime``.
Models are read by botocore's own ``ServiceModel``. Only the Python dialect of a pattern comes from
``codegen.patterns``, which is compared with Java's verdicts elsewhere; ``models`` hands it in.
"""
