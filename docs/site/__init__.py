"""The documentation site: ``make docs`` builds it, ``make docs-test`` opens it in a browser."""
