"""What to generate: the options of the command line and ``[tool.emrglue-codegen]``.

The table has the keys that the options have. A path in it is relative to the file it stands in; an
option on the command line wins over the table.
"""

from __future__ import annotations

import keyword
import sys
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal, get_args

import attrs

from . import disk
from .problems import Problem, fail, refuse
from .runtime.suggestions import did_you_mean

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

PARTS = ("testing", "async", "guard", "cli", "jobs", "client", "display", "shortcuts", "compiled")
"""What can be left out of a package."""
Docs = Literal["facts", "full"]

SERVICES = ("emr-containers", "emr-serverless", "glue")
"""What is generated, and what ``models/`` holds, if nothing else is said."""
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
    models: Path = attrs.field(default=MODELS, converter=Path)
    out: Path = attrs.field(default=Path("generated"), converter=Path)
    package: str = "emrglue"
    templates: Path | None = attrs.field(default=None, converter=attrs.converters.optional(Path))
    docs: Docs = "facts"
    without: tuple[str, ...] = attrs.field(default=(), converter=tuple)
    """The parts that are left out."""
    constraints: str = ""
    """The module of the user's own constraints."""
    mixins: Mapping[str, str] = attrs.field(factory=dict)
    """Base classes of the user's own (``module:Class``), by ``service.Class``."""
    keep: tuple[str, ...] = attrs.field(default=(), converter=tuple)
    """Patterns of the files in the package that are the user's own."""
    repository: Path = attrs.field(factory=Path.cwd)
    """Templates outside of this folder are not used unasked."""
    trust_templates: bool = False
    """Whether somebody has read the templates."""

    @property
    def target(self) -> Path:
        """The folder of the package."""
        return self.out.joinpath(*self.package.split("."))


def services(selections: Iterable[str]) -> tuple[Selection, ...]:
    """Selections as the options write them: ``glue`` or ``glue=StartJobRun,GetJobRun``.

    A service that is named more than once gets the operations of all its selections.
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

    :raises CodegenError: one of them is not a selection.
    """
    given = list(selections)
    refuse(_wrong({"service": given} if given else {}, "--"))
    return services(given)


def settings(
    options: Mapping[str, Any], start: Path | None = None, *, trust_templates: bool = False
) -> Settings:
    """The settings of a run: the options that were given, then the table, then the defaults.

    :param options: by key of the table; ``None`` if an option was not given.
    :param trust_templates: whether somebody looked at the templates, which no table can say.
    :param start: the folder from which ``pyproject.toml`` is looked for, upwards.
    :raises CodegenError: everything that is wrong with the options or the table.
    """
    given = {key: value for key, value in options.items() if value is not None}
    refuse(_wrong(given, "--"))
    start = start or Path.cwd()
    chosen = {"models": MODELS, **_table(start), **given}
    return Settings(
        services(chosen.pop("service", SERVICES)),
        repository=_repository(start),
        trust_templates=trust_templates,
        **chosen,
    )


def _repository(start: Path) -> Path:
    """The root of the repository that a folder is in; the folder itself if it is in none."""
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
    _refuse_misspelt(path, content, "")
    _refuse_misspelt(path, tools, "tool.")
    table = tools.get(_NAME) if isinstance(tools, dict) else tools
    for name, value in (("[tool]", tools), (TABLE, table)):
        if value is not None and not isinstance(value, dict):
            raise fail(path, f"{name} must be a table, not {value!a}")
    return table


def _refuse_misspelt(path: Path, tables: Any, above: str) -> None:
    """A table with a misspelt name, or in the wrong place, would be ignored without a word."""
    for name in tables if isinstance(tables, dict) else ():
        is_close = get_close_matches(name.lower(), ["emrglue", _NAME], cutoff=0.8)
        if is_close and f"[{above}{name}]" != TABLE:
            raise fail(path, f"has a table [{above}{name}], which no tool reads; call it {TABLE}")


def _wrong(table: Mapping[str, Any], place: str) -> Iterable[Problem]:
    """What is wrong with the values of a table or of options."""
    for key, value in table.items():
        message = _complaint(key, value)
        if message:
            yield Problem(f"{place}{key}", message)


def _complaint(key: str, value: Any) -> str | None:
    if key not in _EXPECTED:
        there_are = f"; there are: {', '.join(KEYS)}"
        return f"is not an option{did_you_mean(key, KEYS) or there_are}"
    is_right, expected = _EXPECTED[key]
    if not is_right(value):
        return f"must be {expected}, not {str(value) if isinstance(value, Path) else value!a}"
    selections = value if key == "service" else ()
    return next(filter(None, map(_selection_complaint, selections)), None)


def _selection_complaint(selection: str) -> str | None:
    service, equals, operations = selection.partition("=")
    if not service:
        return f"{selection!a} names no service"
    if "," in service:
        return f"{selection!a} names several services; repeat --service, or the entry of the list"
    if equals and not operations.strip(" ,"):
        return f"{selection!a} names no operations; leave out the '=' to have all of them"
    return None


def _is_path(value: Any) -> bool:
    return isinstance(value, (str, Path)) and "\0" not in str(value)


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) and item for item in value)


def _are_mixins(value: Any) -> bool:
    """Whether all names are: those of classes of a service, and those of the user's classes."""
    return isinstance(value, dict) and all(
        cls.count(".") == 1 and all(map(_is_package, (cls, *str(of).split(":", 1)))) and ":" in of
        for cls, of in value.items()
    )


def _is_package(value: Any) -> bool:
    return isinstance(value, str) and all(
        part.isascii() and part.isidentifier() and not keyword.iskeyword(part)
        for part in value.split(".")
    )


_PATHS = ("models", "out", "templates")
_NAME_EXPECTED = (_is_package, "a dotted Python package name")
_EXPECTED: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "service": (
        lambda value: _are_texts(value) and value != [],
        "a list of services, such as ['glue'] or ['glue=StartJobRun,GetJobRun']",
    ),
    **dict.fromkeys(_PATHS, (_is_path, "a path")),
    "package": _NAME_EXPECTED,
    "docs": (lambda value: value in get_args(Docs), "facts or full"),
    "without": (
        lambda value: _are_texts(value) and {*value} <= {*PARTS},
        f"a list of some of {', '.join(PARTS)}",
    ),
    "keep": (_are_texts, "a list of patterns, such as ['helpers.py']"),
    "constraints": _NAME_EXPECTED,
    "mixins": (_are_mixins, "a table such as {'emr_serverless.JobRun' = 'acme.jobs:Auditable'}"),
}
"""What the value of each option has to be, and how that is said."""
KEYS = tuple(_EXPECTED)
