"""Request files are read with the place of everything in them."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from emrglue._runtime.cli import documents
from emrglue._runtime.cli.documents import DocumentError, read
from emrglue._runtime.cli.output import as_json

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=10,
)


def place(content: bytes, path: str, *, is_yaml: bool = False, at_key: bool = False) -> object:
    return read(content, is_yaml=is_yaml)[0].node.find(path, at_key)


def refused(content: bytes, *, is_yaml: bool = False) -> tuple[str, int, int]:
    with pytest.raises(DocumentError) as caught:
        read(content, is_yaml=is_yaml)
    return caught.value.message, caught.value.line, caught.value.column


class TestPlaces:
    """Line and column of a violation's path, from 1."""

    CONTENT = b'{\n  "a": {"b": ["x",\n    {"c.d": 1}]},\n  "tags": {"k\\u0020v": 2}}'

    @pytest.mark.parametrize(
        ("path", "found"),
        [
            ("", (1, 1)),
            ("a", (2, 8)),
            ("a.b[0]", (2, 15)),
            ("a.b[1]", (3, 5)),
            ('a.b[1]["c.d"]', (3, 13)),
            ("a.b[1].c.d", (3, 13)),
            ('tags["k v"]', (4, 24)),
            ("a.missing", (2, 8)),
            ("a.b[7]", (2, 14)),
        ],
    )
    def test_in_json(self, path: str, found: tuple[int, int]) -> None:
        """A path that is not there has the place of what is nearest around it."""
        assert place(self.CONTENT, path) == found

    def test_of_a_name(self) -> None:
        """For a member that should not be there."""
        assert place(self.CONTENT, "a.b", at_key=True) == (2, 9)

    def test_in_yaml(self) -> None:
        """The same, aliases included."""
        content = b"x: &x\n  - 1\n  - k: v\ny: *x\n"
        assert place(content, "x[1].k", is_yaml=True) == (3, 8)
        assert place(content, "y[1].k", is_yaml=True) == (3, 8)

    @settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(JSON)
    def test_scanning_follows_any_json(self, value: object) -> None:
        """The scanner ends where ``json`` does."""
        found = list(documents.read_json(as_json(value) * 2))
        assert [document.value for document in found] == [value, value]


class TestSeveralDocuments:
    """In one file."""

    def test_json_documents_follow_each_other(self) -> None:
        """As in JSON lines."""
        found = read(b'{"a": 1}\n{"b": 2}', is_yaml=False)
        assert [(d.value, d.node.place) for d in found] == [({"a": 1}, (1, 1)), ({"b": 2}, (2, 1))]

    def test_a_list_at_the_top_is_several(self) -> None:
        """Each entry a request."""
        assert [d.value for d in read(b'[{"a": 1}, {}]', is_yaml=False)] == [{"a": 1}, {}]

    def test_yaml_documents_are_separated(self) -> None:
        """By three dashes."""
        assert [d.value for d in read(b"a: 1\n---\nb: 2\n", is_yaml=True)] == [{"a": 1}, {"b": 2}]

    def test_a_byte_order_mark_is_no_content(self) -> None:
        """Editors on Windows write one."""
        assert read(b"\xef\xbb\xbf{}", is_yaml=False)[0].value == {}


class TestWordsOfYaml:
    """Plain words are what YAML 1.2 says."""

    def test_only_true_and_false_are_booleans(self) -> None:
        """``no`` is a word, and an account number that begins with 0 is none."""
        content = b"[true, False, no, on, ~, 1, 1.5, 0x1F, 12:30, 2024-01-01, 1e3, 010]"
        values = [d.value for d in read(content, is_yaml=True)]
        assert values == [
            True, False, "no", "on", None, 1, 1.5, 31, "12:30", "2024-01-01", 1000.0, "010",
        ]  # fmt: skip

    def test_merge_keys_are_followed(self) -> None:
        """``<<``."""
        content = b"base: &b {x: 1}\nrun:\n  <<: *b\n  y: 2\n"
        assert read(content, is_yaml=True)[0].value["run"] == {"x": 1, "y": 2}


class TestRefusals:
    """With a place each."""

    def test_no_json(self) -> None:
        """What was expected, and what is there."""
        message, line, column = refused(b'{"a": 1,\n "b" 2}')
        assert (line, column) == (2, 6)
        assert "':'" in message
        assert "found '2'" in message

    def test_no_yaml(self) -> None:
        """PyYAML's mark."""
        assert refused(b"a: [1,\nb: }", is_yaml=True)[1:] == (2, 4)

    def test_no_utf_8(self) -> None:
        """The byte."""
        assert refused(b'{"a":\n "\xff"}') == ("the file is not UTF-8 text (byte 9)", 2, 3)

    def test_python_objects_are_not_made(self) -> None:
        """A safe loader."""
        assert (
            "could not determine a constructor"
            in refused(b"a: !!python/object:os.system x", is_yaml=True)[0]
        )

    def test_aliases_cannot_grow_without_end(self) -> None:
        """A few lines that stand for billions, and an alias inside itself."""
        lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
        lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
        assert "aliases written out" in refused("\n".join(lines).encode(), is_yaml=True)[0]
        assert "contains itself" in refused(b"a: &a [*a]", is_yaml=True)[0]

    def test_brackets_cannot_nest_without_end(self) -> None:
        """No traceback."""
        assert "nested too deeply" in refused(b"[" * 100_000)[0]
        assert refused(b"[" * 5_000, is_yaml=True)[0]

    def test_numbers_cannot_grow_without_end(self) -> None:
        """Python refuses to read thousands of digits; no traceback either."""
        assert "digits" in refused(b'{"a": ' + b"9" * 5_000 + b"}")[0]
        assert refused(b"a: " + b"9" * 5_000, is_yaml=True)[0]


def test_a_large_file_on_one_line_takes_linear_time() -> None:
    """Eighty thousand values; seconds would be minutes if places were counted each time."""
    from time import perf_counter

    content = b"[" + b'{"a":1},' * 40_000 + b"{}]"
    begun = perf_counter()
    assert read(content, is_yaml=False)[-1].node.place == (1, 320_002)
    assert perf_counter() - begun < 30
