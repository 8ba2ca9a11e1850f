"""How structures show themselves: in ``help``, on rich's consoles, in IPython and in notebooks."""

from __future__ import annotations

import inspect
import subprocess
import sys
from collections.abc import Callable
from io import StringIO

import pytest
from rich.console import Console

from emrglue import emr_serverless as es
from emrglue import glue

TABLE = glue.Table(
    name="<b>t</b>",
    parameters={"<i>first</i>": "v", **{f"key {number}": "v" for number in range(1, 12)}},
    storage_descriptor=glue.StorageDescriptor(
        columns=[glue.Column(name=f"column{number}") for number in range(25)]
    ),
)
SECRET = es.Configuration(classification="spark", properties={"password": "hunter2"})


def rich(value: object) -> str:
    console = Console(file=StringIO(), width=100)
    console.print(value)
    return str(console.file.getvalue())  # type: ignore[attr-defined]


class Printer:
    """As much of IPython's printer as structures use."""

    def __init__(self) -> None:
        self.shown = ""
        self.text = self.breakable = self._add

    def _add(self, text: str) -> None:
        self.shown += text

    def pretty(self, value: object) -> None:
        getattr(value, "_repr_pretty_", lambda printer, _: printer.text(repr(value)))(self, False)

    def group(self, indent: int, before: str, after: str) -> Printer:
        self._after = [*getattr(self, "_after", []), after]
        self._add(before)
        return self

    def __enter__(self) -> None:
        pass

    def __exit__(self, *_: object) -> None:
        self._add(self._after.pop())


def ipython(value: object) -> str:
    printer = Printer()
    printer.pretty(value)
    return printer.shown


def notebook(value: glue.Table) -> str:
    return value._repr_html_()


Show = Callable[[object], str]


@pytest.mark.parametrize("show", [rich, ipython, notebook])
class TestAnInstance:
    def test_what_is_set_is_shown_and_what_is_absent_is_not(self, show: Show) -> None:
        shown = show(TABLE)
        assert "storage_descriptor" in shown
        assert "column9" in shown
        assert "description" not in shown

    def test_long_lists_and_maps_are_cut_and_their_length_is_told(self, show: Show) -> None:
        shown = show(TABLE)
        assert "column10" not in shown
        assert "25 in all" in shown
        assert "key 10" not in shown
        assert "12 in all" in shown

    def test_what_is_sensitive_is_hidden(self, show: Show) -> None:
        assert "hunter2" not in show(SECRET)

    def test_a_page_is_not_a_flood(self, show: Show) -> None:
        page = glue.GetTablesResponse(table_list=[TABLE] * 100)
        assert len(show(page)) < 60_000
        assert "100 in all" in show(page)


def test_a_notebook_gets_html_in_which_nothing_is_markup_but_ours() -> None:
    assert "&lt;b&gt;t&lt;/b&gt;" in notebook(TABLE)
    assert "<b>t</b>" not in notebook(TABLE)
    assert "&lt;i&gt;first&lt;/i&gt;" in notebook(TABLE)


def test_repr_is_whole() -> None:
    """It is for logs and doctests."""
    assert "column24" in repr(TABLE)


class TestHelp:
    def test_of_a_class_lists_its_members_the_required_ones_first(self) -> None:
        text = inspect.getdoc(es.StartJobRunRequest) or ""
        assert text.startswith("The request of StartJobRun.\n\nhttps://docs.aws.amazon.com/")
        required, optional = text.split("Optional:")
        assert "application_id: string; 1 to 64 characters; pattern [0-9a-z]+" in required
        assert "execution_role_arn" in required
        assert "execution_role_arn" not in optional
        assert "job_driver: union JobDriver" in optional
        assert "mode: string; one of BATCH, STREAMING" in optional

    def test_has_a_sentence_of_aws_if_botocore_is_installed(self) -> None:
        assert "Starts a job run." in (es.StartJobRunRequest.__doc__ or "")
        assert "The ID of the application on which to run" in (es.StartJobRunRequest.__doc__ or "")

    def test_needs_no_botocore(self) -> None:
        code = (
            "import sys; sys.modules['botocore'] = None\n"
            "from emrglue import glue; print(glue.TableInput.__doc__)"
        )
        shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
        assert "Required:\n    name: string" in shown.stdout, shown.stderr

    def test_of_a_subclass_is_its_own(self) -> None:
        class Nightly(es.StartJobRunRequest):
            """Mine."""

        assert Nightly.__doc__ == "Mine."
