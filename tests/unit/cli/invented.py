"""A service of a test's own, for the command line as it is before it is copied.

The generator reads a model into the shapes that stand beside it in ``codegen/runtime``.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from codegen.load import RawService
from codegen.lower import lower
from codegen.runtime.cli import catalog
from codegen.runtime.wiremodel import ServiceModel
from tests.support import zoo


class _Invented(ServiceModel):
    """A service that no package was generated for: in place of classes it has their shapes."""

    def __init__(self, raw: dict[str, Any]) -> None:
        super().__init__("emrglue.zoo", "zoo", zoo.VERSION)
        self._raw = raw
        self._lowered = lower(RawService(self.name, self.api_version, raw))

    def file(self, name: str) -> dict[str, Any]:
        return self._raw if name == "service-2" else {}

    @property
    def requests(self) -> dict[str, str]:
        return {operation.name: operation.request for operation in self._lowered.operations}

    def request_class(self, operation: str) -> Any:
        return SimpleNamespace(_class_shape=self._lowered.structure(self.requests[operation]))


def invented(raw: dict[str, Any]) -> catalog.Service:
    """The service of a model of a test's own."""
    service = catalog.Service("zoo")
    vars(service)["model"] = _Invented(raw)
    return service
