"""The notebook docs/tour.ipynb: ``python -m tests.tour`` runs it and stores what it prints."""

from __future__ import annotations

import json
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any, Final

NOTEBOOK: Final = Path(__file__).parent.parent / "docs" / "tour.ipynb"


def executed(notebook: dict[str, Any]) -> dict[str, Any]:
    """A notebook with what its cells print when they run one after the other."""
    namespace: dict[str, Any] = {"__name__": "__main__"}
    cells = []
    for number, cell in enumerate(notebook["cells"], 1):
        if cell["cell_type"] == "code":
            printed = StringIO()
            with redirect_stdout(printed):
                exec(compile("".join(cell["source"]), f"cell {number}", "exec"), namespace)
            lines = printed.getvalue().splitlines(keepends=True)
            stream = {"name": "stdout", "output_type": "stream", "text": lines}
            cell = {**cell, "execution_count": None, "outputs": [stream] if lines else []}
        cells.append(cell)
    return {**notebook, "cells": cells}


if __name__ == "__main__":
    content = executed(json.loads(NOTEBOOK.read_text(encoding="utf-8")))
    text = json.dumps(content, indent=1, ensure_ascii=False)
    NOTEBOOK.write_text(text + "\n", encoding="utf-8")
