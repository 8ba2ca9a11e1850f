"""The user's own templates: which files they are, and which of them a run may use.

A template writes Python that somebody will import, so a person looks at one that a pull request
brings before it is used: ``--trust-templates`` says so, and the manifest lists what was used.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from . import disk
from .config import Settings
from .problems import Problem, fail, refuse

TEMPLATES = Path(__file__).parent / "templates"
"""Our own templates."""
_MOST = 1000
"""Files in a folder of templates; more of them are a mistyped folder."""


def files(settings: Settings) -> dict[str, bytes]:
    """Every file below the folder of templates, for a template can include a file of any name.

    :raises CodegenError: the folder holds no template that would replace one of ours, or a file
        that cannot be read.
    """
    if settings.templates is None:
        return {}
    _refuse_unknown(settings.templates)
    found: dict[str, bytes] = {}
    for path in settings.templates.rglob("*"):
        if path.is_dir():
            continue
        if len(found) == _MOST:
            raise fail(settings.templates, f"holds more than {_MOST:,} files")
        found[path.relative_to(settings.templates).as_posix()] = disk.required(path)
    return dict(sorted(found.items()))


def digests(own: Mapping[str, bytes]) -> dict[str, str]:
    """What the manifest lists of them."""
    return {name: disk.digest(content) for name, content in own.items()}


def refuse_untrusted(settings: Settings, own: Mapping[str, bytes], used: Mapping[str, str]) -> None:
    """Use only templates that a person has looked at.

    :param own: the files by path relative to the folder.
    :param used: the digests of those that the package was generated with.
    :raises CodegenError: all that are outside of the repository, or were not used before.
    """
    if settings.templates is None or settings.trust_templates:
        return
    problems = []
    for name, digest in digests(own).items():
        path = settings.templates / name
        if not path.resolve().is_relative_to(settings.repository.resolve()):
            what = "is a template from outside of the repository"
        elif used.get(name) != digest:
            what = "is not a template that the package was made with"
        else:
            continue
        advice = "read it, then run this once with --trust-templates"
        problems.append(Problem(str(path), f"{what}; {advice}"))
    refuse(problems)


def _refuse_unknown(templates: Path) -> None:
    """A template that replaces none of ours is a mistyped name."""
    if not templates.is_dir():
        raise fail(templates, "is not a directory of templates")
    known = {path.name for path in TEMPLATES.glob("*.jinja")}
    given = {path.name for path in templates.glob("*.jinja")}
    if not given:
        raise fail(templates, "holds no templates (*.jinja)")
    if given - known:
        names = ", ".join(sorted(given - known))
        raise fail(templates, f"{names}: no such template; there are: {', '.join(sorted(known))}")
