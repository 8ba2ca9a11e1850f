"""Make a service out of anything, generate it, and look at what came out."""

from __future__ import annotations

import ast
import importlib
import io
import json
import keyword
import linecache
import sys
import tokenize
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timezone
from functools import cached_property
from itertools import product
from pathlib import Path
from types import ModuleType
from typing import Any

import attrs

from codegen import format as formatting
from codegen import pipeline, write
from codegen.names import Names, module_name, name

Raw = dict[str, Any]
VERSION = "2020-01-01"


def model(
    shapes: Raw | None = None, operations: Raw | None = None, metadata: Raw | None = None
) -> Raw:
    """A service model with what a service model has to have."""
    return {
        "version": "2.0",
        "metadata": {
            "apiVersion": VERSION,
            "endpointPrefix": "svc",
            "protocol": "json",
            "jsonVersion": "1.1",
            "targetPrefix": "Svc",
            "serviceFullName": "A Service",
            "serviceId": "Svc",
            "signatureVersion": "v4",
            "uid": "svc-2020-01-01",
            **(metadata or {}),
        },
        "operations": operations if operations is not None else {"Do": operation("Do", "In")},
        "shapes": shapes if shapes is not None else {"In": structure()},
    }


def operation(name: str, request: str = "", response: str = "", errors: Iterable[str] = ()) -> Raw:
    """An operation; parts that are empty are left out."""
    entry: Raw = {"name": name, "http": {"method": "POST", "requestUri": "/"}}
    if request:
        entry["input"] = {"shape": request}
    if response:
        entry["output"] = {"shape": response}
    return {**entry, "errors": [{"shape": error} for error in errors]}


def structure(members: Mapping[str, str] | None = None, **traits: Any) -> Raw:
    """A structure with members of these shapes."""
    return {
        "type": "structure",
        "members": {name: {"shape": shape} for name, shape in (members or {}).items()},
        **traits,
    }


def store(
    folder: Path,
    content: Raw,
    service: str = "svc",
    *,
    pages: Raw | None = None,
    waits: Raw | None = None,
) -> Path:
    """Write a model as botocore lays it out.

    :return: the directory of models.
    """
    home = folder / service / VERSION
    home.mkdir(parents=True, exist_ok=True)
    (home / "service-2.json").write_text(json.dumps(content), encoding="utf-8")
    (home / "paginators-1.json").write_text(
        json.dumps({"pagination": pages or {}}), encoding="utf-8"
    )
    (home / "waiters-2.json").write_text(
        json.dumps({"version": 2, "waiters": waits or {}}), encoding="utf-8"
    )
    return folder


@attrs.frozen
class Generated:
    """A service of a generated package on disk."""

    settings: pipeline.Settings
    number: int = 0
    """Which of the package's services it is."""

    @cached_property
    def unit(self) -> pipeline.Unit:
        """The service as the templates were given it."""
        return pipeline.unit(self.settings, self.settings.selections[self.number])

    @property
    def out(self) -> Path:
        """Where the package stands."""
        return self.settings.out

    @property
    def package(self) -> str:
        """Its name."""
        return self.settings.package

    @property
    def module(self) -> str:
        """The package of the service."""
        return f"{self.package}.{self.unit.package.name}"

    @property
    def names(self) -> Names:
        """The Python names of the service."""
        return name(self.unit.service)

    def sources(self) -> dict[Path, str]:
        """The Python files of the service (not of the runtime) and of the package itself."""
        folder = self.out / self.package
        paths = [*folder.glob("*.py*"), *(folder / self.unit.package.name).rglob("*.py*")]
        sources = [path for path in paths if path.suffix in (".py", ".pyi")]
        return {path: path.read_text(encoding="utf-8") for path in sources}

    @contextmanager
    def imported(self) -> Iterator[ModuleType]:
        """The package of the service, every module of it imported; forgotten afterwards.

        Of a package with other services, the support stays for them.
        """
        is_only = len(self.settings.selections) == 1
        sys.path.insert(0, str(self.out))
        importlib.invalidate_caches()
        try:
            home = importlib.import_module(self.module)
            for path in (self.out / self.package / self.unit.package.name).rglob("*.py"):
                parts = path.relative_to(self.out).with_suffix("").parts
                importlib.import_module(".".join(parts).removesuffix(".__init__"))
            for public in home.__all__:
                getattr(home, public)
            yield home
        finally:
            sys.path.remove(str(self.out))
            _forget(self.package if is_only else self.module)
            for file in self.compiled():
                del linecache.cache[file]

    def compiled(self) -> dict[str, str]:
        """The functions of the service that were compiled since it was imported, as source."""
        files = [file for file in linecache.cache if file.startswith(f"<{self.module}:")]
        return {file: "".join(linecache.getlines(file)) for file in files}


def _forget(package: str) -> None:
    """Import a package anew when it is imported the next time."""
    for module in [each for each in sys.modules if f"{each}.".startswith(f"{package}.")]:
        del sys.modules[module]


def generate(
    models: Path,
    out: Path,
    service: str = "svc",
    *,
    package: str = "hostile",
    formatted: bool = False,
) -> Generated:
    """Generate one service.

    :raises CodegenError: everything that is wrong with the model.
    """
    [generated] = _generated(models, out, [service], package, formatted)
    return generated


@contextmanager
def together(
    models: Path, out: Path, services: Iterable[str], package: str
) -> Iterator[Mapping[str, Generated]]:
    """Several services in one package, whose support is generated and imported once for all.

    :raises CodegenError: everything that is wrong with the models.
    """
    services = list(services)
    try:
        yield dict(zip(services, _generated(models, out, services, package), strict=True))
    finally:
        _forget(package)


def _generated(
    models: Path, out: Path, services: Iterable[str], package: str, formatted: bool = False
) -> list[Generated]:
    settings = pipeline.Settings(pipeline.services(services), models, out, package)
    formatter = formatting.format_files if formatted else formatting.unformatted
    tree = pipeline.run(settings, fresh=True, formatter=formatter).tree
    write.write(settings.target, tree)
    return [Generated(settings, number) for number in range(len(settings.selections))]


# what generated code may do


def vocabulary(generated: Generated) -> set[str]:
    """Everything that the code of a service does; names from its model are ``<own>`` as well."""
    return {form for forms in _forms(generated) for form in forms}


def strange(generated: Generated, ordinary: set[str]) -> set[str]:
    """What the code of a service does that is not ordinary, whoever its names come from."""
    return {forms[0] for forms in _forms(generated) if ordinary.isdisjoint(forms)}


Forms = tuple[str, ...]
"""The ways to see a piece of code: with its names, or with ``<own>`` for those from the model."""


def _forms(generated: Generated) -> set[Forms]:
    own = {*_identifiers(generated.names), *(str(m.name) for m in generated.unit.package.modules)}
    own |= {module_name(each.service) for each in generated.settings.selections}
    own.add(str(generated.unit.package.error_base))
    return {
        forms
        for path, source in generated.sources().items()
        for node in ast.walk(ast.parse(source, str(path)))
        for forms in _seen(node, own)
    }


def _identifiers(names: Names) -> set[str]:
    flat = (names.operations, names.iterators, names.waits, names.classes, names.shapes)
    groups = [*flat, *names.members.values(), *names.enum_members.values()]
    return {str(name) for group in groups for name in group.values()}


def _seen(node: ast.AST, own: set[str]) -> Iterator[Forms]:
    """The kind of a node, and what it imports, calls, reads or is decorated with."""
    yield (type(node).__name__,)
    if isinstance(node, ast.Import):
        yield from ((f"import {alias.name}",) for alias in node.names)
    if isinstance(node, ast.ImportFrom):
        module = [*"." * node.level, *(node.module or "").split(".")]
        yield from (_alternatives("from", [*module, alias.name], own) for alias in node.names)
    if isinstance(node, ast.Call):
        yield _alternatives("call", _path(node.func), own)
    if isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.AsyncFunctionDef)):
        yield from (_alternatives("@", _path(decorator), own) for decorator in node.decorator_list)
    if isinstance(node, (ast.Attribute, ast.Name)):
        yield _alternatives("read", _path(node), own)


def _path(node: ast.expr) -> list[str]:
    if isinstance(node, ast.Attribute):
        return [*_path(node.value), node.attr]
    return [node.id] if isinstance(node, ast.Name) else [type(node).__name__]


def _alternatives(verb: str, path: list[str], own: set[str]) -> Forms:
    choices = product(*([part, "<own>"] if part in own else [part] for part in path))
    return tuple(f"{verb} {' '.join(choice)}" for choice in choices)


# what compiled code may hold


def strange_in_compiled(generated: Generated) -> set[str]:
    """The words of the functions that were compiled which are neither ours nor names of fields."""
    fields = {str(name) for of in generated.names.members.values() for name in of.values()}
    return {word for text in generated.compiled().values() for word in foreign(text, fields)}


_OURS = {*keyword.kwlist, "self", "locals"}
_METHODS = {
    "copy",
    "get",
    "intersection",
    "isprintable",
    "isspace",
    "issuperset",
    "items",
    "values",
}
"""What compiled code calls of strings, lists and dictionaries."""
_STRINGS = {"", "!"}
"""What strings are compared with."""


def foreign(source: str, fields: set[str]) -> Iterator[str]:
    """The words of some source that are neither ours nor names of fields: numbers may be anything,
    names of ours begin with an underscore."""
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        text = token.string
        if token.type == tokenize.NAME:
            ours = text.startswith("_") or text in _OURS | _METHODS | fields
        elif token.type == tokenize.STRING:
            ours = ast.literal_eval(text) in _STRINGS | fields
        else:
            ours = token.type in _LAYOUT
        if not ours:
            yield text


_LAYOUT = {tokenize.NUMBER, tokenize.OP, tokenize.NEWLINE, tokenize.NL, tokenize.INDENT} | {
    tokenize.DEDENT,
    tokenize.ENDMARKER,
}


# what generated code must keep


def wire_value(content: Raw, shape: str, depth: int = 0) -> Any:
    """A value of a shape in wire form, every member given; below some depth only required ones.

    Of a union it is the first one.
    """
    raw = content["shapes"][shape]
    kind = raw["type"]
    if kind == "structure":
        members = raw.get("members", {})
        wanted = [*members] if depth < 4 else raw.get("required", ())
        wanted = [*members][:1] if raw.get("union") else wanted
        return {name: wire_value(content, members[name]["shape"], depth + 1) for name in wanted}
    if kind == "list":
        return [wire_value(content, raw["member"]["shape"], depth + 1)]
    if kind == "map":
        key = wire_value(content, raw["key"]["shape"], depth + 1)
        return {key: wire_value(content, raw["value"]["shape"], depth + 1)}
    if kind == "string":
        return raw["enum"][0] if raw.get("enum") else "x"
    return _SCALARS.get(kind, 1)


_SCALARS: Mapping[str, Any] = {
    "boolean": True,
    "blob": b"x",
    "timestamp": datetime(2020, 1, 1, tzinfo=timezone.utc),
    "float": 1.0,
    "double": 1.0,
}
