"""The stage that lays files out: black's own layout, whatever comes, however little by little."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping

import black
import pytest

from codegen import format as formatting
from codegen.problems import CodegenError, fail

UGLY = "def f(a,b):\n    return {'a':a,\n        'b':b}\n"
SIZES = (10, 5_000, 900, 4_000, 1_400, 2)


@pytest.fixture(autouse=True)
def _small_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that little text is shared out, too."""
    monkeypatch.setattr(formatting, "_PORTION", 1_500)


def files(*sizes: int) -> dict[str, str]:
    """Python files of about these numbers of characters."""
    return {f"{size}.py": UGLY * (size // len(UGLY) + 1) for size in sizes}


def formatted(*batches: Mapping[str, str]) -> dict[str, str]:
    """All of them, in the order in which they were done."""
    return dict(formatting.format_files(iter(batches), lambda done, of: None))


@pytest.mark.parametrize("count", [1, 6])
def test_the_layout_is_that_of_black(count: int) -> None:
    """Of a few files in this process, of many in others, and of stubs by their own rules."""
    batches = [files(*SIZES[:count]), {"stub.pyi": "def f(a,b): ...\n\n\n\ndef g(): ...\n"}]
    wanted = {path: text for batch in batches for path, text in batch.items()}
    for path, text in formatted(*batches).items():
        mode = black.Mode(line_length=100, is_pyi=path.endswith(".pyi"))
        assert text == black.format_str(wanted.pop(path), mode=mode)
    assert not wanted


def test_portions_start_with_the_largest_and_lose_nothing() -> None:
    """The last ones are small, so that two workers end at about the same time."""
    portions = list(formatting._portions(files(*SIZES)))
    assert [[path for path, _ in portion] for portion in portions] == [
        ["5000.py"],
        ["4000.py"],
        ["1400.py", "900.py"],
        ["10.py", "2.py"],
    ]


def test_progress_counts_to_the_number_of_files() -> None:
    """Whatever the number of batches."""
    told: list[tuple[int, int]] = []
    batches = [files(*SIZES[:3]), files(*SIZES[3:])]
    list(formatting.format_files(batches, lambda done, of: told.append((done, of))))
    assert told[-1] == (6, 6)
    assert told == sorted(told)


@pytest.mark.parametrize("also", [{}, files(*SIZES)])
def test_text_that_is_no_python_is_an_error_with_its_file(also: dict[str, str]) -> None:
    """All of it, and not the first alone."""
    with pytest.raises(CodegenError) as caught:
        formatted({"a.py": "def (:\n", "b.py": "x = = 1\n"}, also)
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


def test_the_collector_of_this_process_is_on_afterwards() -> None:
    """It is off while black builds its trees."""
    formatted(files(10))
    assert gc.isenabled()


def test_a_file_that_surely_differs_is_not_laid_out() -> None:
    """It has other letters than the old one; one that only looks different is, to be sure."""
    old = {"same.py": black.format_str(UGLY, mode=formatting.MODE), "other.py": "f(x, b)\n"}
    formatter = formatting.where_unsure(lambda path: old.get(path, ""))
    batch = {"same.py": UGLY, "other.py": UGLY, "new.py": UGLY}
    assert dict(formatter([batch], lambda done, of: None)) == {**batch, "same.py": old["same.py"]}


@pytest.mark.parametrize(
    "text", ["x=u'a'+b'\\xAB'", "x = 0XFF + 1E5", "class A():\n  ((y)) = (x for x in[1,2])"]
)
def test_black_changes_no_letter(text: str) -> None:
    """But for the case of numbers and the ``u`` of a string, which is why those do not count."""
    layout = black.format_str(text, mode=formatting.MODE)
    assert layout != text
    assert formatting._letters(layout) == formatting._letters(text)


def test_without_a_formatter_files_pass_one_batch_at_a_time() -> None:
    """The second batch is not even asked for: a run holds one service, not all of them."""

    def batches() -> Iterator[Mapping[str, str]]:
        yield {"a.py": UGLY}
        raise AssertionError("asked for too early")

    assert next(formatting.unformatted(batches(), lambda done, of: None)) == ("a.py", UGLY)
