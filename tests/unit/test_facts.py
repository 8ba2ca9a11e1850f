"""What docstrings say of a model: facts, in our own words."""

from __future__ import annotations

from codegen import facts, ir

STRING = ir.String("S", maximum=5)
SERVICE = ir.Service("svc", "2020-01-01", "A Service", "svc-2020-01-01", (), {"S": STRING})


def test_a_deprecated_member_says_so() -> None:
    """After its constraints."""
    member = ir.Member("old", "S", deprecated=True)
    said = facts.member(SERVICE, member)
    assert said == '"""``old``: at most 5 characters; deprecated."""'
