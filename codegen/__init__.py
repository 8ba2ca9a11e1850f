"""The generator of emrglue: botocore service models to a typed, validating client."""

__version__ = "0.1.0"
