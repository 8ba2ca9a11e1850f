"""Mutants of the generator: its rules are broken in ways chosen by hand, one at a time.

Each is a file below ``codegen/``, what stands there, and what is put in its place. The text must
stand there exactly once, so that a mutant that no longer fits is reported and not skipped.
"""

# ruff: noqa: E501  what stands in the generator cannot be broken
from __future__ import annotations

from pathlib import Path

import attrs

CODEGEN = Path(__file__).resolve().parents[2] / "codegen"


@attrs.frozen
class Change:
    """A change of the generator."""

    path: str
    old: str
    new: str

    def text(self) -> str:
        """The whole file with the change made.

        :raises LookupError: the old text does not stand in the file exactly once.
        """
        text = (CODEGEN / self.path).read_text(encoding="utf-8")
        if text.count(self.old) != 1:
            raise LookupError(f"codegen/{self.path} has {self.old!r} {text.count(self.old)} times")
        return text.replace(self.old, self.new)


def _changes(path: str, *pairs: tuple[str, str]) -> list[Change]:
    return [Change(path, old, new) for old, new in pairs]


EXPRESSIONS = _changes(
    "expressions.py",
    ('"integer": 2**31 - 1', '"integer": 2**31'),
    ('"long": 2**63 - 1', '"long": 2**63'),
    ('"float": 3.4028234663852886e38', '"float": 1e38'),
    ('"double": 1.7976931348623157e308', '"double": 1e300'),
    ('yield code("isinstance({}, str)", value)', "pass"),
    ('yield code("{} in _constraints.{}", value, constant)', "pass"),
    ('yield code("{}.__class__ is bytes", value)', "pass"),
    ('yield code("{}.__class__ is str", value)', "pass"),
    ('yield code("_rt.is_document({})", value)', 'yield code("True")'),
    ("None if shortest == 1 else shortest, shape.maximum, value)", "None, shape.maximum, value)"),
    ('else "_rt.not_blank({})"', 'else "True"'),
    ("'({} >= \"!\" or {})'", "'({} >= \" \" or {})'"),
    ("if admits_printable(self.patterns[shape.name].java) and shape.minimum is not None:",
     "if shape.minimum is not None:"),
    (
        "            yield code('({} == \"\" or {})', value, match) if shape.minimum == 0 else match",
        "            yield match",
    ),
    (
        "            yield code('({} == \"\" or {})', value, match) if shape.minimum == 0 else match",
        "            yield code('({} == \"\" or {})', value, match)",
    ),
    ('yield code("not {} <= len(value) <= {}"', 'yield code("not {} < len(value) <= {}"'),
    ('yield code("len(value) > {}", literal(most))', 'yield code("len(value) >= {}", literal(most))'),
    ('yield code("len(value) < {}", literal(least))', 'yield code("len(value) <= {}", literal(least))'),
    ('*(code("{} is not None", given[name]) for name in rule.when_set),', ""),
    ('*(code("{} is None", given[name]) for name in rule.when_unset),', ""),
    ("max(math.ceil(shape.minimum), -limit - 1)", "-limit - 1"),
    ("min(math.floor(shape.maximum), limit)", "limit"),
    ("-bound if shape.minimum is None else max(shape.minimum, -bound)", "-bound"),
    ("bound if shape.maximum is None else min(shape.maximum, bound)", "bound"),
    ('yield code("{}.__class__ is int", value)', "pass"),
    ('"({0}.__class__ is float or {0}.__class__ is int)"', '"{0}.__class__ is float"'),
    ('yield code("{} <= len({}) <= {}", literal(least), value, literal(maximum))',
     'yield code("{} <= len({}) < {}", literal(least), value, literal(maximum))'),
    ('yield code("len({}) <= {}", value, literal(maximum))',
     'yield code("len({}) < {}", value, literal(maximum))'),
    ('yield code("len({}) >= {}", value, literal(least))',
     'yield code("len({}) > {}", value, literal(least))'),
    ('joined(" or ", [code("{} is not None", member) for member in members])',
     'joined(" and ", [code("{} is not None", member) for member in members])'),
    ('joined(" or ", [code("{} is None", member) for member in members])',
     'joined(" and ", [code("{} is None", member) for member in members])'),
    ('"exactly_one_of": "{} != 1"', '"exactly_one_of": "{} < 1"'),
    ('"at_least_one_of": "{} == 0"', '"at_least_one_of": "{} < 0"'),
    ('"at_most_one_of": "{} > 1"', '"at_most_one_of": "{} > 2"'),
    ('checks = self.checks(shape.key, Source("key")) if isinstance(shape, ir.Map) else []',
     "checks: list[Source] = []"),
    ('return negated([*checks, *self.checks(item, Source("item"))])',
     'return negated([*checks, code("item is not None")])'),
    ('return code("{}.to_wire()", value)', "return value"),
    ('return code("{}.timestamp({})", build, value)', "return value"),
    ('return code("{}.blob({})", build, value)', "return value"),
    ('return code("{}._read", self.names.classes[name])', 'return Source("_rt.blob")'),
)  # fmt: skip

PLAN = _changes(
    "plan.py",
    ('checks = [code("{} is not None", value), *checks]', "pass"),
    ("return not (self.required or self.filled_in)", "return True"),
    ("return negated(checks) if checks else None", "return negated(checks[:-1] or checks)"),
    ("        if structure.union:\n            yield", "        if False:\n            yield"),
    ("for rule in structure.rules:", "for rule in ():"),
    ("wrong_lengths=tuple(expressions.wrong_lengths(shape.name))", "wrong_lengths=()"),
    ("tuple(map(literal, shape.enum))", "tuple(map(literal, shape.enum[:-1]))"),
    ("required = member.required and not member.idempotency_token", "required = member.required"),
)  # fmt: skip

LOWER = _changes(
    "lower.py",
    ('union=place.flag(raw, "union")', "union=False"),
    ('place.bound(raw, "min"), place.bound(raw, "max")\n    return ir.String',
     'place.bound(raw, "max"), place.bound(raw, "min")\n    return ir.String'),
    ('minimum, maximum = place.number(raw, "min"), place.number(raw, "max")',
     'minimum, maximum = place.number(raw, "min"), None'),
    ('idempotency_token=place.flag(raw, "idempotencyToken")', "idempotency_token=False"),
    ('"long": _number("long")', '"long": _number("integer")'),
    ("kind=kind,", 'kind="require",'),
    ('when_set=_distinct(entry.get("when_set", ()))', "when_set=()"),
    ('when_unset=_distinct(entry.get("when_unset", ()))', "when_unset=()"),
)  # fmt: skip

TEMPLATES = _changes(
    "templates/structures.py.jinja",
    ("            {{ field.name }} = _rt.idempotency_token()", '            {{ field.name }} = ""'),
    ("        if _unknown:\n            self._admit(locals())\n            return\n", ""),
    ("            if {{ field.wrong }}:", "            if False:"),
    ("{% if field.wrong %}\n        if {{ field.wrong }}:", "{% if field.wrong %}\n        if False:"),
    ("        if {{ broken }}:", "        if False:"),
    ("                return\n        _fields[\"_depth\"]", "                pass\n        _fields[\"_depth\"]"),
    ("                _wire[{{ field.wire_name }}] = {{ field.on_wire }}",
     "                _wire[{{ literal(field.name) }}] = {{ field.on_wire }}"),
    ("            {{ field.stored }} = {{ field.read }}", "            {{ field.stored }} = None"),
    ("if _depth > _rt.MAXIMUM_DEPTH:", "if _depth >= _rt.MAXIMUM_DEPTH:"),
    ("if _depth > _rt.MAXIMUM_DEPTH:", "if _depth > 10**9:"),
    ("    return True\n", "    return value.__len__() > 0\n"),
    ('        _fields["_depth"] = _depth', '        _fields["_depth"] = 1'),
)  # fmt: skip

RUNTIME = [
    *_changes(
        "runtime/structures/inspection.py",
        ("        if depth > MAXIMUM_DEPTH:", "        if depth >= MAXIMUM_DEPTH:"),
        ('{"integer": 32, "long": 64}', '{"integer": 31, "long": 64}'),
        ("within = depth if wire_name in self.service.recursive(name) else 0", "within = depth"),
        ("return depth <= MAXIMUM_DEPTH", "return True"),
        ('elif wire_name in raw.get("required", ()):', "elif False:"),
        ('if raw.get("union") and len(checked) != 1:', 'if raw.get("union") and len(checked) > 1:'),
        ("self.unknown(list(members), given, path)", "pass"),
        ('(value == "" and raw.get("min") == 0) or pattern', "pattern"),
        ("if isinstance(value, bool) or not isinstance(value, int):", "if not isinstance(value, int):"),
        ("if number is None or not math.isfinite(number):", "if number is None:"),
        ("if value < max(minimum, lowest):", "if value <= max(minimum, lowest):"),
        ("elif value > min(maximum, highest):", "elif value >= min(maximum, highest):"),
        ('f"{path}[{index}]"', 'f"{path}[{index + 1}]"'),
        ("if largest < minimum:", "if largest <= minimum:"),
        ("elif smallest > maximum:", "elif largest > maximum:"),
        ('"forbid": lambda present, of: present == 0', '"forbid": lambda present, of: present < 2'),
        ('"require": lambda present, of: present == of', '"require": lambda present, of: present > 0'),
        ('return f"{path}.{name}" if path else name', 'return f"{path}.{name}"'),
        ("        if value not in raw[\"enum\"]:", "        if value.strip() not in raw[\"enum\"]:"),
        ('elif self._length(raw, path, value, len(value), _largest_length(value), "characters"):',
         'elif self._length(raw, path, value, len(value), len(value), "characters"):'),
    ),
    *_changes(
        "runtime/structures/reading.py",
        ("found = {names[key]: value for key, value in wire.items()}", "found = {names[key]: value for key, value in wire.items() if key in names}"),
        ("                if len(found) != len(item):\n", "                if not found:\n"),
        ('        found["_unknown"] = unknown\n', "        pass\n"),
        ("return {key: read(item, self) for key, item in wire.items()}\n\n    def timestamp(self, wire: Any) -> Any:\n        return wire",
         "return {key: item for key, item in wire.items()}\n\n    def timestamp(self, wire: Any) -> Any:\n        return wire"),
        ("        return None if wire is None else values.read_blob(wire)", "        return None"),
    ),
    *_changes(
        "runtime/structures/structure.py",
        ("        if depth > found:\n", "        if depth < found:\n"),
        ("        wire.update(self._unknown)\n        return wire", "        return wire"),
        ("self._unknown == other._unknown and all(", "self._unknown == other._unknown or all("),
        ("getattr(self, name) == getattr(other, name) for name in", "True for name in"),
    ),
    *_changes(
        "runtime/structures/patterns.py",
        ("re.compile(self.source).fullmatch", "re.compile(self.source).match"),
    ),
]  # fmt: skip

CHANGES = [*EXPRESSIONS, *PLAN, *LOWER, *TEMPLATES, *RUNTIME]
