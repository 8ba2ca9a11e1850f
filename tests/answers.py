"""Mutated answers: whatever a service sends, reading it raises documented errors only.

``PYTHONPATH=generated python -m tests.answers --tries 100000`` sends that many answers, each to a
client that we made and to one that was handed in, and exits with 1 if an error was not documented
or an answer changed. ``tests/property/test_answers.py`` runs some of them with every test run.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import copy
import json
import math
import random
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timezone
from functools import cache
from importlib import import_module
from itertools import islice
from typing import Any

import attrs
import botocore.session
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from botocore.model import OperationModel
from botocore.parsers import ResponseParserFactory

from codegen.config import SERVICES
from emrglue import InvalidBodyError, NestingError, validation
from emrglue._runtime.structures.structure import Structure
from emrglue._runtime.wiremodel import MODELS
from tests.support.inside import fields_of
from tests.unit.runtime.canned import CREDENTIALS, Canned, Page, client, model_of

QUICK = Config(retries={"total_max_attempts": 1}, signature_version=botocore.UNSIGNED)
DOCUMENTED = (ClientError, BotoCoreError, InvalidBodyError, NestingError)


# what a service could send


class Example:
    """A response as a service could send it."""

    def __init__(self, seed: str) -> None:
        self.random = random.Random(seed)

    def of(self, shape: Any, depth: int = 0) -> Any:
        return getattr(self, f"_{shape.type_name}", self._number)(shape, depth)

    def _structure(self, shape: Any, depth: int) -> Any:
        if getattr(shape, "is_document_type", False):
            return {"any": ["thing", 1, None]}
        names = [*shape.members]
        if shape.is_tagged_union:
            names = [self.random.choice(names)]
        elif depth > 4:
            names = [n for n in names if self.random.random() < 0.1]
        found = {n: self.of(shape.members[n], depth + 1) for n in names}
        if not shape.is_tagged_union:
            found.update({n: None for n in names if self.random.random() < 0.1})
        return found

    def _list(self, shape: Any, depth: int) -> Any:
        return [self.of(shape.member, depth + 1) for _ in range(0 if depth > 5 else 2)]

    def _map(self, shape: Any, depth: int) -> Any:
        return {f"k{i}": self.of(shape.value, depth + 1) for i in range(0 if depth > 5 else 2)}

    def _string(self, shape: Any, depth: int) -> Any:
        return self.random.choice([*(shape.enum or ()), "", "text", "ünïcödé \U0001f600"])

    def _boolean(self, shape: Any, depth: int) -> Any:
        return self.random.random() < 0.5

    def _timestamp(self, shape: Any, depth: int) -> Any:
        return self.random.choice(
            [1.7e9, 1700000000, 1700000000.123, "2024-02-29T12:00:00Z", "2024-02-29T12:00:00.5Z"]
        )

    def _blob(self, shape: Any, depth: int) -> Any:
        return base64.b64encode(self.random.randbytes(5)).decode()

    def _number(self, shape: Any, depth: int) -> Any:
        return self.random.choice([0, 1, -1, 2**31 - 1])


def nested(levels: int, in_lists: bool) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = [value] if in_lists else {"a": value}
    return value


NONSENSE = [*map(json.dumps, [
    None, True, False, 0, -1, 1.5, 3, 10**18, -(10**20), 10**4000, -(10**400), math.inf, -math.inf,
    math.nan, 1e300, "", "x", "5", "NaN", "Infinity", "\ud800", "\x00", "no moment", "AAA", "A=A!",
    "aGk=\n", "true", [], {}, [None], [[]], [1, "x", None, {}], {"a": {}}, {"Name": 5},
    {"__type": "x"}, {"__type": ["x"], "a": 1}, {"SDK_UNKNOWN_MEMBER": {"name": "n"}}, {"": None},
    nested(90, in_lists=True), nested(90, in_lists=False), nested(700, in_lists=True),
])]  # fmt: skip
BODIES = [
    b"", b" ", b"{", b"null", b"[]", b"5", b'"x"', b"{}", b"{}\n", b'{"message": "m"}', b"\xff\xfe",
    b"<html>Welcome</html>", b"\xef\xbb\xbf{}", b'{"a": ', b"[" * 5000, b"1" * 5000,
]  # fmt: skip
ERRORS: list[Any] = [
    {}, {"__type": "X"}, {"__type": "a#EntityNotFoundException:b"}, {"__type": None}, {"code": [1]},
    {"__type": {}}, {"__type": ["x"]}, {"__type": 5}, {"Code": {"a": 1}}, {"Error": 5},
    {"__type": "ValidationException", "message": ["m"]}, {"__type": "", "Message": {"a": None}},
    {"code": "x", "message": None}, {"__type": ["#", ":"]},
]  # fmt: skip


def mutated(random: random.Random, value: Any) -> Any:
    """The value with something else at some of its places."""
    found = json.loads(json.dumps(value))
    for _ in range(random.choice([1, 1, 2, 4])):
        places = list(_places(found))
        if not places:
            return json.loads(random.choice(NONSENSE))
        container, key = random.choice(places)
        if isinstance(container, dict) and random.random() < 0.25:
            container[random.choice(["New", "message", "__type", str(key).lower()])] = 1
        container[key] = json.loads(random.choice(NONSENSE))
    return found


def _places(value: Any, depth: int = 0) -> Iterator[tuple[Any, Any]]:
    if isinstance(value, (dict, list)) and depth < 12:
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield value, key
            yield from _places(item, depth + 1)


# what reading it gives


NOT_FINITE = ("NaN", "Infinity", "-Infinity")
"""How AWS's protocols write what JSON has no number for."""


def boto3_form(shape: Any, value: Any) -> Any:
    """What boto3 makes of JSON; what is of another type, or unknown, stays as it came."""
    kind = getattr(shape, "type_name", None)
    if kind == "structure" and isinstance(value, dict):
        if shape.is_document_type:
            return value
        return {
            name: boto3_form(shape.members.get(name), item)
            for name, item in value.items()
            if item is not None or name not in shape.members
        }
    if kind == "list" and isinstance(value, list):
        return [boto3_form(shape.member, item) for item in value]
    if kind == "map" and isinstance(value, dict):
        return {name: boto3_form(shape.value, item) for name, item in value.items()}
    try:
        if kind == "timestamp" and isinstance(value, str):
            return datetime.fromisoformat(value.replace(".5Z", ".500Z").replace("Z", "+00:00"))
        if kind == "timestamp" and type(value) in (int, float):
            return datetime.fromtimestamp(value, timezone.utc)
        if kind == "timestamp" and isinstance(value, str):
            return datetime.fromtimestamp(float(value), timezone.utc)
        if kind == "blob" and isinstance(value, str):
            return base64.b64decode(value)
        if kind in ("float", "double") and (type(value) is int or value in NOT_FINITE):
            return float(value)
    except (ValueError, OverflowError, OSError, binascii.Error):
        return _moment_of_text(value) if kind == "timestamp" else value
    return value


def _moment_of_text(value: Any) -> Any:
    try:
        return datetime.fromtimestamp(float(value), timezone.utc)
    except (ValueError, OverflowError, OSError, TypeError):
        return value


def same(one: Any, other: Any) -> bool:
    """Equal, in type too; NaN is the same as NaN."""
    waiting = [(one, other)]
    while waiting:
        one, other = waiting.pop()
        if type(one) is not type(other):
            return False
        if isinstance(one, dict):
            if one.keys() != other.keys():
                return False
            waiting += [(one[key], other[key]) for key in one]
        elif isinstance(one, list):
            if len(one) != len(other):
                return False
            waiting += zip(one, other, strict=True)
        elif one != other and not (one != one and other != other):
            return False
    return True


def read(response: Any) -> None:
    """Look at everything that an answer shows.

    :raises Exception: what is not documented.
    """
    waiting = [response]
    structures = []
    while waiting:
        value = waiting.pop()
        if isinstance(value, Structure):
            structures.append(value)
            waiting += [getattr(value, name) for name in fields_of(type(value))]
            waiting.append(value.unknown_members)
        elif isinstance(value, list):
            waiting += [item for item in value if isinstance(item, (Structure, list, dict))]
        elif isinstance(value, dict):
            waiting += [i for i in value.values() if isinstance(i, (Structure, list, dict))]
    for value in [*structures[:1], *structures[1::7]]:
        for look in (repr, lambda v: v == copy.copy(v), lambda v: v.to_wire()):
            with suppress(NestingError):
                look(value)


# the clients


@attrs.frozen
class Side:
    """A kind of client for a service, and its answers."""

    client: Any
    canned: Canned


def botocores(service: str, **config: Any) -> Any:
    """A client of botocore's; it has our model, so it knows all operations."""
    session = botocore.session.Session()
    session.get_component("data_loader").search_paths.insert(0, str(MODELS))
    options = {"config": QUICK.merge(Config(**config)), **CREDENTIALS}
    return session.create_client(service, region_name="us-east-1", **options)


def handed_in(service: str) -> tuple[Any, Canned]:
    """A client around one of botocore's."""
    given = botocores(service, parameter_validation=False)
    return module_of(service).Client(client=given), Canned(given)


def module_of(service: str) -> Any:
    return import_module(f"emrglue.{service.replace('-', '_')}")


@attrs.frozen
class Stage:
    """A service with all its operations, and both kinds of clients."""

    name: str
    own: Side
    given: Side
    operations: tuple[OperationModel, ...]


LEAST = {"string": "x", "list": [], "map": {}, "structure": {}, "boolean": True}


@cache
def stage(service: str) -> Stage:
    module = module_of(service)
    model = botocore.model.ServiceModel(model_of(module).model, service)
    own = client(module, {}, config=QUICK)
    operations = tuple(model.operation_model(name) for name in model.operation_names)
    return Stage(service, Side(*own), Side(*handed_in(service)), operations)


@cache
def request(service: str, operation: str) -> Any:
    """A request with its required members, as small as can be."""
    found = stage(service)
    shape = next(o for o in found.operations if o.name == operation).input_shape
    wire = {m: LEAST.get(shape.members[m].type_name, 1) for m in shape.required_members if shape}
    with validation("off"):
        return found.own.client._service().request_class(operation).from_wire(wire)


@attrs.frozen
class Trial:
    """One answer, and who gives it."""

    stage: Stage
    operation: OperationModel
    answer: Any
    """As :class:`Canned` takes it."""
    value: Any
    """The JSON value, if it is a success in JSON."""
    limit: int | None
    """Items at most, if all pages are asked for."""


def trial(seed: str) -> Trial:
    """An answer by its number."""
    chance = random.Random(seed)
    found = stage(chance.choice(SERVICES))
    operation = chance.choice(found.operations)
    shape = operation.output_shape
    value = mutated(chance, Example(seed).of(shape) if shape else {})
    kind = chance.random()
    if kind < 0.7:
        limit = chance.choice([1, 2, 100]) if kind < 0.1 else None
        return Trial(found, operation, value, value, limit)
    if kind < 0.8:
        page = Page(chance.choice(BODIES), chance.choice(["application/json", "text/html"]))
        return Trial(found, operation, page, None, None)
    body = chance.choice([value, chance.choice(ERRORS), mutated(chance, chance.choice(ERRORS))])
    status = chance.choice([301, 400, 404, 429, 500, 503])
    return Trial(found, operation, (status, body), None, None)


def complaints(seed: str) -> Iterator[str]:
    """What is wrong with how clients read an answer."""
    tried = trial(seed)
    for name in ("own", "given"):
        side: Side = getattr(tried.stage, name)
        where = f"{seed}, {name} client, {tried.stage.name}.{tried.operation.name}"
        side.canned.answer(tried.answer)
        try:
            response = _answered(side.client, tried)
            read(response)
        except DOCUMENTED as error:
            read(getattr(error, "response", None))
            str(error), repr(error)
            continue
        except Exception as error:
            yield f"{where}: {type(error).__name__}: {error!s:.300}"
            continue
        if tried.limit is None and tried.value is not None:
            yield from _changes(where, name == "own", tried, response)


def _answered(made: Any, tried: Trial) -> Any:
    asked = request(tried.stage.name, tried.operation.name)
    if tried.limit is not None:
        method = f"iter_{botocore.xform_name(tried.operation.name)}"
        if hasattr(made, method):
            with validation("off"):
                members = {name: getattr(asked, name) for name in fields_of(type(asked))}
                pages = getattr(made, method)(**members).limit(max_items=tried.limit)
            return list(islice(pages, 200))
    return made.send(asked)


def _changes(where: str, is_own: bool, tried: Trial, response: Any) -> Iterator[str]:
    sent = json.loads(json.dumps(tried.value))
    shape = tried.operation.output_shape
    try:
        found = response.to_wire()
    except NestingError:
        return
    if is_own:
        expected = boto3_form(shape, sent) if shape else {}
    else:
        # The json protocol leaves whole numbers of a double as they are.
        expected = boto3_form(shape, _parsed(tried.operation, sent))
        expected.pop("ResponseMetadata")
    if not same(found, expected):
        yield f"{where}: {expected!r:.500} came back as {found!r:.500}"


def _parsed(operation: OperationModel, value: Any) -> Any:
    """What botocore makes of JSON."""
    protocol = operation.service_model.metadata["protocol"]
    headers = {"x-amzn-requestid": "r"}
    response = {"status_code": 200, "headers": headers, "context": {}}
    response["body"] = json.dumps(value).encode()
    parser = ResponseParserFactory().create_parser(protocol)
    return parser.parse(response, operation.output_shape)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.answers", description=__doc__)
    parser.add_argument("--tries", type=int, default=10_000, help="how many answers")
    parser.add_argument("--seed", default="0", help="another one makes other answers")
    options = parser.parse_args()
    kinds: Counter[str] = Counter()
    for number in range(options.tries):
        for complaint in complaints(f"{options.seed}.{number}"):
            kinds["changed" if "came back as" in complaint else "undocumented"] += 1
            if sum(kinds.values()) <= 50:
                print(complaint)
    undocumented, changed = kinds["undocumented"], kinds["changed"]
    print(
        f"{options.tries:,} mutated answers on each of 2 kinds of clients: "
        f"{undocumented:,} undocumented errors, {changed:,} answers changed"
    )
    return 1 if kinds else 0


if __name__ == "__main__":
    sys.exit(main())
