"""Do the tests notice? What is generated, and the code, are broken on purpose, a bit at a time.

A mutant is a change of a syntax tree: of a declaration in the generated package (``stated``) or of
the code of the generator and the runtime (``code``). ``python -m tests.mutants`` tries a sample of
them, always the same one, and reports those that no test noticed. A mutant that means the same as
the original is listed with the reason. The result is kept in ``report.json``.
"""
