"""The clients: a call through botocore, its answer, its errors, and the waits for a state."""
