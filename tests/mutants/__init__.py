"""Do the tests notice? The generated code and the generator are broken on purpose, a bit at a time.

``python -m tests.mutants`` makes every mutant, runs the checks of ``tests/property`` against it,
and reports those that no check noticed. A mutant that means the same as the original is listed
with the reason. The result is kept in ``report.json``.
"""
