"""Mutants of what the generated package states, and what the checks of properties say to them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import emrglue  # only the package itself; its modules are imported where a mutant is tried
from tests.expectations.faults import sites
from tests.oracle import table
from tests.property import checks
from tests.property.subjects import SERVICES, Subject, subjects
from tests.property.test_depth import DEEPEST, loops, nested
from tests.property.test_patterns import pattern_complaints

from .mutant import Change, Mutant, Spot, evolve, mutants
from .trial import Outcome, judged

PACKAGE = Path(emrglue.__file__).parent
OPERATIONS = 3
"""How many operations that use the changed part are checked, the smallest first."""


def found() -> Iterator[Mutant]:
    """Every mutant of the declarations that an operation can show."""
    for service in SERVICES:
        home = PACKAGE / service.replace("-", "_")
        for path in (home / "shapes.py", home / "rules.py", *sorted(home.glob("structures/*.py"))):
            if path.exists():
                file = path.relative_to(PACKAGE.parent).as_posix()
                for mutant in mutants(file, path, changes):
                    if _concerned(mutant):
                        yield mutant


# what is changed


def changes(spot: Spot) -> Iterator[Change]:
    """The changes that can be made to a declaration."""
    match spot.node:
        case ast.ClassDef(keywords=keywords) as node:
            for given in keywords:
                if given.arg in ("union", "rules"):
                    left = [other for other in keywords if other is not given]
                    yield f"{given.arg} dropped", evolve(node, keywords=left)
        case ast.Call(func=ast.Attribute(value=ast.Name(id="_rt"), attr=called)) as node:
            if called in _PARTS:
                yield from _PARTS[called](node)
            elif called not in ("Pattern", "NonBlank", "structure"):
                yield from _of_shape(node, called)


def _of_shape(node: ast.Call, called: str) -> Iterator[Change]:
    stated = {str(given.arg): given.value for given in node.keywords}
    for name, value in stated.items():
        if name in ("min", "max"):
            bound = ast.literal_eval(value)
            yield "bound left out", _without(node, name)
            yield "bound one up", _with(node, name, ast.Constant(bound + 1))
            if bound or called in ("Integer", "Long", "Float", "Double"):
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
    """The last character that a repetition follows can be any."""
    return re.sub(r"\](?=[+*][^+*]*$)", "~]", text, count=1)


def _of_field(node: ast.Call) -> Iterator[Change]:
    stated = {given.arg: given.value for given in node.keywords}
    if "validator" in stated:
        if "default" in stated:
            if "filled_in" not in ast.unparse(node):
                yield "optional made required", _without(node, "default")
        else:
            yield "required made optional", _with(node, "default", ast.Constant(None))
        other = evolve(stated["validator"], attr=_other_shape(stated["validator"]))
        yield "wrong shape", _with(node, "validator", other)
    if "repr" in stated:
        yield "sensitive shown", _without(node, "repr")


def _other_shape(validator: ast.expr) -> str:
    """One that no value of the right one satisfies, in all services."""
    return "TagMap" if ast.unparse(validator) != "_shapes.TagMap" else "TagKeyList"


def _of_metadata(node: ast.Call) -> Iterator[Change]:
    name = ast.literal_eval(node.args[0])
    yield "wire name misspelt", evolve(node, args=[ast.Constant(f"{name}_"), *node.args[1:]])
    if any(given.arg == "filled_in" for given in node.keywords):
        yield "token not filled in", _without(node, "filled_in")


_DEMANDS = ("require", "forbid", "exactly_one_of", "at_least_one_of", "at_most_one_of")


def _of_rule(node: ast.Call) -> Iterator[Change]:
    name, demand, members = node.args
    other = _DEMANDS[_DEMANDS.index(ast.literal_eval(demand)) - 1]
    yield "rule: demand", evolve(node, args=[name, ast.Constant(other), members])
    if isinstance(members, ast.Tuple) and len(members.elts) > 1:
        fewer = evolve(members, elts=members.elts[:-1])
        yield "rule: member dropped", evolve(node, args=[name, demand, fewer])
    for given in node.keywords:
        if given.arg in ("when_set", "when_unset"):
            yield "rule: condition dropped", _without(node, given.arg)


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
    """The operations that lead to the changed part, smallest first."""
    service = service_of(mutant)
    names = {focus(mutant)}
    if mutant.file.endswith("rules.py"):
        rules = subjects(service)[0].contract.rules
        names = {s for s, each in rules.items() if focus(mutant) in map(_identifier, each)}
    sides = (_requests, _responses) if mutant.kind in _UNCHECKED else (_requests,)
    shapes = [side(service) for side in sides]
    subjects_ = {s: len(found[s]) for found in shapes for s in found if names & found[s]}
    return sorted(subjects_, key=lambda subject: (subjects_[subject], subject.operation))


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
    if mutant.kind.startswith("pattern"):
        yield from pattern_complaints(service, name, table.read())
    for subject in _concerned(mutant)[:OPERATIONS]:
        yield from _of_operation(subject, name)


def _of_operation(subject: Subject, name: str) -> Iterator[checks.Complaint]:
    request, response = subject.model.input_shape, subject.model.output_shape
    if request is not None:
        yield from checks.token_filled_in(subject)
        for site in sites(request):
            if getattr(site.shape, "members", None) is not None:
                yield from checks.types_tell(subject, site.shape)
    cases = [*subject.cases()]
    near = [case for case in cases if name in _names(case.site)]
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
    return {site.shape.name, *(step.shape.name for step in site.steps[-1:])}


def warm() -> None:
    """Load what all trials share."""
    table.read()
    for service in SERVICES:
        _requests(service), _responses(service)
