"""The badges of the README, drawn from facts: ``python -m docs.site.badges`` writes them."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from emrglue._runtime.cli import catalog

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT: Final = Path(__file__).parents[2]
FOLDER: Final = ROOT / "docs" / "badges"

_BADGE: Final = """\
<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="20" role="img" \
aria-label="{title}: {value}">
<rect width="{width}" height="20" rx="3" fill="#3f51b5"/>
<path d="M3 0h{left}v20H3a3 3 0 0 1-3-3V3a3 3 0 0 1 3-3z" fill="#444"/>
<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11" text-anchor="middle">
<text x="{middle}" y="14">{title}</text><text x="{right}" y="14">{value}</text>
</g>
</svg>
"""


def badges() -> Mapping[str, str]:
    """The text of each badge's file, by its name."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    counted = sum(len(catalog.service(name).operations) for name in catalog.service_names())
    facts = {
        "python": project["requires-python"].removeprefix(">=") + "+",
        "license": project["license"],
        "operations": str(counted),
    }
    return {f"{title}.svg": _badge(title, value) for title, value in facts.items()}


def _badge(title: str, value: str) -> str:
    """A badge; seven pixels are enough for a letter of this size."""
    left, right = (7 * len(text) + 10 for text in (title, value))
    return _BADGE.format(
        title=title,
        value=value,
        width=left + right,
        left=left - 3,
        middle=left / 2,
        right=left + right / 2,
    )


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, text in badges().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
