"""Models that Hypothesis makes up: refused with a place, or generated and true to the model."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from codegen.problems import CodegenError
from tests.hostile import workshop
from tests.hostile.texts import TEXTS, WORDS
from tests.hostile.workshop import Raw
from tests.support.inside import fields_of

KINDS = ["string", "integer", "long", "double", "boolean", "blob", "timestamp"]
texts = st.one_of(st.sampled_from([*TEXTS.values(), *WORDS]), st.text(max_size=8))
names = texts.filter(bool)


@st.composite
def models(draw: st.DrawFn) -> Raw:
    """A model whose references are sound: everything else is free."""
    shapes = draw(st.lists(names, min_size=1, max_size=6, unique=True))
    built: Raw = {name: draw(shape(shapes)) for name in shapes}
    built["Key"] = {"type": "string"}
    built["\0In"] = draw(structure(shapes))
    operations = {
        name: workshop.operation(name, "\0In") for name in draw(st.lists(names, max_size=3))
    }
    metadata = {"serviceFullName": draw(texts), "uid": draw(texts)}
    return workshop.model(built, operations or {"Do": workshop.operation("Do", "\0In")}, metadata)


def structure(shapes: list[str]) -> st.SearchStrategy[Raw]:
    members = st.dictionaries(names, st.sampled_from(shapes), max_size=5)
    return members.map(workshop.structure)


def shape(shapes: list[str]) -> st.SearchStrategy[Raw]:
    """Any kind of shape, with any text where text may stand."""
    key = st.just({"shape": "Key"})
    reference = st.sampled_from(shapes).map(lambda name: {"shape": name})
    bound = st.one_of(st.none(), st.integers(-5, 10), st.floats(allow_nan=False))
    return st.one_of(
        structure(shapes),
        st.fixed_dictionaries({"type": st.just("list"), "member": reference}),
        st.fixed_dictionaries({"type": st.just("map"), "key": key, "value": reference}),
        st.fixed_dictionaries({"type": st.sampled_from(KINDS), "min": bound, "max": bound}),
        st.fixed_dictionaries(
            {"type": st.just("string"), "enum": st.lists(texts), "documentation": texts}
        ),
    )


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(content=models())
def test_any_model_is_refused_by_name_or_kept_exactly(content: Raw) -> None:
    """No crash, no code, no name lost."""
    with tempfile.TemporaryDirectory() as folder:
        store = workshop.store(Path(folder, "models"), content)
        try:
            generated = workshop.generate(store, Path(folder, "out"))
        except CodegenError as refusal:
            places = {problem.place.split(":")[0] for problem in refusal.problems}
            event("refused")
            assert places == {"svc"}
            return
        event("generated")
        with generated.imported() as service:
            for name, cls in generated.names.classes.items():
                raw = content["shapes"].get(name)
                if raw is None or raw["type"] != "structure":
                    continue
                found = getattr(service, cls)
                assert sorted(fields_of(found).values()) == sorted(raw["members"])
            for name in generated.unit.service.shapes:
                raw = content["shapes"].get(name, {})
                if raw.get("enum"):
                    members = getattr(service, generated.names.classes[name])
                    assert [m.value for m in members] == list(dict.fromkeys(raw["enum"]))
