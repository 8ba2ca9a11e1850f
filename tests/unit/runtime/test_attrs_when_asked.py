"""Structures are attrs classes for everybody who asks, and cost nothing of that until then."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import attrs
import pytest

import emrglue
from emrglue import glue

FRESH = """
import sys
sys.path.insert(0, {path!r})
{imports}
from emrglue import glue
{code}
"""


def fresh(code: str, imports: str = "import attrs", options: Sequence[str] = ()) -> str:
    """What a new interpreter prints, in which nobody has asked about any class."""
    path = str(Path(emrglue.__file__).parents[1])
    command = [sys.executable, *options, "-c", FRESH.format(path=path, imports=imports, code=code)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def test_building_and_sending_a_request_asks_attrs_nothing() -> None:
    """``__attrs_init__`` is what attrs leaves in a class that it has made."""
    code = "glue.GetJobRequest(job_name='a').to_wire(); cls = glue.GetJobRequest\n"
    assert fresh(code + "print('__attrs_init__' in vars(cls))") == "False"


def test_attrs_itself_is_loaded_when_somebody_asks() -> None:
    """Building, comparing, showing and refusing do without it."""
    code = """
made = [glue.GetJobRequest(job_name='a'), glue.GetJobRequest.from_wire({'JobName': 'a'})]
made[0] == made[1], repr(made), glue.Table(name='t').to_wire()
try:
    glue.GetJobRequest(job_name='')
except ValueError:
    print('attr' in sys.modules)
"""
    assert fresh(code, imports="") == "False"


def test_fields_are_there_at_the_first_question() -> None:
    """In the order of the class."""
    assert fresh("print([f.name for f in attrs.fields(glue.GetJobRequest)])") == "['job_name']"


def test_an_instance_from_before_the_question_is_as_good_as_one_from_after() -> None:
    """It compares, copies and shows the same."""
    code = "old = glue.GetJobRequest(job_name='a'); new = attrs.evolve(old)\n"
    assert fresh(code + "print(old == new, attrs.asdict(old), repr(old) == repr(new))") == (
        "True {'job_name': 'a'} True"
    )


def test_an_instance_is_frozen_before_anybody_asks() -> None:
    """With the error of attrs."""
    code = """
job = glue.GetJobRequest(job_name='a')
for change in (lambda: setattr(job, 'job_name', 'b'), lambda: delattr(job, 'job_name')):
    try:
        change()
    except attrs.exceptions.FrozenInstanceError:
        print(job.job_name, end='')
"""
    assert fresh(code) == "aa"


def test_an_instance_is_frozen_after_the_question() -> None:
    """By attrs itself."""
    assert attrs.has(glue.GetJobRequest)
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        glue.GetJobRequest(job_name="a").job_name = "b"  # type: ignore[misc]


def test_a_class_of_the_users_below_ours_has_the_fields_of_ours() -> None:
    """Even if it is the first to ask."""
    code = "class Mine(glue.GetJobRequest): pass\n"
    question = "print([f.name for f in attrs.fields(Mine)], len(attrs.fields(glue.GetJobRequest)))"
    assert fresh(code + question) == "['job_name'] 1"


def test_threads_that_ask_at_once_all_get_every_field() -> None:
    """attrs takes the fields out of the class, so a second run over it would find none."""
    with ThreadPoolExecutor(8) as pool:
        counts = {len(fields) for fields in pool.map(attrs.fields, [glue.Table, glue.Job] * 20)}
    assert counts == {len(vars(glue.Table)["__attrs_attrs__"]), len(attrs.fields(glue.Job))}
    assert min(counts) > 10


def test_a_private_name_that_a_package_lacks_is_refused_without_a_search() -> None:
    """Every ``from .. import _base`` asks for one; there are thousands of names to compare."""
    code = "import sys\ntry: glue._nothing\nexcept AttributeError: print('difflib' in sys.modules)"
    assert fresh(code) == "False"


def test_a_thread_can_ask_while_another_one_does() -> None:
    """Here the second one asks, and is done, in the middle of the first."""
    code = """
frozen = attrs.frozen
def while_another_asks(*arguments, **options):
    attrs.frozen = frozen
    attrs.fields(glue.GetJobRequest)
    return frozen(*arguments, **options)
attrs.frozen = while_another_asks
print([f.name for f in attrs.fields(glue.GetJobRequest)])
"""
    assert fresh(code) == "['job_name']"


def test_a_class_describes_itself_without_docstrings() -> None:
    """``python -OO`` leaves none."""
    shown = fresh("print(glue.GetJobRequest.__doc__)", options=["-OO"])
    assert "job_name: string; 1 to 255 characters" in shown
