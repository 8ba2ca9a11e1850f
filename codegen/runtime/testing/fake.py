"""A client that answers what a test tells it to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

from ..structures.structure import Response
from ..suggestions import did_you_mean

Given = Response | Mapping[str, Any]
Answer = Given | Exception | Callable[..., Given]


class FakeClient:
    """Stands in for a botocore client, and calls nothing.

    ``glue.Client(client=FakeClient({…}))`` checks requests, types answers, pages and waits as ever,
    and so do job runs; ``AsyncClient`` takes one, too.
    """

    def __init__(
        self, responses: Mapping[str, Answer | list[Answer]], *, region_name: str = "us-east-1"
    ) -> None:
        """
        :param responses: what every operation answers, by the name of its method: a response, a
            dictionary as boto3 returns it, an exception to raise, or a function that takes the
            arguments of the call and returns one of the first two. A list has one of these for each
            call; its last one stays.
        """
        self.calls: list[tuple[str, dict[str, Any]]] = []
        """The calls so far: the names of the methods and the arguments, as boto3 takes them."""
        self.meta = SimpleNamespace(region_name=region_name)
        self._responses = {
            name: list(given) if isinstance(given, list) else [given]
            for name, given in responses.items()
        }

    def __getattr__(self, name: str) -> Callable[..., dict[str, Any]]:
        """The method of an operation.

        :raises AttributeError: no response was given for it.
        """
        responses = self.__dict__.get("_responses", {})
        if name not in responses:
            hint = did_you_mean(name, responses)
            raise AttributeError(f"FakeClient has no response for {name}{hint}")

        def method(**arguments: Any) -> dict[str, Any]:
            self.calls.append((name, arguments))
            answers = responses[name]
            answer: Any = answers.pop(0) if len(answers) > 1 else answers[0]
            if isinstance(answer, Exception):
                raise answer
            if callable(answer):
                answer = answer(**arguments)
            return answer.to_wire() if isinstance(answer, Response) else dict(answer)

        return method
