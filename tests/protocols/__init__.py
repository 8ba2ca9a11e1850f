"""botocore's own protocol tests, through generated clients."""
