"""Subclasses of generated classes are checked like these, however they were made."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import attrs
import pytest

from emrglue import ValidationError, glue


@attrs.frozen(kw_only=True)
class Frozen(glue.StartJobRunRequest):
    owner: str = "data"


@attrs.define(kw_only=True)
class Defined(glue.StartJobRunRequest):
    owner: str = "data"


@attrs.define(slots=False, kw_only=True)
class WithDictionary(glue.StartJobRunRequest):
    owner: str = "data"


Made: Any = attrs.make_class(
    "Made",
    {"owner": attrs.field(default="data", kw_only=True)},
    bases=(glue.StartJobRunRequest,),
    frozen=True,
)
Made.__module__ = __name__


class Plain(glue.StartJobRunRequest):
    """Has methods of its own only."""


class Constructed(glue.StartJobRunRequest):
    """Has a constructor of its own."""

    owner: str

    def __init__(self, *, owner: str = "data", **members: Any) -> None:
        super().__init__(**members)
        self.__dict__["owner"] = owner


@attrs.frozen
class Nightly(glue.StartJobRunRequest):
    """Declares a member anew, with a default."""

    job_name: str = "nightly"


OWNED = [Frozen, Defined, WithDictionary, Made, Constructed]
ALL = [*OWNED, Plain, Nightly]

every_subclass = pytest.mark.parametrize("cls", ALL)
every_owner = pytest.mark.parametrize("cls", OWNED)


def kinds(error: pytest.ExceptionInfo[ValidationError]) -> set[tuple[str, str]]:
    return {(violation.path, violation.constraint) for violation in error.value.violations}


@every_subclass
def test_everything_wrong_is_reported_at_once(cls: Any) -> None:
    """What is not a member included."""
    with pytest.raises(ValidationError) as error:
        cls(job_name="", execution_class="bad", nope=1)
    assert kinds(error) == {
        ("nope", "unknown"),
        ("JobName", "min_length"),
        ("ExecutionClass", "enum"),
    }


@pytest.mark.parametrize("cls", [cls for cls in ALL if cls is not Nightly])
def test_what_is_missing_is_reported_with_it(cls: Any) -> None:
    with pytest.raises(ValidationError) as error:
        cls(execution_class="bad")
    assert kinds(error) == {("JobName", "required"), ("ExecutionClass", "enum")}


def test_a_default_of_its_own_stands_in() -> None:
    """For a member that is required; by position, too."""
    assert Nightly().to_wire() == {"JobName": "nightly"}
    assert Nightly("hourly").to_wire() == {"JobName": "hourly"}
    with pytest.raises(ValidationError) as error:
        Nightly("")
    assert kinds(error) == {("JobName", "min_length")}


@every_owner
def test_fields_of_its_own_are_kept_and_not_sent(cls: Any) -> None:
    built = cls(job_name="j", owner="me", worker_type=glue.WorkerType.G_1X)
    assert built.owner == "me"
    assert built.to_wire() == {"JobName": "j", "WorkerType": "G.1X"}


@every_subclass
def test_a_wire_dictionary_makes_one_through_its_constructor(cls: Any) -> None:
    built = cls.from_wire({"JobName": "j", "WorkerType": "G.1X"})
    assert type(built) is cls
    assert (built.job_name, built.worker_type) == ("j", "G.1X")
    with pytest.raises(ValidationError) as error:
        cls.from_wire({"JobName": "", "X": 1})
    assert kinds(error) == {("JobName", "min_length"), ("X", "unknown")}


@every_owner
def test_a_wire_dictionary_makes_one_with_all_fields_of_its_own(cls: Any) -> None:
    assert cls.from_wire({"JobName": "j"}).owner == "data"


@every_subclass
def test_evolve_checks_again(cls: Any) -> None:
    built = cls(job_name="j")
    assert attrs.evolve(built, worker_type="G.2X").to_wire() == {
        "JobName": "j",
        "WorkerType": "G.2X",
    }
    with pytest.raises(ValidationError):
        attrs.evolve(built, execution_class="SLOW")


@every_subclass
@pytest.mark.parametrize(
    "again", [copy.copy, copy.deepcopy, lambda built: pickle.loads(pickle.dumps(built))]
)
def test_copies_are_equal_and_whole(cls: Any, again: Any) -> None:
    own = {"owner": "me"} if cls in OWNED else {}
    built = cls(job_name="j", arguments={"--a": "b"}, **own)
    other = again(built)
    assert type(other) is cls
    assert other == built
    assert other.to_wire() == built.to_wire()
    assert getattr(other, "owner", None) == own.get("owner")


@every_subclass
def test_it_is_immutable(cls: Any) -> None:
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        cls(job_name="j").job_name = "other"
