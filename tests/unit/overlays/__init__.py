"""What the hand-written model overlays promise: patches, cross-field rules and waiters."""
