"""The snapshot of botocore's models: what an update takes, keeps and refuses."""

from __future__ import annotations

import gzip
import json
import os
import re
import stat
from pathlib import Path
from typing import Any, ClassVar

import pytest

from codegen import snapshot
from codegen.load import load
from codegen.problems import CodegenError

COMMITTED = Path(__file__).parents[2] / "models"

MODEL: dict[str, Any] = {
    "version": "2.0",
    "metadata": {"serviceId": "Zoo"},
    "documentation": "<p>prose</p>",
    "examples": {},
    "operations": {
        "Feed": {
            "name": "Feed",
            "input": {"shape": "FeedRequest", "documentation": "prose"},
            "errors": [{"shape": "Hungry", "documentation": "prose"}],
            "documentation": "prose",
            "deprecated": True,
            "deprecatedMessage": "prose",
        }
    },
    "shapes": {
        "FeedRequest": {
            "type": "structure",
            "members": {
                "documentation": {"shape": "documentation", "documentation": "prose"},
                "Zebra": {"shape": "Names", "deprecatedMessage": "prose"},
            },
            "documentation": "prose",
        },
        "Hungry": {"type": "structure", "members": {}, "exception": True},
        "documentation": {"type": "string", "pattern": "\u00ff\t", "documentation": "prose"},
        "Names": {"type": "list", "member": {"shape": "documentation", "documentation": "prose"}},
    },
}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A botocore of one service, in botocore's layout."""
    folder = tmp_path / "botocore" / "data" / "zoo" / "2020-01-01"
    folder.mkdir(parents=True)
    (tmp_path / "botocore" / "__init__.py").write_text("__version__ = '1.2.3'\n")
    (folder / "service-2.json.gz").write_bytes(gzip.compress(json.dumps(MODEL).encode()))
    pages = {"pagination": {"Feed": {"input_token": "Token", "result_key": "Fed"}}}
    (folder / "paginators-1.json").write_text(json.dumps(pages))
    extras = {"version": 1, "merge": {"pagination": {"Feed": {"non_aggregate_keys": ["Zoo"]}}}}
    (folder / "paginators-1.sdk-extras.json").write_text(json.dumps(extras))
    return folder.parents[1]


@pytest.fixture
def models(tmp_path: Path, data: Path) -> Path:
    """A snapshot of it."""
    snapshot.update(tmp_path / "models", ["zoo"], data)
    return tmp_path / "models"


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def taken(models: Path, name: str = "service-2") -> Any:
    return json.loads((models / f"zoo/2020-01-01/{name}.json").read_text("ascii"))


def test_prose_is_dropped(models: Path) -> None:
    """Nothing of the documentation text reaches the snapshot."""
    assert "prose" not in (models / "zoo/2020-01-01/service-2.json").read_text()
    assert "examples" not in taken(models)


def test_a_shape_and_a_member_may_be_called_documentation(models: Path) -> None:
    """Prose is recognised by its place in the model, not by its key."""
    shapes = taken(models)["shapes"]
    assert shapes["documentation"] == {"type": "string", "pattern": "\u00ff\t"}
    assert shapes["FeedRequest"]["members"]["documentation"] == {"shape": "documentation"}


def test_everything_else_is_kept_in_the_order_of_the_model(models: Path) -> None:
    """Members are not sorted, and facts such as a deprecation stay."""
    assert list(taken(models)["shapes"]["FeedRequest"]["members"]) == ["documentation", "Zebra"]
    assert taken(models)["operations"]["Feed"]["deprecated"] is True


def test_a_snapshot_is_ascii_with_a_line_per_fact(models: Path) -> None:
    """So that a git diff shows each change, and no invisible character hides in it."""
    text = (models / "zoo/2020-01-01/service-2.json").read_bytes()
    assert text.isascii()
    assert b'   "pattern": "\\u00ff\\t"\n' in text
    assert text.endswith(b"}\n")


def test_the_extras_of_the_paginators_are_merged(models: Path) -> None:
    """As botocore's loader does."""
    assert taken(models, "paginators-1")["pagination"]["Feed"] == {
        "input_token": "Token",
        "result_key": "Fed",
        "non_aggregate_keys": ["Zoo"],
    }


def test_the_extras_of_the_model_are_merged(models: Path, data: Path) -> None:
    """As botocore does, and their digests are in the lock."""
    member = {"SourceRegion": {"shape": "documentation", "documentation": "prose"}}
    extras = {"version": 1, "merge": {"shapes": {"FeedRequest": {"members": member}}}}
    path = data / "zoo/2020-01-01/service-2.sdk-extras.json"
    path.write_text(json.dumps(extras))
    snapshot.update(models, ["zoo"], data)
    members = taken(models)["shapes"]["FeedRequest"]["members"]
    assert list(members) == ["documentation", "Zebra", "SourceRegion"]
    assert members["SourceRegion"] == {"shape": "documentation"}
    assert path.name in (models / snapshot.LOCK).read_text()
    assert snapshot.verify(models) == []


def test_the_newest_api_version_is_taken_and_an_older_snapshot_goes(
    models: Path, data: Path
) -> None:
    """Only the files of the snapshot go: waiters are written by hand."""
    (models / "zoo/2020-01-01/waiters-2.json").write_text("{}")
    (data / "zoo/2020-01-01").rename(data / "zoo/2021-01-01")
    result = snapshot.update(models, ["zoo"], data)
    assert result.removed == tuple(
        f"zoo/2020-01-01/{name}.json" for name in ("service-2", "paginators-1")
    )
    assert [path.name for path in (models / "zoo/2020-01-01").iterdir()] == ["waiters-2.json"]


def test_a_second_update_changes_nothing(models: Path, data: Path) -> None:
    """The snapshot is a function of botocore's files."""
    before = contents(models)
    result = snapshot.update(models, ["zoo"], data)
    assert (result.added, result.changed, len(result.unchanged)) == ((), (), 2)
    assert contents(models) == before


def test_an_update_leaves_other_services_and_hand_written_files(models: Path, data: Path) -> None:
    """Waiters, overlays and the snapshot of a service that was not named."""
    (models / "overlays").mkdir()
    (models / "overlays" / "rules.json").write_text("[]")
    (data / "zoo").rename(data / "farm")
    snapshot.update(models, ["farm"], data)
    assert snapshot.verify(models) == []
    assert {"overlays/rules.json", "zoo/2020-01-01/service-2.json"} <= contents(models).keys()


class TestEvidence:
    """An update that adds a value to an enum opens it, if it is known which enums ever grew."""

    SIZE: ClassVar[Any] = {"type": "string", "enum": ["SMALL", "LARGE"]}

    @pytest.fixture
    def models(self, tmp_path: Path, data: Path) -> Path:
        """A snapshot with enums, of which one grew before."""
        self.release(data, "1.2.3", Size=self.SIZE, Food={"type": "string", "enum": ["HAY"]})
        models = tmp_path / "models"
        snapshot.update(models, ["zoo"], data)
        (models / "overlays" / "zoo").mkdir(parents=True)
        (models / "overlays/zoo/open_enums.json").write_text("[]")
        snapshot.lock(models)
        return models

    @staticmethod
    def release(data: Path, version: str, **shapes: Any) -> None:
        """Another botocore."""
        (data.parent / "__init__.py").write_text(f"__version__ = '{version}'\n")
        model = {**MODEL, "shapes": {**MODEL["shapes"], **shapes}}
        (data / "zoo/2020-01-01/service-2.json.gz").write_bytes(
            gzip.compress(json.dumps(model).encode())
        )

    @staticmethod
    def evidence(models: Path) -> Any:
        found = json.loads((models / "overlays/zoo/open_enums.json").read_text())
        assert all(entry["reason"] and entry["source"] for entry in found)
        return {entry["enum"]: entry["added"] for entry in found}

    def test_each_new_value_is_recorded_with_its_release(self, models: Path, data: Path) -> None:
        """Once, and beside what was known."""
        self.release(data, "1.3.0", Size={"type": "string", "enum": ["SMALL", "BIG", "LARGE"]})
        result = snapshot.update(models, ["zoo"], data)
        assert "overlays/zoo/open_enums.json" in result.changed
        assert self.evidence(models) == {"Size": {"botocore 1.3.0": ["BIG"]}}
        self.release(data, "1.4.0", Size={"type": "string", "enum": ["BIG", "HUGE"]})
        snapshot.update(models, ["zoo"], data)
        expected = {"botocore 1.3.0": ["BIG"], "botocore 1.4.0": ["HUGE"]}
        assert self.evidence(models) == {"Size": expected}
        assert load(models, "zoo").open_enums is not None
        assert snapshot.verify(models) == []

    def test_evidence_that_nobody_looked_at_is_not_accepted(self, models: Path, data: Path) -> None:
        """An edit before an update stays an edit after it."""
        (models / "overlays/zoo/open_enums.json").write_text("[ ]")
        self.release(data, "1.3.0", Size={"type": "string", "enum": ["SMALL", "BIG"]})
        snapshot.update(models, ["zoo"], data)
        assert [p.place for p in snapshot.verify(models)] == ["overlays/zoo/open_enums.json"]

    def test_nothing_else_opens_an_enum(self, models: Path, data: Path) -> None:
        """A new enum, one that lost a value, a string that becomes one, a release twice."""
        self.release(
            data,
            "1.3.0",
            Size={"type": "string", "enum": ["SMALL"]},
            Mood={"type": "string", "enum": ["BAD"]},
            documentation={"type": "string", "enum": ["YES"]},
        )
        result = snapshot.update(models, ["zoo"], data)
        assert "overlays/zoo/open_enums.json" not in (*result.changed, *result.unchanged)
        assert self.evidence(models) == {}

    def test_back_and_forth_adds_nothing(self, models: Path, data: Path) -> None:
        """An older release takes nothing away, and the newer one finds its values recorded."""
        for version, values in [("2", ["SMALL", "BIG"]), ("1", ["SMALL"]), ("2", ["SMALL", "BIG"])]:
            self.release(data, f"1.{version}.0", Size={"type": "string", "enum": values})
            snapshot.update(models, ["zoo"], data)
        assert self.evidence(models) == {"Size": {"botocore 1.2.0": ["BIG"]}}

    def test_a_service_without_evidence_gets_none(self, models: Path, data: Path) -> None:
        """All of its enums are open, and must stay so."""
        (models / "overlays/zoo/open_enums.json").unlink()
        self.release(data, "1.3.0", Size={"type": "string", "enum": ["SMALL", "BIG"]})
        snapshot.update(models, ["zoo"], data)
        assert not (models / "overlays/zoo/open_enums.json").exists()


def test_the_lock_states_the_release_and_the_digests(models: Path) -> None:
    """Of what was written and of each original."""
    locked = json.loads((models / "models.lock").read_text())["services"]["zoo"]
    assert locked["botocore"] == "1.2.3"
    assert list(locked["files"]["zoo/2020-01-01/paginators-1.json"]["originals"]) == [
        "paginators-1.json",
        "paginators-1.sdk-extras.json",
    ]


def test_an_intact_snapshot_verifies(models: Path) -> None:
    """Nothing to report."""
    assert snapshot.verify(models) == []
    assert "is what models.lock says" in snapshot.render_verify([], models)


def test_an_edited_a_missing_and_a_stray_file_are_reported(models: Path) -> None:
    """Each with its place and what to do."""
    (models / "zoo/2020-01-01/service-2.json").write_text("{}")
    (models / "zoo/2020-01-01/paginators-1.json").unlink()
    (models / "zoo/2020-01-01/service-2.json.gz").write_bytes(b"")
    problems = {problem.place: problem.message for problem in snapshot.verify(models)}
    assert "overlays/" in problems["zoo/2020-01-01/service-2.json"]
    assert "models update" in problems["zoo/2020-01-01/paginators-1.json"]
    assert "is not in models.lock" in problems["zoo/2020-01-01/service-2.json.gz"]


def test_overlays_and_waiters_are_verified_too(models: Path, data: Path) -> None:
    """One that was edited, added or removed is reported until somebody accepts it."""
    rules, patches = (models / "overlays" / "zoo" / f"{name}.json" for name in ("rules", "patches"))
    waiters = models / "zoo" / "2020-01-01" / "waiters-2.json"
    rules.parent.mkdir(parents=True, exist_ok=True)
    for file in (rules, patches, waiters):
        file.write_text("[]")
    assert snapshot.lock(models) == 3
    assert snapshot.verify(models) == []
    rules.write_text("[ ]")
    patches.unlink()
    waiters.write_text("{}")
    (rules.parent / "enums.json").write_text("[]")
    snapshot.update(models, ["zoo"], data)
    problems = {each.place: each.message.partition(",")[0] for each in snapshot.verify(models)}
    assert problems == {
        "overlays/zoo/enums.json": "is new",
        "overlays/zoo/patches.json": "is gone",
        "overlays/zoo/rules.json": "differs",
        "zoo/2020-01-01/waiters-2.json": "differs",
    }
    snapshot.lock(models)
    assert snapshot.verify(models) == []


def test_a_lock_of_an_older_version_says_nothing_of_overlays(models: Path) -> None:
    """Which is a problem for whoever has some."""
    content = json.loads((models / "models.lock").read_text())
    content.pop("own")
    (models / "models.lock").write_text(json.dumps(content))
    (models / "overlays" / "zoo").mkdir(parents=True, exist_ok=True)
    (models / "overlays" / "zoo" / "rules.json").write_text("[]")
    (problem,) = snapshot.verify(models)
    assert problem.message == "is new, by models.lock; look at it, then run `models lock`"


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"services": {"zoo": 1}}', '{"services": {}, "own": []}', '{"a": 1, "a": 1}'],
)
def test_a_broken_lock_is_one_problem(models: Path, text: str) -> None:
    """And never a traceback."""
    (models / "models.lock").write_text(text)
    assert len(snapshot.verify(models)) == 1


def test_a_lock_that_is_missing_is_one_problem(models: Path) -> None:
    """In words, and with what to do."""
    (models / snapshot.LOCK).unlink()
    (problem,) = snapshot.verify(models)
    assert problem.message == "is missing, so nothing tells what was taken; run `models update`"


def test_a_lock_cannot_point_outside_of_the_models(models: Path, data: Path) -> None:
    """An update deletes what the lock lists: it must not be led to other files."""
    bystander = models.parent / "bystander"
    bystander.write_text("mine")
    lock = (models / "models.lock").read_text().replace("zoo/2020-01-01/service-2", "../bystander")
    (models / "models.lock").write_text(lock)
    with pytest.raises(CodegenError, match="not a lock"):
        snapshot.update(models, ["zoo"], data)
    assert bystander.read_text() == "mine"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "cannot be read"),
        (b"{", "cannot be read"),
        (b'{"a": 1, "a": 2}', "stands twice"),
        (b"\xff\xfe", "cannot be read"),
        (b"[]", "must hold a JSON object"),
        (b'{"metadata": {}, "shapes": {}}', "zoo: /operations: must be an object"),
    ],
)
def test_a_bad_model_is_refused_and_the_old_snapshot_stays(
    models: Path, data: Path, content: bytes, says: str
) -> None:
    """The error names the file, or the place in the model; no file changed."""
    before = contents(models)
    (data / "zoo/2020-01-01/service-2.json").write_bytes(content)
    with pytest.raises(CodegenError, match=says) as caught:
        snapshot.update(models, ["zoo"], data)
    assert re.search(r"service-2\.json|zoo: /", caught.value.problems[0].place)
    assert contents(models) == before


@pytest.mark.parametrize("service", ["zo", "../botocore", "zoo/2020-01-01", ""])
def test_an_unknown_service_is_refused(tmp_path: Path, data: Path, service: str) -> None:
    """Also one that would lead out of the directory."""
    with pytest.raises(CodegenError, match="has no service") as caught:
        snapshot.update(tmp_path / "models", [service], data)
    assert "models update" not in str(caught.value)  # which found none
    assert not (tmp_path / "models").exists()


def test_every_bad_service_is_reported_at_once(tmp_path: Path, data: Path) -> None:
    """Not the first one only."""
    with pytest.raises(CodegenError) as caught:
        snapshot.update(tmp_path / "models", ["one", "zoo", "two"], data)
    assert len(caught.value.problems) == 2


def change(data: Path) -> None:
    """A newer botocore."""
    model = {**MODEL, "metadata": {"serviceId": "Other"}}
    (data / "zoo/2020-01-01/service-2.json").write_text(json.dumps(model))


@pytest.fixture
def no_room_for_the_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that is full when the last file is written."""
    genuine = Path.write_bytes

    def write_bytes(self: Path, content: bytes) -> int:
        if self.name == "models.lock":
            raise OSError(28, "No space left on device", str(self))
        return genuine(self, content)

    monkeypatch.setattr(Path, "write_bytes", write_bytes)


def test_a_failing_write_leaves_the_old_snapshot(
    models: Path, data: Path, request: pytest.FixtureRequest
) -> None:
    """Even if some files had been written already; and nothing stays beside it."""
    before = contents(models)
    change(data)
    request.getfixturevalue("no_room_for_the_lock")
    with pytest.raises(CodegenError, match="models: cannot be written: No space left"):
        snapshot.update(models, ["zoo"], data)
    assert contents(models) == before
    assert sorted(path.name for path in models.parent.iterdir()) == ["botocore", "models"]


@pytest.mark.usefixtures("no_room_for_the_lock")
def test_a_failing_first_update_leaves_no_file(tmp_path: Path, data: Path) -> None:
    """Nor a folder."""
    with pytest.raises(CodegenError, match="No space left"):
        snapshot.update(tmp_path / "models", ["zoo"], data)
    assert [path.name for path in tmp_path.iterdir()] == ["botocore"]


def test_files_that_did_not_change_are_not_written_again(models: Path, data: Path) -> None:
    """Those of the snapshot and those of others: build tools look at times."""
    (models / "README").write_text("mine")
    paths = [models / "README", models / "zoo/2020-01-01/paginators-1.json"]
    for path in paths:
        os.utime(path, (1, 1))
    change(data)
    assert snapshot.update(models, ["zoo"], data).changed == ("zoo/2020-01-01/service-2.json",)
    assert [path.stat().st_mtime for path in paths] == [1, 1]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_an_unwritable_place_is_one_clear_error(models: Path, data: Path) -> None:
    """It names the directory."""
    change(data)
    models.parent.chmod(stat.S_IRUSR | stat.S_IXUSR)
    with pytest.raises(CodegenError, match="models: cannot be written"):
        snapshot.update(models, ["zoo"], data)


def test_a_file_where_the_target_should_be_is_one_clear_error(tmp_path: Path, data: Path) -> None:
    """It is left alone."""
    (tmp_path / "models").write_text("mine")
    with pytest.raises(CodegenError, match="is a file where a folder has to be"):
        snapshot.update(tmp_path / "models", ["zoo"], data)
    assert (tmp_path / "models").read_text() == "mine"


@pytest.mark.parametrize("version", ["latest", "1.44.5; rm", "--index-url=x", "", "1"])
def test_only_a_version_number_reaches_pip(version: str) -> None:
    """Anything else is refused before a process is started."""
    with (
        pytest.raises(CodegenError, match="write it as in"),
        snapshot.data_from_release(version),
    ):
        pass  # pragma: no cover


def test_without_botocore_the_error_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """Install it or name a release."""
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(CodegenError, match="not installed; install it"):
        snapshot.installed_data()


def test_the_committed_snapshot_is_intact() -> None:
    """What the lock says."""
    assert snapshot.verify(COMMITTED) == []


@pytest.mark.parametrize("service", snapshot.SERVICES)
def test_the_committed_models_hold_no_sentence(service: str) -> None:
    """No text with several words in a row, patterns apart."""
    (path,) = COMMITTED.glob(f"{service}/*/service-2.json")
    lines = path.read_text().splitlines()
    prose = [line for line in lines if re.search(r"[a-z]+ [a-z]+ [a-z]+ [a-z]+", line)]
    assert [line for line in prose if '"pattern"' not in line] == []
