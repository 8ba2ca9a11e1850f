"""Whatever JSON an answer holds: documented errors only, and nothing of it changes.

``python -m tests.answers`` tries as many as it is told.
"""

from __future__ import annotations

import pytest

from tests.answers import complaints


@pytest.mark.parametrize("part", range(8))
def test_mutated_answers_are_read_as_boto3_reads_them(part: int) -> None:
    """On a client that we made, and on one that was handed in."""
    found = [complaint for number in range(60) for complaint in complaints(f"{part}.{number}")]
    assert found == []
