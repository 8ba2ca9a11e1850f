"""What can be wrong with a model, as values that are collected and shown together."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

import attrs

from .runtime import visible

Made = TypeVar("Made")


@attrs.frozen(order=True)
class Problem:
    """One thing that is wrong, and where.

    ``place`` is a file, or a JSON pointer into a model (``glue: /shapes/JobName/pattern``).
    """

    place: str
    message: str

    def __str__(self) -> str:
        return visible.line(f"{self.place}: {self.message}")


class CodegenError(Exception):
    """The run cannot go on; ``problems`` says everything that is known to be wrong."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def fail(place: object, message: str) -> CodegenError:
    """One problem as an exception to raise."""
    return CodegenError([Problem(str(place), message)])


def refuse(problems: Iterable[Problem]) -> None:
    """Raise everything that is wrong, if anything is.

    :raises CodegenError: there are problems.
    """
    found = list(problems)
    if found:
        raise CodegenError(found)


def for_each(names: Iterable[str], make: Callable[[str], Made]) -> dict[str, Made]:
    """What is made of each name.

    :raises CodegenError: the problems of all of them together.
    """
    made: dict[str, Made] = {}
    problems: list[Problem] = []
    for name in names:
        try:
            made[name] = make(name)
        except CodegenError as error:
            problems += error.problems
    refuse(problems)
    return made
