"""Mutants that mean the same as the original, each with the reason."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from tests.expectations.models import contract

from .generated import Mutant
from .trial import plain


def reason_for(mutant: Mutant) -> str:
    """Why a mutant that lives is right to; empty where it is not."""
    return next((reason for judge in JUDGES if (reason := judge(mutant))), "")


def _length_of_an_enum(mutant: Mutant) -> str:
    """The model bounds the length of an enum, too."""
    if mutant.kind == "packaged model" and _model(mutant).shape_for(mutant.focus).metadata.get(
        "enum"
    ):
        return "the length of an enum is not looked at: its values say it all"
    return ""


def _decided_by_the_pattern(mutant: Mutant) -> str:
    """A bound of a length that the pattern alone keeps."""
    found = re.match(
        r"(\w+): (least|most) of .*len\((\w+)\).*: '(\d+)' -> '(\d+)'", mutant.description
    )
    shape = _member(mutant, found[1], found[3]) if found else None
    language = _contract(mutant).language(shape) if shape is not None else None
    if found is None or language is None:
        return ""
    length = (min if found[2] == "least" else max)(int(found[4]), int(found[5]))
    misses = language.of_length(length) is None
    return f"the pattern {language.source} has no string of {length} characters" if misses else ""


def _decided_by_the_shape_s_pattern(mutant: Mutant) -> str:
    """The same in the packaged model."""
    found = re.match(r"(\w+): '(\d+)' -> '(\d+)'", mutant.description)
    if found is None or mutant.kind != "packaged model":
        return ""
    shape = _model(mutant).shape_for(found[1])
    language = _contract(mutant).language(shape) if shape.type_name == "string" else None
    side = min if shape.metadata.get("min") == int(found[2]) else max
    length = side(int(found[2]), int(found[3]))
    misses = language is not None and language.of_length(length) is None
    return f"the pattern {language.source} has no string of {length} characters" if misses else ""


def _member(mutant: Mutant, structure: str, parameter: str) -> Any:
    names = _model(mutant).shape_names
    shape = _model(mutant).shape_for(structure) if structure in names else None
    members = shape.members.items() if shape is not None else ()
    return next((member for name, member in members if plain(name) == plain(parameter)), None)


def _contract(mutant: Mutant) -> Any:
    service = mutant.path.removeprefix("_models/").partition("/")[0].replace("_", "-")
    return contract(service)


def _model(mutant: Mutant) -> Any:
    return _contract(mutant).model


def _digits_twice(mutant: Mutant) -> str:
    """``[a-zA-Z0-9+-=._./@]``: the range from ``+`` to ``=`` has the digits in it."""
    if (
        mutant.focus in ("METADATA_KEY_STRING", "METADATA_VALUE_STRING")
        and "0-" in mutant.description
    ):
        return "the range +-= in the same class has all digits already"
    return ""


def _alternatives_twice(mutant: Mutant) -> str:
    """``A|B|x+(A|B)``: with ``x*`` the last one has the two before it in it, no more."""
    if mutant.focus == "IMAGE_URI" and "a-z]*(?:[._]|" in mutant.text:
        return "without a repetition the branch says what the two before it say"
    return ""


def _not_in_the_services(mutant: Mutant) -> str:
    """Parts of the generator that the three services have no use for."""
    return next((reason for part, reason in _UNUSED if mutant.description.endswith(part)), "")


_UNUSED = (
    ("'\"float\": 1e38'", "the three services have no 32-bit floats"),
    ("'            yield match'", "with min 0 they have no pattern but the one for non-blank text"),
    ("'None, shape.maximum, value)'", "no non-blank text of theirs has to be longer than 1"),
    (
        "'return depth <= MAXIMUM_DEPTH' -> 'return True'",
        "what lies one level deeper is looked at as well; the walk ends there in any case",
    ),
    (
        'pass\\n        _fields["_depth"]\'',
        "the thorough check raises, or has counted the same depth, which is set once more",
    ),
)

JUDGES: tuple[Callable[[Mutant], str], ...] = (
    _length_of_an_enum,
    _decided_by_the_pattern,
    _decided_by_the_shape_s_pattern,
    _digits_twice,
    _alternatives_twice,
    _not_in_the_services,
)
