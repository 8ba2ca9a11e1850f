"""What makes a call faster than botocore alone, and all that we use of botocore's private parts.

Each shortcut puts a subclass in the place of a part of botocore. Where the installed botocore does
not have what a shortcut overrides, the part stays as it is: calls are slower then, and work. That
is how ``Client(shortcuts=False)`` works, too, which takes none of them.

=============  ====================================================================================
requests       what is JSON already goes into the body as it is
responses      decoded JSON goes through botocore as it is, for the generated classes to read
user agent     is put together once, not twice for every request
=============  ====================================================================================

Whatever is unusual — errors, headers, payloads, streams, renamed members, other protocols, and
calls that are not ours — goes through botocore as ever.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache, lru_cache, partial
from inspect import iscoroutinefunction
from types import SimpleNamespace
from typing import Any

from .decoding import invalid_body, is_page


def _subclass_with(given: Any, *methods: Callable[..., Any]) -> Any:
    """A subclass with other methods; the class itself if it lacks one of them."""
    if not all(hasattr(given, method.__name__) for method in methods):
        return given
    return type(given.__name__, (given,), {method.__name__: method for method in methods})


def _twin(given: Any, kind: Any = None, **others: Any) -> Any:
    """An object that shares what the given one has, but for its class and some attributes."""
    twin = object.__new__(kind or given.__class__)
    twin.__dict__.update(given.__dict__, **others)
    return twin


# sessions


def session_with(given: Any, component: str, make: Callable[[Any], Any]) -> Any:
    """A botocore session with another component; the given one is not changed.

    It shares all state with that: credentials that either of them fetches or refreshes, settings,
    event handlers, plugins.

    :param make: makes the component from the session's own.
    """
    kind = given.__class__

    def get_component(self: Any, name: str) -> Any:
        found = kind.get_component(self, name)
        return make(found) if name == component else found

    ours: Any = object.__new__(_subclass_with(kind, get_component))
    ours.__dict__ = given.__dict__
    return ours


def botocore_session(given: Any) -> Any:
    """A session of botocore; that of a boto3 session, which has it under a private name.

    If the name is another, a session with what boto3 shows of its own.
    """
    if hasattr(given, "create_client"):
        return given
    if (inside := getattr(given, "_session", None)) is not None:
        return inside
    from botocore.session import Session

    profile = given.profile_name
    session = Session(
        profile=None if profile == "default" else profile,
        event_hooks=given.events,
        include_builtin_handlers=False,
    )
    session.set_config_variable("region", given.region_name)
    _credentials_by(session, given.get_credentials)
    return session


def borrow_credentials(session: Any, client: Any, loop: Any) -> None:
    """Have a session use the credentials of a client, whose own session is not known.

    A client that does not show them leaves the session with those that it finds by itself.

    :param loop: the running event loop, which refreshes those of aiobotocore.
    """
    credentials = getattr(client, "_get_credentials", lambda: None)()
    if iscoroutinefunction(getattr(credentials, "get_frozen_credentials", None)):
        credentials = _awaited(credentials, loop)
    if credentials is not None:
        _credentials_by(session, lambda: credentials)


def _awaited(credentials: Any, loop: Any) -> Any:
    """Credentials of aiobotocore, for a client of botocore in another thread than its loop."""
    import asyncio

    from botocore.credentials import Credentials

    def get_frozen_credentials(_: Any) -> Any:
        asked = credentials.get_frozen_credentials()
        return asyncio.run_coroutine_threadsafe(asked, loop).result()

    return _subclass_with(Credentials, get_frozen_credentials)("", "")


def _credentials_by(session: Any, load: Callable[[], Any]) -> None:
    session.register_component("credential_provider", SimpleNamespace(load_credentials=load))


# clients that we made


def quickened(client: Any) -> Any:
    """Let a botocore client take the shortcuts that concern what it sends.

    :return: what to call through; see :func:`answering_directly`.
    """
    from botocore import serialize

    standard = getattr(client, "_serializer", None)
    # One that validates by itself, as a user may configure it, stays as it is.
    if isinstance(standard, getattr(serialize, "JSONSerializer", ())):
        client._serializer = DirectSerializer(standard)
    creator: Any = getattr(client, "_user_agent_creator", None)
    if hasattr(creator, "to_string"):
        creator.to_string = _remembered(creator.to_string)
    return answering_directly(client)


def _remembered(to_string: Callable[[], str]) -> Callable[[], str]:
    """A function that puts each user agent together once.

    botocore does so twice for every request, which takes a quarter of the time of a whole call.
    """
    remembered: dict[frozenset[str], str] = {}

    def from_memory() -> str:
        features = _features()
        if features not in remembered:
            remembered[features] = to_string()
        return remembered[features]

    return from_memory


def _features() -> frozenset[str]:
    """The features of botocore that the running call uses; older ones tell none."""
    try:
        from botocore.context import get_context
    except ImportError:
        return frozenset()
    return frozenset(getattr(get_context(), "features", ()))


# requests


class DirectSerializer:
    """botocore's serializer of a service that talks JSON, with the shortcut."""

    def __init__(self, standard: Any) -> None:
        self._standard = standard
        kind = _serializer_class(standard.__class__)
        self._direct = _twin(standard, kind, _is_json=lru_cache(_SHAPES)(is_json))

    def serialize_to_request(self, parameters: Mapping[str, Any], operation: Any) -> Any:
        """What botocore's serializer makes of the same."""
        if _has_ordinary_body(operation):
            try:
                return self._direct.serialize_to_request(parameters, operation)
            except Exception:  # botocore may take it, or has an error for it
                pass
        return self._standard.serialize_to_request(parameters, operation)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._standard, name)


_WITHOUT_BODY = frozenset({"GET", "HEAD", "DELETE"})


def _has_ordinary_body(operation: Any) -> bool:
    """Whether what is in no other place of the request is a member of a JSON object."""
    shape = operation.input_shape
    method = operation.http.get("method", "POST")
    return (
        shape is not None and method not in _WITHOUT_BODY and "payload" not in shape.serialization
    )


@cache
def _serializer_class(given: Any) -> Any:
    """A subclass of a class of serializers that rewrites nothing that is JSON already.

    Members that the model does not know, and that a user let pass, are sent as they are; botocore's
    own ends in a ``KeyError`` over them.
    """

    def _serialize(self: Any, serialized: Any, value: Any, shape: Any, key: Any = None) -> None:
        if key is not None and self._is_json(shape):
            serialized[key] = value
        else:
            given._serialize(self, serialized, value, shape, key)

    def _serialize_type_structure(
        self: Any, serialized: Any, value: Any, shape: Any, key: Any
    ) -> None:
        known = {name: value[name] for name in value if name in shape.members}
        given._serialize_type_structure(self, serialized, known, shape, key)
        if len(known) < len(value):
            news = {name: value[name] for name in value if name not in known}
            (serialized if key is None else serialized[key]).update(news)

    def _partition_parameters(
        self: Any, partitioned: Any, name: str, value: Any, members: Any
    ) -> None:
        if name in members:
            given._partition_parameters(self, partitioned, name, value, members)
        else:
            partitioned["body_kwargs"][name] = value

    direct = _subclass_with(given, _serialize, _serialize_type_structure)
    return _subclass_with(direct, _partition_parameters)  # which only the REST protocols have


# responses

PROTOCOLS = frozenset({"json", "rest-json"})
"""botocore's names of the protocols whose bodies are JSON."""


def answering_directly(client: Any) -> Any:
    """A twin of a botocore client, which returns decoded JSON if that is all there is to an answer.

    It shares everything with the client but for what reads answers, so nobody who uses the client
    itself, a hook of a user's for instance, gets anything but botocore's dictionaries. Where the
    service does not talk JSON, it is the client itself.
    """
    model = client.meta.service_model
    protocol = getattr(model, "resolved_protocol", None) or model.metadata.get("protocol")
    endpoint = getattr(client, "_endpoint", None)
    factory = getattr(endpoint, "_response_parser_factory", None)
    if protocol not in PROTOCOLS or not hasattr(factory, "create_parser"):
        return client
    return _twin(client, _endpoint=_twin(endpoint, _response_parser_factory=DirectParsers(factory)))


class DirectParsers:
    """botocore's ``ResponseParserFactory``, with the shortcut."""

    def __init__(self, standard: Any) -> None:
        self._standard = standard
        self.is_plain = lru_cache(_SHAPES)(is_in_place)

    def create_parser(self, protocol: str) -> Any:
        """A parser for a response of a service that talks JSON."""
        return SimpleNamespace(parse=partial(self._parse, protocol))

    def _parse(self, protocol: str, response: Mapping[str, Any], shape: Any) -> Any:
        if response.keys() >= _USED and response["status_code"] < 300:
            metadata, body = _metadata(response), response["body"]
            has_checksum = "checksum" in response.get("context", ())
            if shape is not None and not has_checksum and self.is_plain(shape):
                return _members(body, metadata) | {"ResponseMetadata": metadata}
            if body and isinstance(body, bytes) and _says_json(shape, metadata):
                _decoded(body, metadata)  # botocore would find no members in anything else
        return self._standard.create_parser(protocol).parse(response, shape)


_USED = {"status_code", "headers", "body"}


def _says_json(shape: Any, metadata: Mapping[str, Any]) -> bool:
    """Whether a body has to be JSON: one without members may be anything but a page."""
    if shape is None:
        return is_page(metadata)
    payload = shape.members.get(shape.serialization.get("payload"))
    return payload is None or payload.type_name not in ("string", "blob")


def _members(body: bytes, metadata: Mapping[str, Any]) -> dict[str, Any]:
    """The JSON object of a body; an empty body is an empty object."""
    members = _decoded(body, metadata) if body else {}
    if not isinstance(members, dict):
        raise invalid_body(metadata, "is not a JSON object")
    return members


def _decoded(body: bytes, metadata: Mapping[str, Any]) -> Any:
    try:
        return json.loads(str(body, "utf-8"))
    except (ValueError, RecursionError):
        raise invalid_body(metadata, "is not valid JSON") from None


def _metadata(response: Mapping[str, Any]) -> dict[str, Any]:
    """``ResponseMetadata`` as botocore makes it."""
    headers = {name.lower(): value for name, value in response["headers"].items()}
    metadata = {"HTTPStatusCode": response["status_code"], "HTTPHeaders": headers}
    if "x-amzn-requestid" in headers:
        metadata["RequestId"] = headers["x-amzn-requestid"]
    elif "x-amz-request-id" in headers:
        metadata["RequestId"] = headers["x-amz-request-id"]
        metadata["HostId"] = headers.get("x-amz-id-2", "")
    return metadata


def all_events(stream: Any) -> Iterator[Any]:
    """The events of a stream of botocore's, which leaves out those that its model does not know."""
    events: Any = getattr(stream, "_event_generator", None)
    parse = getattr(stream, "_parse_event", None)
    if not hasattr(events, "__next__") or parse is None:
        yield from stream
        return
    for event in events:
        with _naming_error(event):
            parsed = parse(event)
        yield parsed or _unknown(event)


async def all_awaited_events(stream: Any) -> AsyncIterator[Any]:
    """The same of a stream of aiobotocore's."""
    events: Any = getattr(stream, "_event_generator", None)
    parse = getattr(stream, "_parse_event", None)
    if not hasattr(events, "__anext__") or not iscoroutinefunction(parse):
        async for event in stream:
            yield event
        return
    async for event in events:
        with _naming_error(event):
            parsed = await parse(event)
        yield parsed or _unknown(event)


@contextmanager
def _naming_error(event: Any) -> Iterator[None]:
    """An error that the model does not know gets the code that the event has."""
    from botocore.exceptions import EventStreamError

    try:
        yield
    except EventStreamError as error:
        response: Any = error.response
        details = response["Error"]
        details["Code"] = details["Code"] or event.headers.get(":exception-type", "")
        raise


def _unknown(event: Any) -> dict[str, Any]:
    return {event.headers.get(":event-type", ""): event.payload}


# which shapes are the same in JSON as in a wire dictionary

_ELSEWHERE = frozenset({"payload", "eventstream", "location", "streaming", "jsonvalue"})
_CONVERTED = frozenset({"timestamp", "blob", "float", "double"})
"""What JSON has no type for, and numbers, of which it has no infinite ones."""
_SHAPES = 10_000
"""Of how many shapes of a client's model the answers to these questions are remembered."""


def is_in_place(shape: Any) -> bool:
    """Whether everything in a shape is in the body, by its own name."""
    return all(
        _ELSEWHERE.isdisjoint(found.serialization)
        and all(_is_by_its_name(*member) for member in getattr(found, "members", {}).items())
        for found in _within(shape)
    )


def is_json(shape: Any) -> bool:
    """Whether a value of a shape goes into a body exactly as it is."""
    return is_in_place(shape) and all(found.type_name not in _CONVERTED for found in _within(shape))


def _is_by_its_name(name: str, member: Any) -> bool:
    traits = member.serialization
    return traits.get("name", name) == name and _ELSEWHERE.isdisjoint(traits)


def _within(root: Any) -> Iterator[Any]:
    """A shape and everything that it holds, each once."""
    seen: set[str] = set()
    waiting = [root]
    while waiting:
        shape = waiting.pop()
        if shape.name not in seen:
            seen.add(shape.name)
            yield shape
            waiting += getattr(shape, "members", {}).values()
            parts = ("member", "key", "value")  # of a list, of a map
            waiting += [getattr(shape, part) for part in parts if hasattr(shape, part)]
