# Copied by emrglue-codegen 0.1.0.
# Do not edit: `emrglue-codegen generate` writes it anew, `emrglue-codegen check` compares it.
"""Requests: from the wire dictionary to the HTTP request.

botocore's serializer walks the model for every value of a request, though most of them go into the
body as they are. On our own sessions they do: :class:`DirectSerializer`. Whatever is unusual is
serialized by botocore as ever.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from functools import cache
from typing import Any

from .plain import is_json, remembered

_WITHOUT_BODY = frozenset({"GET", "HEAD", "DELETE"})


def serializing_directly(client: Any) -> Any:
    """A botocore client, made to serialize with the shortcut of this module where it can.

    One that validates by itself, as a user may configure it, stays as it is.
    """
    from botocore.serialize import JSONSerializer

    standard = getattr(client, "_serializer", None)
    if isinstance(standard, JSONSerializer):
        client._serializer = DirectSerializer(standard)
    return client


class DirectSerializer:
    """botocore's serializer of a service that talks JSON, with the shortcut."""

    def __init__(self, standard: Any) -> None:
        self._standard = standard
        self._direct = copy(standard)
        self._direct.__class__ = _direct_class(standard.__class__)
        self._direct._is_json = remembered(is_json)

    def serialize_to_request(self, parameters: Mapping[str, Any], operation: Any) -> Any:
        """What botocore's serializer makes of the same."""
        if _has_ordinary_body(operation):
            try:
                return self._direct.serialize_to_request(parameters, operation)
            except Exception:  # whatever it is, botocore may take it, or has an error for it
                pass
        return self._standard.serialize_to_request(parameters, operation)


def _has_ordinary_body(operation: Any) -> bool:
    """Whether what is in no other place of the request is a member of a JSON object."""
    shape = operation.input_shape
    method = operation.http.get("method", "POST")
    return (
        shape is not None and method not in _WITHOUT_BODY and "payload" not in shape.serialization
    )


@cache
def _direct_class(given: Any) -> Any:
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
        news = {name: value[name] for name in value.keys() - shape.members.keys()}
        known = {name: value[name] for name in value if name not in news} if news else value
        given._serialize_type_structure(self, serialized, known, shape, key)
        if news:
            (serialized if key is None else serialized[key]).update(news)

    def _partition_parameters(
        self: Any, partitioned: Any, name: str, value: Any, members: Any
    ) -> None:
        if name in members:
            given._partition_parameters(self, partitioned, name, value, members)
        else:
            partitioned["body_kwargs"][name] = value

    overridden = (_serialize, _serialize_type_structure, _partition_parameters)
    return type(given.__name__, (given,), {method.__name__: method for method in overridden})
