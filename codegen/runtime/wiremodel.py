"""The model that travels with the package, read when it is first needed."""

from __future__ import annotations

import os
from collections.abc import Mapping
from importlib import import_module
from types import ModuleType
from typing import Any

from .shapes.collection import Reference

Raw = Mapping[str, Any]

MODELS = os.path.join(os.path.dirname(os.path.dirname(__file__)), "_models")
"""Models in botocore's layout, so that botocore's loader can be pointed at them."""


class ServiceModel:
    """One service: its names, and its model as the generator saw it (patches applied)."""

    def __init__(self, package: str, name: str, api_version: str) -> None:
        self.package = package
        """The Python package, such as ``emrglue.glue``."""
        self.name = name
        """botocore's name, such as ``glue``."""
        self.api_version = api_version
        """The API version, such as ``2017-03-31``."""
        self._files: dict[str, Raw] = {}

    def shape_of(self, name: str) -> ClassReference:
        """The shape of a generated class, which is imported when it is needed.

        :param name: the public name of the class.
        """
        return ClassReference(name, self)

    def class_named(self, name: str) -> Any:
        """A structure, an enum or an error by its public name."""
        return getattr(import_module(self.package), name)

    @property
    def requests(self) -> Mapping[str, str]:
        """The name of the class of the requests of each operation that was generated."""
        found: Mapping[str, str] = import_module(f"{self.package}.operations").REQUESTS
        return found

    def request_class(self, operation: str) -> Any:
        """The class of the requests of an operation; ``None`` if it was not generated."""
        name = self.requests.get(operation)
        return None if name is None else self.class_named(name)

    @property
    def title(self) -> str:
        """The last part of the package name, as used in messages."""
        return self.package.rpartition(".")[2]

    @property
    def raw(self) -> Raw:
        """The whole ``service-2.json``."""
        return self.file("service-2")

    @property
    def shapes(self) -> ModuleType:
        """The generated module of shapes."""
        return import_module(f"{self.package}.shapes")

    @property
    def paginators(self) -> Raw:
        """The whole ``paginators-1.json``."""
        return self.file("paginators-1")

    @property
    def waiters(self) -> Raw:
        """The whole ``waiters-2.json``."""
        return self.file("waiters-2")

    def file(self, name: str) -> Raw:
        """A file of the model by botocore's name for its type, such as ``waiters-2``; empty if the
        package has none."""
        if name not in self._files:
            self._files[name] = self._read(f"{name}.json")
        return self._files[name]

    def operation(self, name: str) -> Raw:
        """An operation of the model."""
        operation: Raw = self.raw["operations"][name]
        return operation

    def _read(self, file: str) -> Raw:
        """A file of the model; the package may be in a zip file."""
        import json
        from pkgutil import get_data

        package = __name__.partition("._runtime")[0]
        try:
            text = get_data(package, f"_models/{self.name}/{self.api_version}/{file}")
        except OSError:  # as a zip file says it; a folder says FileNotFoundError
            return {}
        content: Raw = json.loads(text or b"{}")
        return content


class ClassReference(Reference):
    """The shape of a generated class, which is a validator for attrs as any other shape is."""

    __slots__ = ("_service",)

    @property
    def converts(self) -> bool:
        """Every structure is a view of what the wire dictionary holds."""
        return True

    def __init__(self, name: str, service: ServiceModel) -> None:
        super().__init__(name, {})
        self._service = service

    @property
    def shape(self) -> Any:
        return self._service.class_named(self.name)._class_shape

    def __call__(self, instance: Any, attribute: Any, value: Any) -> None:
        """Check a field of an attrs class.

        :raises ValidationError: the value is not one of these structures.
        """
        self.shape(instance, attribute, value)
