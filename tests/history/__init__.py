"""The model diff run over the history of botocore; not part of ``make test``."""
