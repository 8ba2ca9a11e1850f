"""Mutants of what the generated package states, and what the checks of properties say to them."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache, partial
from itertools import islice
from pathlib import Path
from typing import Any

import emrglue  # only the package itself; its modules are imported where a mutant is tried
from codegen.diff import judge_pattern
from codegen.runtime import shapes
from tests.expectations.faults import sites
from tests.expectations.language import Language
from tests.oracle import table
from tests.property import checks
from tests.property.subjects import SERVICES, Subject, subjects
from tests.property.test_depth import DEEPEST, loops, nested
from tests.property.test_enums import enum_complaints
from tests.property.test_patterns import pattern_complaints

from .mutant import Change, Mutant, Spot, evolve, mutants
from .trial import Outcome, judged

PACKAGE = Path(emrglue.__file__).parent
OPERATIONS = 3
"""How many operations that use the changed part are checked, on each side."""


def found() -> Iterator[Mutant]:
    """Every mutant of the declarations that an operation can show."""
    for service in SERVICES:
        home = PACKAGE / service.replace("-", "_")
        text = (home / "shapes.py").read_text()
        others = [re.findall(rf"^(\w+) = _rt.{kind}\(", text, re.M)[0] for kind in ("Map", "List")]
        for path in (home / "shapes.py", home / "rules.py", *sorted(home.glob("structures/*.py"))):
            if path.exists():
                file = path.relative_to(PACKAGE.parent).as_posix()
                every = mutants(file, path, partial(changes, others=others))
                yield from (mutant for mutant in every if _concerned(mutant))


# what is changed


def changes(spot: Spot, others: Sequence[str]) -> Iterator[Change]:
    """The changes that can be made to a declaration.

    :param others: two shapes, of which one at least is another than a field has.
    """
    match spot.node:
        case ast.ClassDef(keywords=keywords) as node:
            for given in keywords:
                if given.arg in ("union", "rules"):
                    left = [other for other in keywords if other is not given]
                    yield f"{given.arg} dropped", evolve(node, keywords=left)
        case ast.Call(func=ast.Attribute(value=ast.Name(id="_rt"), attr=called)) as node:
            if called in _PARTS:
                yield from _PARTS[called](node, others)
            elif called not in ("Pattern", "NonBlank", "structure"):
                yield from _of_shape(node, called)


def _of_shape(node: ast.Call, called: str) -> Iterator[Change]:
    stated = {str(given.arg): given.value for given in node.keywords}
    for name, value in stated.items():
        if name in ("min", "max"):
            bound = ast.literal_eval(value)
            if bound or "pattern" in stated or called in _NUMBERS:
                yield "bound left out", _without(node, name)
            yield "bound one up", _with(node, name, ast.Constant(bound + 1))
            if bound or called in _NUMBERS:
                yield "bound one down", _with(node, name, ast.Constant(bound - 1))
        elif name == "enum" and isinstance(value, ast.Tuple):
            for values in (value.elts[:-1], [*value.elts, ast.Constant("ADDED_VALUE")]):
                if values:
                    yield "enum value", _with(node, name, evolve(value, elts=values))
        elif name == "pattern":
            yield "pattern dropped", _without(node, name)
            yield from (("pattern changed", _with(node, name, p)) for p in _patterns(value))
        elif name in ("sensitive", "sparse"):
            yield f"{name} dropped", _without(node, name)
    if called in _OTHER_TYPE:
        kind = "conversion lost" if called in ("Timestamp", "Blob", "Double") else "type changed"
        yield kind, ast.Call(evolve(node.func, attr=_OTHER_TYPE[called]), [], [])


_NUMBERS = ("Integer", "Long", "Float", "Double")
_OTHER_TYPE = {
    "String": "Boolean",
    "Integer": "String",
    "Long": "Integer",
    "Double": "Integer",
    "Float": "Integer",
    "Boolean": "String",
    "Timestamp": "String",
    "Blob": "String",
}


def _patterns(value: ast.expr) -> Iterator[ast.expr]:
    """The pattern in Python's dialect, changed; as the model spells it, it stays."""
    texts = [arg.value for arg in getattr(value, "args", [value]) if isinstance(arg, ast.Constant)]
    for change in (_with_other_count, _with_smaller_class, _with_dot):
        changed = change(texts[-1]) if "NonBlank" not in ast.unparse(value) else None
        if changed not in (None, texts[-1]):
            pattern = ast.Attribute(ast.Name("_rt", ast.Load()), "Pattern", ast.Load())
            yield ast.Call(pattern, [ast.Constant(texts[0]), ast.Constant(changed)], [])


def _with_other_count(text: str) -> str:
    return re.sub(r"\{(\d+)(?=[,}])", lambda found: f"{{{int(found[1]) + 1}", text, count=1)


def _with_smaller_class(text: str) -> str:
    return text.replace("0-9", "0-8", 1) if "0-9" in text else text.replace("a-z", "b-z", 1)


def _with_dot(text: str) -> str:
    """The last class of characters that is repeated has a tilde, too, unless it has everything."""
    return re.sub(r"(?<!\\s\\S)\](?=[+*][^+*]*$)", "~]", text, count=1)


def _of_field(node: ast.Call, others: Sequence[str]) -> Iterator[Change]:
    stated: dict[str | None, Any] = {given.arg: given.value for given in node.keywords}
    if "validator" in stated:
        if "default" in stated:
            if "filled_in" not in ast.unparse(node):
                yield "optional made required", _without(node, "default")
        else:
            yield "required made optional", _with(node, "default", ast.Constant(None))
        right = stated["validator"]
        wrong = next(name for name in others if name != right.attr)
        yield "wrong shape", _with(node, "validator", evolve(right, attr=wrong))
    if "repr" in stated:
        yield "sensitive shown", _without(node, "repr")


def _of_metadata(node: ast.Call, others: Sequence[str]) -> Iterator[Change]:
    name = ast.literal_eval(node.args[0])
    yield "wire name misspelt", evolve(node, args=[ast.Constant(f"{name}_"), *node.args[1:]])
    if any(given.arg == "filled_in" for given in node.keywords):
        yield "token not filled in", _without(node, "filled_in")


_TESTS = {
    **dict.fromkeys(("equal", "unequal"), ("equal", "unequal")),
    **dict.fromkeys(("at_least", "at_most"), ("at_least", "at_most")),
}
_DEMANDS = ("require", "forbid", "exactly_one_of", "at_least_one_of", "at_most_one_of")


def _of_rule(node: ast.Call, others: Sequence[str]) -> Iterator[Change]:
    name, demand, members = node.args
    demands = _DEMANDS if isinstance(members, ast.Tuple) else _TESTS[ast.literal_eval(demand)]
    other = demands[demands.index(ast.literal_eval(demand)) - 1]
    yield "rule: demand", evolve(node, args=[name, ast.Constant(other), members])
    if isinstance(members, ast.Dict):
        for stated in _other_values(members):
            yield "rule: value", evolve(node, args=[name, demand, stated])
    if isinstance(members, ast.Tuple) and len(members.elts) > 1:
        fewer = evolve(members, elts=members.elts[:-1])
        yield "rule: member dropped", evolve(node, args=[name, demand, fewer])
    for given in node.keywords:
        if given.arg in ("when_set", "when_unset", "when_equal"):
            yield "rule: condition dropped", _without(node, given.arg)
        if given.arg == "when_equal" and isinstance(given.value, ast.Dict):
            for stated in _other_values(given.value):
                yield "rule: condition changed", _with(node, given.arg, stated)


def _other_values(stated: ast.Dict) -> Iterator[ast.Dict]:
    """What a rule states of values with the last value of a member dropped, or another bound."""
    for at, values in enumerate(stated.values):
        values = ast.literal_eval(values)
        number = isinstance(values[-1], (int, float)) and not isinstance(values[-1], bool)
        fewer = values[:-1] or ((values[-1] + 1,) if number else ())
        if fewer:
            changed = [*stated.values[:at], ast.Constant(fewer), *stated.values[at + 1 :]]
            yield evolve(stated, values=changed)


_PARTS = {"field": _of_field, "wire": _of_metadata, "Rule": _of_rule}


def _without(node: ast.Call, name: str) -> ast.Call:
    return evolve(node, keywords=[given for given in node.keywords if given.arg != name])


def _with(node: ast.Call, name: str, value: ast.expr) -> ast.Call:
    others = [given for given in node.keywords if given.arg != name]
    return evolve(node, keywords=[*others, ast.keyword(name, value)])


# which operations show it


def service_of(mutant: Mutant) -> str:
    """The service in whose package the mutant is."""
    return mutant.file.split("/")[1].replace("_", "-")


def focus(mutant: Mutant) -> str:
    """The shape or structure that is changed."""
    return mutant.place.partition(".")[0]


_UNCHECKED = ("wire name misspelt", "conversion lost", "sensitive dropped", "sensitive shown")
"""What shows in responses as well, in which nothing is checked."""


def _concerned(mutant: Mutant) -> list[Subject]:
    """Operations that lead to the changed part: the smallest by their requests, and if it shows
    there, by their responses."""
    service, names = service_of(mutant), _changed(mutant)
    sides = (_requests, _responses) if mutant.kind in _UNCHECKED else (_requests,)
    chosen: list[Subject] = []
    for side in sides:
        sizes = {s: len(held) for s, held in side(service).items() if names & held}
        chosen += sorted(sizes, key=lambda s: (sizes[s], s.operation))[:OPERATIONS]
    return list(dict.fromkeys(chosen))


def _changed(mutant: Mutant) -> set[str]:
    """The shape that is changed, or the structures of the changed rule."""
    if not mutant.file.endswith("rules.py"):
        return {focus(mutant)}
    rules = subjects(service_of(mutant))[0].contract.rules
    return {s for s, each in rules.items() if focus(mutant) in map(_identifier, each)}


def _identifier(rule: Any) -> str:
    return str(rule["name"]).replace("-", "_")


@cache
def _requests(service: str) -> dict[Subject, set[str]]:
    """The shapes that can be in each request."""
    return {subject: _within(subject.model.input_shape) for subject in subjects(service)}


@cache
def _responses(service: str) -> dict[Subject, set[str]]:
    return {subject: _within(subject.model.output_shape) for subject in subjects(service)}


def _within(root: Any) -> set[str]:
    return {site.shape.name for site in sites(root)} if root is not None else set()


# the trial


def tried(mutant: Mutant) -> Outcome:
    """Run the checks against a mutant; only to be called in a process of its own."""
    return judged(mutant, lambda: next(complaints(mutant), ""))


def original(mutant: Mutant) -> Outcome:
    """The same without the change, which has to live: else everything would look killed."""
    return Outcome(mutant, next(complaints(mutant), ""))


def complaints(mutant: Mutant) -> Iterator[checks.Complaint]:
    """What the checks say about the changed part, through the operations that use it."""
    service, name = service_of(mutant), focus(mutant)
    if mutant.kind == "enum value":
        yield from enum_complaints(service, name)
    if mutant.kind == "pattern changed":
        yield from pattern_complaints(service, name, table.read())
    for subject in _concerned(mutant):
        yield from _of_operation(subject, _changed(mutant))


def _of_operation(subject: Subject, names: set[str]) -> Iterator[checks.Complaint]:
    request, response = subject.model.input_shape, subject.model.output_shape
    if request is not None:
        yield from checks.token_filled_in(subject)
        for site in sites(request):
            if getattr(site.shape, "members", None) is not None:
                yield from checks.types_tell(subject, site.shape)
    cases = [*subject.cases()]
    near = [case for case in cases if names & _names(case.site)]
    for case in near:
        yield from checks.case_holds(subject, case)
    for site in sites(response) if response is not None else ():
        yield from checks.understood(subject, site)
    for outer, loop in loops(subject):
        wire = nested(subject.contract, outer, loop, DEEPEST)[0]
        yield from checks.accepted(subject.request, wire)
    for case in islice((case for case in cases if case not in near), 400):
        yield from checks.case_holds(subject, case)


def _names(site: Any) -> set[str]:
    """The shape at a site, and the one that it is directly in."""
    return {site.shape.name, *(step.shape.name for step in site.steps[-1:])}


# what means the same


def equivalent(mutant: Mutant) -> str:
    """Why a mutant that lives is right to; empty if it is not."""
    if not mutant.file.endswith("/shapes.py"):
        return ""
    was, becomes = (_shape(tree, focus(mutant)) for tree in (mutant.original(), mutant.tree()))
    old, new = (shape.stated(shapes.Pattern) for shape in (was, becomes))
    if (
        mutant.kind.startswith("pattern")
        and judge_pattern(old.python, new and new.python).verdict == "equal"
    ):
        return "the patterns accept the same values"
    if mutant.kind.startswith("bound") and old is not None and old.python is not None:
        (least, most), (now_least, now_most) = was.span, becomes.span
        between = [*range(*sorted((least, now_least)))]
        if most != now_most:
            between.append(int(min(most, now_most)) + 1)
        if not any(Language(old.python).of_length(length) is not None for length in between):
            return f"the pattern {old.java} has no string of such a length"
    return ""


def _shape(tree: ast.AST, name: str) -> Any:
    """A shape as a module declares it."""
    declared = next(
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name
    )
    others = defaultdict(shapes.String, _rt=shapes)  # whatever its entries are
    return eval(ast.unparse(declared), {}, others)


def warm() -> None:
    """Load what all trials share."""
    table.read()
    for service in SERVICES:
        _requests(service), _responses(service)
