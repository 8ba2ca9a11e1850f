"""``python -m tests.other_botocores``: the tests of the clients on other botocores than the pinned.

The oldest that is supported, the newest of the package index, and one that aiobotocore asks for.
Each is installed into a folder, which stays until ``make clean``, and put in front of the
development environment, which has everything else that the tests need.
"""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import attrs

OLDEST = "1.34.0"
"""Of botocore, as in pyproject.toml. Older ones are not refused; nobody tries them."""

ROOT = Path(__file__).parents[1]
ASYNCHRONOUS = ["tests/unit/runtime/test_async_client.py", "tests/e2e/test_aiobotocore.py"]
ALL = [
    *(
        f"tests/unit/runtime/test_{name}.py"
        for name in (
            "async_client",
            "client",
            "decoding",
            "encoding",
            "errors",
            "guard",
            "pages",
            "shortcuts",
            "waiting",
        )
    ),
    *(f"tests/e2e/test_{name}.py" for name in ("bad_days", "client_moto", "jobs")),
]


@attrs.frozen
class Other:
    """Packages beside those of the development environment, and what is tested with them."""

    name: str
    packages: list[str]
    tests: list[str]

    def install(self, folder: Path) -> None:
        """Unless that was done before; a folder that was left half done is done again."""
        done = self._site(folder) / ".done"
        if not done.exists():
            pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
            target = ["--upgrade", "--target", str(done.parent)]
            subprocess.run([*pip, *target, *self.packages], check=True)
            done.touch()

    def test(self, folder: Path) -> bool:
        """Whether all tests passed; says with which packages."""
        versions = sorted(path.stem for path in self._site(folder).glob("*boto*.dist-info"))
        print(f"{self.name}: {', '.join(versions)}", flush=True)
        command = [sys.executable, "-m", "pytest", "-n", "auto", "--quiet", *self.tests]
        return (
            subprocess.run(command, cwd=ROOT, env=self.environment(folder), check=False).returncode
            == 0
        )

    def environment(self, folder: Path) -> dict[str, str]:
        """The environment in which a Python finds these packages before all others."""
        return {**os.environ, "PYTHONPATH": str(self._site(folder))}

    def _site(self, folder: Path) -> Path:
        return folder / self.name


OTHERS = [
    Other("oldest", [f"botocore=={OLDEST}", f"boto3=={OLDEST}"], ALL),
    Other("newest", ["botocore", "boto3"], ALL),
    Other("aiobotocore", ["aiobotocore==3.10.0", "boto3==1.43.117"], ASYNCHRONOUS),
]
"""aiobotocore takes the botocores of some days; without a boto3 that fits pip would try many."""


def main(folder: Path) -> int:
    """Test all of them; the number of those that failed."""
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda other: other.install(folder), OTHERS))
    return [other.test(folder) for other in OTHERS].count(False)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / ".venv" / "other"))
