"""Is the pattern translator right? ``java.util.regex`` itself is asked.

``python -m tests.oracle`` compares every pattern of the installed botocore with the JDK on this
machine. ``python -m tests.oracle --table`` writes the verdicts on the three services' patterns to
``verdicts.json.gz``, for machines without a JDK.
``python -m tests.oracle --slow`` looks for values on which a pattern takes long. Both take
``--three`` for the three services only.
"""
