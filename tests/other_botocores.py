"""``python -m tests.other_botocores``: the tests of the clients on other botocores than the pinned.

The oldest that is supported, and the one that the newest aiobotocore asks for, each with boto3 and
moto in a virtual environment of its own, from the package index that pip is set up for. Takes
minutes where nothing is cached, so it is no part of ``make test``.
"""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path

OLDEST = "1.34.0"
"""Of botocore. Older ones are not refused; nobody tries them."""

ENVIRONMENTS = {
    "oldest": [f"botocore=={OLDEST}", f"boto3=={OLDEST}"],
    "aiobotocore": ["aiobotocore", "boto3"],
}
COMMON = ["attrs", "jmespath", "moto[server]", "pytest"]
ROOT = Path(__file__).parents[1]
TESTS = [
    "tests/e2e/test_client_moto.py",
    *(f"tests/unit/runtime/test_{name}.py" for name in ("client", "errors", "pages", "waiting")),
    *(f"tests/unit/runtime/test_{name}.py" for name in ("guard", "decoding", "async_client")),
]


def main(folder: Path) -> int:
    """Run every environment; the number of those that failed."""
    return sum(_run(folder / name, packages) != 0 for name, packages in ENVIRONMENTS.items())


def _run(environment: Path, packages: list[str]) -> int:
    python = str(environment / "bin" / "python")
    if not environment.exists():
        venv.create(environment, with_pip=True)
    subprocess.run([python, "-m", "pip", "install", "--quiet", *packages, *COMMON], check=True)
    # The options of pyproject.toml ask for plugins that are not installed here.
    options = ["--override-ini=addopts=--import-mode=importlib", "-p", "no:cacheprovider"]
    command = [python, "-m", "pytest", "--quiet", *options, *TESTS]
    print(f"{environment.name}: {', '.join(packages)}", flush=True)
    return subprocess.run(command, cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / ".venv" / "other"))
