"""Views to text: Jinja lays out what the plan says, and shows nothing that is not ``Source``."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import jinja2

from . import parts
from .plan import Import, Package
from .source import Identifier, Source, literal

OFFERED: Mapping[str, tuple[str, ...]] = {
    "_runtime.policy": ("trusted", "validation"),
    "_runtime.violations": ("ValidationError", "ValidationWarning", "Violation"),
}
"""What the runtime offers to users: public names of the package, by module."""

Files = dict[str, str]
"""Text by path relative to the package."""


def render(packages: list[Package], templates: Path | None = None) -> Files:
    """Every Python file of the generated package, not yet formatted."""
    environment = _environment(templates)
    files = {
        "__init__.py": _show(environment, "package.py", public=_package_names(packages)),
        "__init__.pyi": _show(environment, "service.pyi", public=_package_names(packages)),
    }
    for package in packages:
        files.update(_service(environment, package))
    return files


def _service(environment: jinja2.Environment, package: Package) -> Files:
    public = _service_names(package)
    files = {
        "__init__.py": _show(environment, "service.py", package=package, public=public),
        "__init__.pyi": _show(environment, "service.pyi", package=package, public=public),
        "structures/__init__.py": '"""The structures, by who uses them."""\n',
    }
    for name in ("_base", "_constraints", "enums", "literals"):
        files[f"{name}.py"] = _show(environment, f"{name}.py", package=package)
    files["client.py"] = _show(environment, "client.py", package=package, **_client(package))
    files["errors.py"] = _show(
        environment, "errors.py", package=package, error_imports=_error_imports(package)
    )
    for module in package.modules:
        files[f"structures/{module.name}.py"] = _show(
            environment,
            "structures.py",
            module=module,
            dots=Source("..."),
            package_imports=Source(", ".join(sorted(module.uses & {"_base", "_constraints"}))),
        )
    return {f"{package.name}/{path}": text for path, text in files.items()}


def _client(package: Package) -> dict[str, Any]:
    types = [field.client_type for method in package.methods for field in method.fields]
    return {"uses_literals": any("_literals." in annotation for annotation in types)}


def _error_imports(package: Package) -> list[Import]:
    """The structures that members of errors are made of."""
    text = " ".join(
        f"{field.type} {field.read}" for error in package.errors for field in error.fields
    )
    words = set(
        text.replace("(", " ").replace(",", " ").replace("[", " ").replace("]", " ").split()
    )
    imports = []
    for module in package.modules:
        offered = [cls.name for cls in module.classes]
        offered += [c.reader for c in module.collections if c.reader]
        names = tuple(sorted(name for name in offered if name in words))
        if names:
            imports.append(Import(module.name, names))
    return imports


def _service_names(package: Package) -> list[tuple[Source, list[Identifier]]]:
    names = package.public()
    names["client"] = [Identifier("Client")]
    names["literals"] = []
    return [(literal(module), names[module]) for module in sorted(names)]


def _package_names(packages: list[Package]) -> list[tuple[Source, list[Identifier]]]:
    """The services, and what the runtime offers to users.

    :raises CodegenError: two of them would have the same name.
    """
    names: dict[str, list[Identifier]] = {str(package.name): [] for package in packages}
    services = [package.service.name for package in packages]
    for module, offered in OFFERED.items():
        if parts.usable(module, services):
            names[module] = [Identifier(name) for name in offered]
    names["_runtime"] = [Identifier(name) for name in ("async_jobs", "jobs", "spark")]
    return [(literal(module), names[module]) for module in sorted(names)]


def _environment(templates: Path | None) -> jinja2.Environment:
    folders = [Path(__file__).parent / "templates"]
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader([templates, *folders] if templates else folders),
        undefined=jinja2.StrictUndefined,
        finalize=_only_source,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )
    environment.globals.update(literal=literal, comma=_comma, path=_path)
    return environment


def _show(environment: jinja2.Environment, template: str, **values: object) -> str:
    return environment.get_template(f"{template}.jinja").render(values)


def _only_source(value: object) -> object:
    """Text of a model that did not go through ``source`` never reaches a file."""
    if isinstance(value, (Source, jinja2.Undefined)) or type(value) is int:
        return value
    raise TypeError(f"a template shows a plain {type(value).__name__}: {value!a}")


def _comma(loop: Any) -> Source:
    return Source("" if loop.last else ", ")


def _path(module: Source) -> Source:
    """The dotted path inside a literal, for an import statement."""
    names = str(json.loads(module.replace("'", '"'))).split(".")
    return Source(".".join(Identifier(name) for name in names))


Renderer = Callable[[list[Package]], Mapping[str, str]]
