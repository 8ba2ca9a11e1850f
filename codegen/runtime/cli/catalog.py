"""The services, operations and parameters of the packaged models, by how they are typed.

Every command starts here, so nothing imports botocore, a class or a model before it is needed, and
these are plain classes.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, Final

from .. import services
from ..suggestions import did_you_mean, letters
from ..wiremodel import MODELS, Raw, ServiceModel
from .exits import CONFIGURATION, Failure

if TYPE_CHECKING:
    from ..shapes import Member, StructureShape

PACKAGE: Final = __name__.partition("._runtime")[0]
"""The generated package that this command line belongs to."""

INCOMPLETE: Final = f"{PACKAGE} is not complete; generate it again"

_PLURAL_ACRONYM: Final = re.compile(r"[A-Z]{2,}s$")
_WORD: Final = re.compile(r"(.)([A-Z][a-z]+)")
_END: Final = re.compile(r"([a-z0-9])([A-Z])")

_RENAMED: Final = {("glue", "Region"): "resource-region"}
"""Flags that the AWS CLI calls otherwise, because a global option has their name."""


class Operation:
    """An operation of a service, or a waiter, which calls one until a state is reached.

    :param name: its own name in the model, such as ``StartJobRun``.
    """

    def __init__(self, service: Service, name: str) -> None:
        self.service, self.waiter = service, name if service.waits else ""
        self.wire_name = service.calls[name]
        """Of the operation that is called."""
        self.name = kebab(name)
        """As it is typed: ``start-job-run``."""

    @property
    def title(self) -> str:
        """As it is typed after the program: ``emr-serverless start-job-run``."""
        return f"{self.service.title} {self.name}"

    @property
    def description(self) -> str:
        """What a waiter waits for."""
        text: str = self.service.model.waiters["waiters"][self.waiter]["description"]
        return text

    @cached_property
    def request_class(self) -> Any:
        """The generated class of the request."""
        return self.service.model.request_class(self.wire_name)

    @cached_property
    def request(self) -> StructureShape:
        """The shape of the request."""
        shape: StructureShape = self.request_class._class_shape
        return shape

    @property
    def response(self) -> StructureShape:
        """The shape of the response."""
        shape: StructureShape = self.request_class._response_class()._class_shape
        return shape

    @cached_property
    def parameters(self) -> Mapping[str, Member]:
        """The members of the request by their flags, those that have to be given first."""
        return {self.flag(member.name): member for member in self.request.members}

    def flag(self, member: str) -> str:
        """The flag of a member of the request."""
        return f"--{_RENAMED.get((self.service.name, member)) or kebab(member)}"

    @cached_property
    def paginator(self) -> Raw:
        """How the operation is paginated; empty if it is not."""
        found: Raw = self.service.model.paginators.get("pagination", {}).get(self.wire_name, {})
        return found

    @property
    def page_members(self) -> tuple[str, ...]:
        """The parameters by which pages are asked for: the tokens and the size."""
        if not self.paginator:
            return ()
        tokens = self.paginator["input_token"]
        names = [tokens] if isinstance(tokens, str) else list(tokens)
        return (*names, *filter(None, [self.paginator.get("limit_key")]))

    @cached_property
    def raw(self) -> Raw:
        """How it is sent, as the packaged JSON has it: method, URI, protocol's own traits."""
        return self.service.model.operation(self.wire_name)

    @property
    def input(self) -> Raw:
        """The structure of the request in the packaged JSON; empty if it has none."""
        found: Raw = self.service.model.raw["shapes"].get(
            self.raw.get("input", {}).get("shape"), {}
        )
        return found


class Service:
    """A service whose model travels with the package: its operations, or its waiters.

    :param name: botocore's name, such as ``emr-serverless``.
    """

    def __init__(self, name: str, waits: bool = False) -> None:
        self.name, self.waits = name, waits
        self.title = f"wait {name}" if waits else name
        """As it is typed after the program."""

    @cached_property
    def model(self) -> ServiceModel:
        """The model, in the one instance that the generated classes use too."""
        found = services.find(self.name)
        if found is None:
            raise Failure(f"the package of {self.name} is missing; {INCOMPLETE}", CONFIGURATION)
        return found

    @cached_property
    def calls(self) -> Mapping[str, str]:
        """The operation that each operation or waiter calls, by names of the model."""
        if self.waits:
            waiters = self.model.waiters.get("waiters", {})
            return {name: waiter["operation"] for name, waiter in waiters.items()}
        return {name: name for name in self.model.requests}

    @cached_property
    def operations(self) -> Mapping[str, Operation]:
        """The operations or waiters by how they are typed, in the order of that."""
        return dict(sorted((kebab(name), Operation(self, name)) for name in self.calls))

    def operation(self, name: str) -> Operation:
        """An operation or waiter by the name that is typed, or by that of the model."""
        for known in self.calls:  # to spell all of them as they are typed takes longer
            if letters(known) == letters(name) and name in (known, kebab(known)):
                return Operation(self, known)
        kind = "waiter" if self.waits else "operation"
        problem = f"{self.name} has no {kind} {name!r}{did_you_mean(name, self.operations)}"
        if not name:
            problem = f"{'a' if self.waits else 'an'} {kind} of {self.name} is missing"
        raise Failure(f"{problem}; `{PACKAGE} {self.title} help` lists them")


@cache
def service(name: str, waits: bool = False) -> Service:
    """A service by its name, with its operations or its waiters."""
    names = service_names()
    if name in names:
        return Service(name, waits)
    raise Failure(
        f"there is no service {name!r}{did_you_mean(name, names)}; there are: {', '.join(names)}"
    )


def service_names() -> list[str]:
    """The services of the package."""
    if os.path.isdir(MODELS):
        return sorted(entry.name for entry in os.scandir(MODELS) if entry.is_dir())
    from importlib.resources import files

    folder = files(__name__.partition("._runtime")[0]) / "_models"  # in a zip file
    return sorted(entry.name for entry in folder.iterdir() if entry.is_dir())


def kebab(name: str) -> str:
    """A name of the model as the AWS CLI spells it: ``DBInstanceARNs`` is ``db-instance-arns``."""
    if "-" in name:
        return name
    if plural := _PLURAL_ACRONYM.search(name):
        name = f"{name[: plural.start()]}-{plural[0].lower()}"
    return _END.sub(r"\1-\2", _WORD.sub(r"\1-\2", name)).lower()
