"""The stage that lays files out: black's own layout, whatever comes, however little by little."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator, Mapping

import black
import pytest

from codegen import format as formatting
from codegen.problems import CodegenError, fail

UGLY = "def f(a,b):\n    return {'a':a,\n        'b':b}\n"
SIZES = (10, 5_000, 900, 4_000, 1_400, 2)


def files(*sizes: int) -> dict[str, str]:
    """Python files of about these numbers of characters."""
    return {f"{size}.py": UGLY * (size // len(UGLY) + 1) for size in sizes}


def formatted(*batches: Mapping[str, str]) -> dict[str, str]:
    """All of them, in the order in which they were done."""
    return dict(formatting.format_files(iter(batches), lambda done, of: None))


def test_the_layout_is_that_of_black() -> None:
    """Of modules, and of stubs by their own rules."""
    batches = [files(*SIZES), {"stub.pyi": "def f(a,b): ...\n\n\n\ndef g(): ...\n"}]
    wanted = {path: text for batch in batches for path, text in batch.items()}
    for path, text in formatted(*batches).items():
        mode = black.Mode(line_length=100, is_pyi=path.endswith(".pyi"))
        assert text == black.format_str(wanted.pop(path), mode=mode)
    assert not wanted


def test_progress_counts_to_the_number_of_files() -> None:
    """Whatever the number of batches."""
    told: list[tuple[int, int]] = []
    batches = [files(*SIZES[:3]), files(*SIZES[3:])]
    list(formatting.format_files(batches, lambda done, of: told.append((done, of))))
    assert told[-1] == (6, 6)
    assert told == sorted(told)


def test_text_that_is_no_python_is_an_error_with_its_file() -> None:
    """All of it, and not the first alone."""
    with pytest.raises(CodegenError) as caught:
        formatted({"a.py": "def (:\n", "b.py": "x = = 1\n"}, files(*SIZES))
    problems = caught.value.problems
    assert sorted(problem.place for problem in problems) == ["a.py", "b.py"]
    assert all("black cannot format it: " in problem.message for problem in problems)


def test_what_goes_wrong_upstream_ends_the_run() -> None:
    """The workers are not waited for with everything that they still had to do."""

    def batches() -> Iterator[Mapping[str, str]]:
        yield {f"{number}.py": UGLY * 30 for number in range(500)}
        raise fail("zoo", "is wrong")

    with pytest.raises(CodegenError, match="zoo: is wrong"):
        list(formatting.format_files(batches(), lambda done, of: None))


def test_without_a_formatter_files_pass_one_batch_at_a_time() -> None:
    """The second batch is not even asked for: a run holds one service, not all of them."""

    def batches() -> Iterator[Mapping[str, str]]:
        yield {"a.py": UGLY}
        raise AssertionError("asked for too early")

    assert next(formatting.unformatted(batches(), lambda done, of: None)) == ("a.py", UGLY)


def test_files_are_formatted_in_a_worker_of_a_pool_too() -> None:
    """Which is not allowed to have processes of its own."""
    with multiprocessing.get_context("fork").Pool(1) as pool:
        assert pool.apply(_formatted) == [("a.py", "x = 1\n")]


def _formatted() -> list[tuple[str, str]]:
    return [*formatting.format_files([{"a.py": "x=1"}], lambda done, of: None)]
