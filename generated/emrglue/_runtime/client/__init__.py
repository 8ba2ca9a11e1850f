# Copied by emrglue-codegen 0.1.0.
# Do not edit: `emrglue-codegen generate` writes it anew, `emrglue-codegen check` compares it.
"""The clients: a call through botocore, its answer, its errors, and the waits for a state."""
