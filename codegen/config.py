"""What to generate: the options of the command line and ``[tool.emrglue-codegen]``.

The table has the keys that the options have. A path in it is relative to the file it stands in; an
option on the command line wins over the table.
"""

from __future__ import annotations

import keyword
import sys
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal, cast, get_args

import attrs

from . import disk
from .problems import Problem, did_you_mean, fail, refuse

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

PARTS = ("testing", "async", "guard", "cli", "jobs", "client")
"""What can be left out of a package."""
Docs = Literal["facts", "full"]

SERVICES = ("emr-containers", "emr-serverless", "glue")
"""What is generated, and what ``models/`` holds, where nothing else is said."""
_NAME = "emrglue-codegen"
TABLE = f"[tool.{_NAME}]"


def resource(packaged: str, checkout: str) -> Path:
    """A file or folder that travels inside the installed package, or stands in the checkout."""
    here = Path(__file__).parent
    return here / packaged if (here / packaged).exists() else here.parent / checkout


MODELS = resource("_models", "models")
"""The models that belong to this generator."""


@attrs.frozen
class Selection:
    """A service, and which of its operations (none named: all)."""

    service: str
    operations: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.service}={','.join(self.operations)}" if self.operations else self.service


@attrs.frozen
class Settings:
    """What to generate from where to where."""

    selections: tuple[Selection, ...]
    models: Path
    out: Path
    package: str = "emrglue"
    templates: Path | None = None
    docs: Docs = "facts"
    without: tuple[str, ...] = ()
    """The parts that are left out."""
    constraints: str = ""
    """The module of the user's own constraints."""
    mixins: Mapping[str, str] = attrs.field(factory=dict)
    """Base classes of the user's own (``module:Class``), by ``service.Class``."""
    keep: tuple[str, ...] = ()
    """Patterns of the files in the package that are the user's own."""
    repository: Path = attrs.field(factory=Path.cwd)
    """Templates outside of this folder are not used unasked."""
    trust_templates: bool = False
    """Whether somebody looked at the templates."""

    @property
    def target(self) -> Path:
        """The folder of the package."""
        return self.out.joinpath(*self.package.split("."))


def services(selections: Iterable[str]) -> tuple[Selection, ...]:
    """Selections as the options write them: ``glue`` or ``glue=StartJobRun,GetJobRun``.

    A service that is named more than once gets everything that was asked for.
    """
    chosen: dict[str, Selection] = {}
    for selection in selections:
        service, _, operations = selection.partition("=")
        wanted = tuple(part.strip() for part in operations.split(",") if part.strip())
        before = chosen.get(service)
        if before is not None:
            both = before.operations and wanted
            wanted = tuple(dict.fromkeys((*before.operations, *wanted))) if both else ()
        chosen[service] = Selection(service, wanted)
    return tuple(chosen.values())


def chosen(selections: Iterable[str]) -> tuple[Selection, ...]:
    """The selections of options that no table completes.

    :raises CodegenError: one that is none.
    """
    given = list(selections)
    refuse(_wrong({"service": given} if given else {}, "--"))
    return services(given)


def settings(
    options: Mapping[str, Any], start: Path | None = None, *, trust_templates: bool = False
) -> Settings:
    """The settings of a run: the options that were given, then the table, then the defaults.

    :param options: by key of the table; ``None`` where an option was not given.
    :param trust_templates: whether somebody looked at the templates, which no table can say.
    :param start: the folder from which ``pyproject.toml`` is looked for, upwards.
    :raises CodegenError: everything that is wrong with the options or the table.
    """
    given = {key: value for key, value in options.items() if value is not None}
    refuse(_wrong(given, "--"))
    start = start or Path.cwd()
    chosen = {**_table(start), **given}
    templates = chosen.get("templates")
    return Settings(
        selections=services(chosen.get("service", SERVICES)),
        models=Path(chosen.get("models", MODELS)),
        out=Path(chosen.get("out", "generated")),
        package=chosen.get("package", "emrglue"),
        templates=None if templates is None else Path(templates),
        docs=cast("Docs", chosen.get("docs", "facts")),
        without=tuple(chosen.get("without", ())),
        constraints=chosen.get("constraints", ""),
        mixins=chosen.get("mixins", {}),
        keep=tuple(chosen.get("keep", ())),
        repository=_repository(start),
        trust_templates=trust_templates,
    )


def _repository(start: Path) -> Path:
    """The folder of the repository that a run stands in; itself if there is none."""
    return next((folder for folder in (start, *start.parents) if (folder / ".git").exists()), start)


def _table(start: Path) -> dict[str, Any]:
    """The table of the nearest ``pyproject.toml`` that has one, its paths made absolute."""
    for folder in (start, *start.parents):
        path = folder / "pyproject.toml"
        table = _read(path) if path.is_file() else None
        if table is not None:
            refuse(_wrong(table, f"{path}: {TABLE} "))
            return {k: folder / v if k in _PATHS else v for k, v in table.items()}
    return {}


def _read(path: Path) -> dict[str, Any] | None:
    try:
        content = tomllib.loads(disk.read(path).decode())
    except (OSError, ValueError, RecursionError) as error:
        raise fail(path, f"cannot be read: {error}") from error
    tools = content.get("tool", {})
    if not isinstance(tools, dict):
        raise fail(path, f"tool must be a table, not {type(tools).__name__}")
    _refuse_misspelt(path, tools)
    table = tools.get(_NAME)
    if table is not None and not isinstance(table, dict):
        raise fail(path, f"{TABLE} must be a table, not {type(table).__name__}")
    return table


def _refuse_misspelt(path: Path, tools: Iterable[str]) -> None:
    """A table that nobody reads would be ignored without a word."""
    for name in tools:
        if name != _NAME and get_close_matches(name.lower(), [_NAME], cutoff=0.8):
            raise fail(path, f"has a table [tool.{name}], which nobody reads; call it {TABLE}")


_PATHS = ("models", "out", "templates")
KEYS = (
    "service",
    "models",
    "out",
    "package",
    "templates",
    "docs",
    "without",
    "keep",
    "constraints",
    "mixins",
)
_THERE_ARE = f"; there are: {', '.join(KEYS)}"


def _wrong(table: Mapping[str, Any], place: str) -> Iterable[Problem]:
    """What is wrong with the values of a table or of options."""
    for key, value in table.items():
        message = _complaint(key, value)
        if message:
            yield Problem(f"{place}{key}", message)


def _complaint(key: str, value: Any) -> str | None:
    if key not in KEYS:
        return f"is no option{did_you_mean(key, KEYS) or _THERE_ARE}"
    if key == "service":
        if not isinstance(value, list) or not value:
            return _SELECTIONS
        return next(filter(None, map(_selection_complaint, value)), None)
    if key in _PATHS:
        is_path = isinstance(value, (str, Path)) and "\0" not in str(value)
        return None if is_path else f"must be a path, not {str(value)!a}"
    if key == "keep":
        return None if _are_texts(value) else "must be a list of patterns, such as 'helpers.py'"
    if key == "without":
        known = _are_texts(value) and set(value) <= {*PARTS}
        return None if known else f"must be a list of some of {', '.join(PARTS)}, not {value!a}"
    if key == "docs":
        return None if value in get_args(Docs) else f"must be facts or full, not {value!a}"
    if key == "mixins":
        fine = isinstance(value, dict) and all(map(_is_mixin, value.items()))
        return None if fine else "must be a table such as {'glue.Job' = 'acme.jobs:Auditable'}"
    return None if _is_package(value) else f"must be a dotted Python package name, not {value!a}"


_SELECTIONS = "must be a list of services, such as 'glue' or 'glue=StartJobRun,GetJobRun'"


def _selection_complaint(selection: Any) -> str | None:
    service, equals, operations = str(selection).partition("=")
    if not isinstance(selection, str) or not service:
        return _SELECTIONS
    if "," in service:
        return f"{selection!a} names several services; repeat --service, or the entry of the list"
    if equals and not operations.strip(" ,"):
        return f"{selection!a} names no operations; leave out the '=' to have all of them"
    return None


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) and item for item in value)


def _is_mixin(entry: tuple[Any, Any]) -> bool:
    """Whether both names are: that of a class of a service, and that of a class of the user's."""
    module, _, name = str(entry[1]).partition(":")
    return entry[0].count(".") == 1 and all(map(_is_package, (entry[0], module, name)))


def _is_package(value: Any) -> bool:
    return isinstance(value, str) and all(
        part.isascii() and part.isidentifier() and not keyword.iskeyword(part)
        for part in value.split(".")
    )
