"""Views to text: Jinja lays out what the plan says, and shows nothing that is not ``Source``."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from typing import Any

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

from . import __version__, parts
from .outline import Outline
from .overrides import TEMPLATES
from .plan import Package
from .problems import Problem, fail, refuse
from .source import Identifier, Source, literal

Files = dict[str, str]
"""Text by path relative to the package."""


def shared(
    environment: jinja2.Environment, services: Iterable[Outline], out: Collection[str] = ()
) -> Files:
    """The Python files that all services share, not yet formatted.

    :param out: the parts that are left out.
    :raises CodegenError: two services would have the same name.
    """
    public = _package_names(list(services), out)
    version = literal(__version__)
    return {
        "__init__.py": _show(environment, "package.py", public=public, version=version),
        "__init__.pyi": _show(environment, "service.pyi", public=public, version=version),
    }


def service(environment: jinja2.Environment, package: Package, out: Collection[str] = ()) -> Files:
    """The Python files of one service, not yet formatted.

    :param out: the parts that are left out.
    """
    public = _service_names(package, out)
    files = {
        "__init__.py": _show(environment, "service.py", package=package, public=public),
        "__init__.pyi": _show(environment, "service.pyi", package=package, public=public),
        "structures/__init__.py": '"""The structures, by who uses them."""\n',
    }
    names = ["_base.py", "errors.py", "operations.py", "shapes.py"]
    if package.enums:
        names += ["choices.py", "choices.pyi", "enums.py", "literals.py", "literals.pyi"]
    for name in [*names, *(["rules.py"] if package.rules else [])]:
        files[name] = _show(environment, name, package=package)
    starter = literal("StartJobRun" if package.service.name in parts.JOB_SERVICES else None)
    clients = {"client.py": False, "async_client.py": True}
    for name, awaited in clients.items() if "client" not in out else ():
        context = {"package": package, "awaited": awaited, "starter": starter}
        files[name] = _show(environment, "client.py", **context)
    for module in package.modules:
        files[f"structures/{module.name}.py"] = _show(environment, "structures.py", module=module)
    paths = {f"{package.name}/{path}": text for path, text in files.items()}
    return {path: text for path, text in paths.items() if parts.has(path, out)}


def _service_names(package: Package, out: Collection[str]) -> list[tuple[Source, list[Identifier]]]:
    names = package.public()
    if "client" not in out:
        names["client"] = [Identifier("Client")]
    if "async" not in out:
        names["async_client"] = [Identifier("AsyncClient")]
    names["shapes"] = []
    if package.enums:
        names["literals"] = []
    return [(literal(module), names[module]) for module in sorted(names)]


def _package_names(
    services: list[Outline], out: Collection[str]
) -> list[tuple[Source, list[Identifier]]]:
    """The services, and what the runtime offers to users."""
    names: dict[str, list[Identifier]] = {str(service.package): [] for service in services}
    for module, offered in parts.offered(services).items():
        if parts.has(f"{module.replace('.', '/')}.py", out):
            names[module] = [Identifier(name) for name in offered]
    own = ("testing", *parts.MODULES)
    names.update({name: [] for name in own if parts.has(f"{name}.py", out)})
    _refuse_clashes(services, names)
    return [(literal(module), names[module]) for module in sorted(names)]


def _refuse_clashes(services: list[Outline], names: Mapping[str, list[Identifier]]) -> None:
    owners = {name: "the package itself" for members in names.values() for name in members}
    problems = []
    for outline in services:
        service, package = outline.service, outline.package
        owner = owners.setdefault(package, f"the service {service}")
        if owner != f"the service {service}":
            message = f"would be the package {package}, which is a name of {owner}"
            problems.append(Problem(service, message))
    refuse(problems)


def environment(own: Mapping[str, bytes] | None = None) -> jinja2.Environment:
    """The templates, in a sandbox: they lay out what they are given, and reach nothing else.

    :param own: templates of the user, which come before ours.
    """
    return _environment(tuple((own or {}).items()))


@lru_cache(maxsize=4)
def _environment(own: tuple[tuple[str, bytes], ...]) -> jinja2.Environment:
    """Kept for the next run of the same process, as compiling the templates takes a while."""
    texts = {name: content.decode(errors="replace") for name, content in own}
    ours = jinja2.FileSystemLoader(TEMPLATES)
    loaded = _Sandbox(
        loader=jinja2.ChoiceLoader([jinja2.DictLoader(texts), ours]),
        undefined=jinja2.StrictUndefined,
        finalize=_only_source,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )
    loaded.globals.update(literal=literal, comma=_comma, path=_path)
    return loaded


class _Sandbox(ImmutableSandboxedEnvironment):
    """Does not ask at length whether an attribute is safe if it is one of a view of the plan."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        if type(obj).__module__ == Package.__module__ and attribute in type(obj).__slots__:
            return getattr(obj, attribute)
        return super().getattr(obj, attribute)


def _show(environment: jinja2.Environment, template: str, **values: object) -> str:
    """The text of a template.

    :raises CodegenError: the template, which may be the user's own, is wrong.
    """
    name = f"{template}.jinja"
    try:
        return environment.get_template(name).render(values)
    except jinja2.TemplateSyntaxError as error:
        raise fail(f"template {name}, line {error.lineno}", str(error.message)) from error
    except Exception as error:
        raise fail(f"template {name}", f"cannot be rendered: {error}") from error


def _only_source(value: object) -> object:
    """Text of a model that did not go through ``source`` never reaches a file."""
    if isinstance(value, (Source, jinja2.Undefined)) or type(value) is int:
        return value
    kind = type(value).__name__
    raise TypeError(f"a template shows a plain {kind}: {value!a}; show literal(…) of it instead")


def _comma(loop: Any) -> Source:
    return Source("" if loop.last else ", ")


def _path(module: Source) -> Source:
    """The dotted path inside a literal, for an import statement."""
    names = str(json.loads(module.replace("'", '"'))).split(".")
    return Source(".".join(Identifier(name) for name in names))
