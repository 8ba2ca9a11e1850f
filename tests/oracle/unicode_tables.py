"""Write ``codegen/patterns/unicode.txt``: run with JDK 17 and the newest Python at hand.

The properties are the JDK's (Unicode 13). The ``later`` line is what this Python's Unicode has
assigned since, the code points on which two services with different JDKs may disagree.
"""

from __future__ import annotations

import subprocess
import unicodedata
from pathlib import Path

HERE = Path(__file__).resolve().parent
TABLE = HERE.parents[1] / "codegen" / "patterns" / "unicode.txt"


def runs(inside: list[bool]) -> str:
    """The lengths of the runs outside and inside in turn, in base 36."""
    lengths, state, start = [], False, 0
    for at, now in enumerate([*inside, not inside[-1]]):
        if now != state:
            lengths.append(base36(at - start))
            state, start = now, at
    return " ".join(lengths if len(lengths) % 2 == 0 else lengths[:-1])


def base36(number: int) -> str:
    """The number as Java's ``Integer.toString(number, 36)`` writes it."""
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    return digits[number] if number < 36 else base36(number // 36) + digits[number % 36]


def members(line: str) -> list[bool]:
    """The property of a printed line, code point by code point."""
    inside: list[bool] = []
    for at, run in enumerate(line.split()[1:]):
        inside.extend([at % 2 == 1] * int(run, 36))
    return inside + [False] * (0x110000 - len(inside))


def main() -> None:
    """Run the Java program and write its table with the ``later`` line added."""
    command = ["java", str(HERE / "UnicodeTables.java")]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    unassigned = next(line for line in printed.splitlines() if line.startswith("gc:Cn "))
    later = [
        was_unassigned and unicodedata.category(chr(code)) != "Cn"
        for code, was_unassigned in enumerate(members(unassigned))
    ]
    TABLE.write_text(f"{printed}later {runs(later)}\n", encoding="ascii")


if __name__ == "__main__":
    main()
