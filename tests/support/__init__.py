"""What several tests need: a clock that obeys, a server that does not."""
