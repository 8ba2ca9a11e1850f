"""Request files are read with the place of everything in them."""

from __future__ import annotations

import json

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
    return read(content, is_yaml=is_yaml)[0].find(path, at_key)


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

    def test_paths_cut_long_names(self) -> None:
        """At 60 characters; another name may be just that, and is found for itself."""
        names = ("a" * 60 + "bc", "a" * 60, "d" * 61)
        content = "{" + ",\n ".join(f'"{name}": {n}' for n, name in enumerate(names, 1)) + "}"
        assert place(content.encode(), "a" * 60) == (2, 66)
        assert place(content.encode(), "d" * 60) == (3, 67)

    def test_of_a_name(self) -> None:
        """For a member that should not be there."""
        assert place(self.CONTENT, "a.b", at_key=True) == (2, 9)

    def test_in_yaml(self) -> None:
        """The same, aliases included."""
        content = b"x: &x\n  - 1\n  - k: v\ny: *x\n"
        assert place(content, "x[1].k", is_yaml=True) == (3, 8)
        assert place(content, "y[1].k", is_yaml=True) == (3, 8)

    def test_of_what_is_merged(self) -> None:
        """Where it was written; what the mapping itself says comes before it."""
        content = b"base: &b {x: 1, y: 2}\nrun:\n  <<: *b\n  y: 3\n"
        assert place(content, "run.x", is_yaml=True) == (1, 14)
        assert place(content, "run.y", is_yaml=True) == (4, 6)

    @pytest.mark.parametrize("name", ["a.b[0]", "x" * 70, '"', "[", "0"])
    def test_of_any_name(self, name: str) -> None:
        """Of an unknown member, and of the key of a map; paths show sixty characters."""
        text, key = json.dumps({"tags": {name: 1}, name: 2}), json.dumps(name)
        content, inside = text.encode(), json.dumps(name[:60])
        assert place(content, name[:60], at_key=True) == (1, text.rindex(key) + 1)
        assert place(content, f"tags[{inside}]") == (1, text.index(key) + len(key) + 3)

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
        assert [(d.value, d.place) for d in found] == [({"a": 1}, (1, 1)), ({"b": 2}, (2, 1))]

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

    def test_nothing_is_null(self) -> None:
        """As in JSON, and not an empty string."""
        content = b"a:\nb: {c: , d: ''}\ne:\n- \n- x\n? f\n"
        [document] = read(content, is_yaml=True)
        assert document.value == {"a": None, "b": {"c": None, "d": ""}, "e": [None, "x"], "f": None}

    def test_tags_are_followed(self) -> None:
        """A date stays text, which is in UTC as any other; a local tag has no known meaning."""
        content = b"[!!str 1, !!int '1', !!binary 'aG\n  k=', !!timestamp 2024-01-01, !!float .inf]"
        values = [d.value for d in read(content, is_yaml=True)]
        assert values == ["1", 1, b"hi", "2024-01-01", float("inf")]
        [found] = read(b"- !Sub [a, {b: c}]", is_yaml=True)
        assert isinstance(found.value, documents.YamlTag)

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

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            ("!!bool x", "'x' cannot be read as !!bool"),
            ("!!int x", "'x' cannot be read as !!int"),
            ("!!float ''", "'' cannot be read as !!float"),
            ("!!binary ä", "'ä' cannot be read as !!binary"),
            ("!!bool [x]", "a sequence cannot be read as !!bool"),
            ("!!set {x}", "a mapping cannot be read as !!set"),
            ("!!python/object:os.system x", "'x' cannot be read as !!python/object:os.system"),
            ("!!int 9" + "9" * 5_000, "cannot be read as !!int"),
            ("{<<: x}", "only mappings can be merged"),
            ("{[x]: y}", "a key that is not a single value"),
            ("*x", "found undefined alias"),
        ],
    )
    def test_tags_that_do_not_fit(self, content: str, said: str) -> None:
        """No Python object is made, and nothing but a message comes of it."""
        message, line, _ = refused(f"- 1\n- {content}\n".encode(), is_yaml=True)
        assert said in message
        assert line == 2

    def test_characters_that_yaml_does_not_have(self) -> None:
        """With their place, whatever stands before them."""
        assert refused("ä: 1\nb: \0".encode(), is_yaml=True) == (
            "this is not valid YAML: the character '\\x00' is not allowed", 2, 4,
        )  # fmt: skip

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
    from time import process_time

    content = b"[" + b'{"a":1},' * 40_000 + b"{}]"
    begun = process_time()
    assert read(content, is_yaml=False)[-1].place == (1, 320_002)
    assert process_time() - begun < 30
