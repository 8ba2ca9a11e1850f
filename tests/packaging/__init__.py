"""What ``pip install`` gives: ``python -m tests.packaging`` (``make packaging``)."""
