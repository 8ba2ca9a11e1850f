"""``python -m tests.other_blacks``: both ends of the range of blacks write the package alike.

Each is installed into a folder, which stays until ``make clean``, and put in front of the
development environment. Then everything is regenerated and compared with ``generated/``.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.other_botocores import ROOT, Other

OLDEST, BELOW = "26.1.0", "27"
"""The range of blacks, as in pyproject.toml: the oldest, and the first that is too new."""

ENDS = [
    Other("oldest-black", [f"black=={OLDEST}"], []),
    Other("newest-black", [f"black<{BELOW}"], []),
]


def writes_the_same(end: Other, folder: Path) -> bool:
    """Whether a regeneration with this black equals the package; says what differs."""
    end.install(folder)
    black = "import black; print('black', black.__version__, flush=True)"
    check = [sys.executable, "-m", "codegen", "check", "--fresh"]
    commands = ([sys.executable, "-c", black], check)
    runs = [subprocess.run(c, cwd=ROOT, env=end.environment(folder), check=False) for c in commands]
    return all(run.returncode == 0 for run in runs)


def main(folder: Path) -> int:
    """Try both; the number of those that write something else."""
    return [writes_the_same(end, folder) for end in ENDS].count(False)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / ".venv" / "other"))
