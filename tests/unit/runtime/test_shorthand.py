"""The shorthand syntax: what the AWS CLI reads, what it does with odd text, how errors look."""

from __future__ import annotations

import pickle
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codegen.runtime.cli.shorthand import MAX_DEPTH, ShorthandError, Value, parse

NAMES = st.text("abXY09_-.#/:", min_size=1, max_size=4)
VALUES = st.recursive(
    st.text(st.sampled_from(" ,=[]{}'\"\\ab\n✓😀") | st.characters(), max_size=6).map(
        lambda text: text.rstrip("\\")
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=8,
)


def failure(text: str) -> ShorthandError:
    with pytest.raises(ShorthandError) as caught:
        parse(text)
    return caught.value


def refusal(text: str) -> ShorthandError | None:
    try:
        parse(text)
    except ShorthandError as error:
        return error
    return None


def write(value: Value) -> str:
    """Shorthand that says a value with every string quoted; none may end in a backslash."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{name}={write(item)}" for name, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(write, value)) + "]"
    assert isinstance(value, str)
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def check(cases: dict[str, Value]) -> None:
    for text, value in cases.items():
        assert parse(text) == value, text


class TestPairs:
    """``name=value`` outside of brackets."""

    def test_pairs_make_a_map(self) -> None:
        """Separated by commas."""
        check({"a=b": {"a": "b"}, "a=b,c=d": {"a": "b", "c": "d"}})

    def test_a_name_may_hold_what_aws_names_and_keys_hold(self) -> None:
        """Letters, digits and ``_-.#/:``; ``@`` only before the ``=``."""
        check({"a.b-c_d/e:f#1=x": {"a.b-c_d/e:f#1": "x"}})

    def test_values_after_a_comma_make_a_list(self) -> None:
        """Until the next name."""
        check(
            {"a=1,2,3": {"a": ["1", "2", "3"]}, "a=1,2,b=3,4": {"a": ["1", "2"], "b": ["3", "4"]}}
        )

    def test_a_value_may_be_empty(self) -> None:
        """Before a comma, between commas in a list, and at the end."""
        check({"a=": {"a": ""}, "a=,b=": {"a": "", "b": ""}, "a=,b": {"a": ["", "b"]}})

    def test_blanks_around_signs_do_not_count(self) -> None:
        """Inside a value they do."""
        check(
            {
                " a = b , c = d ": {"a": "b", "c": "d"},
                "a=x y , z": {"a": ["x y", "z"]},
                "a = [ 1 , 2 ] , b = { c = d } ": {"a": ["1", "2"], "b": {"c": "d"}},
            }
        )

    def test_an_equals_sign_in_a_value_is_text(self) -> None:
        """Where no new pair can start: the first value of a pair, and all inside brackets."""
        check(
            {
                "a=--conf x=y": {"a": "--conf x=y"},
                "a=b=c,d=e=f": {"a": "b=c", "d": "e=f"},
                "a=[b=c,d=e],f={g=h=i}": {"a": ["b=c", "d=e"], "f": {"g": "h=i"}},
            }
        )

    def test_one_empty_word_before_a_pair_is_skipped(self) -> None:
        """An oddity of the AWS CLI that scripts may rest on."""
        check({"a=b,,c=d": {"a": "b", "c": "d"}, 'a="b", ,c=d': {"a": "b", "c": "d"}})

    def test_any_script_is_text(self) -> None:
        """In values; the AWS CLI stops at U+FFFF."""
        check({"a=é,✓,😀": {"a": ["é", "✓", "😀"]}})


class TestBrackets:
    """``[…]`` and ``{…}``."""

    def test_lists_and_maps_nest(self) -> None:
        """As deep as any shape of AWS."""
        check(
            {
                "a=[b,[c,[]],{d=e}]": {"a": ["b", ["c", []], {"d": "e"}]},
                "a={b={c=[d,{e=f}]},g=h}": {"a": {"b": {"c": ["d", {"e": "f"}]}, "g": "h"}},
                "a=[],b={}": {"a": [], "b": {}},
            }
        )

    def test_a_comma_before_a_closing_bracket_is_ignored(self) -> None:
        """Other empty places in a list are empty strings."""
        check(
            {
                "a=[b,]": {"a": ["b"]},
                "a={b=c,}": {"a": {"b": "c"}},
                "a=[,b,,]": {"a": ["", "b", ""]},
            }
        )

    def test_the_last_of_a_name_counts_inside_braces(self) -> None:
        """Outside of them a second one is an error."""
        check({"a={b=1,b=2}": {"a": {"b": "2"}}})

    def test_brackets_open_a_list_only_at_the_start_of_a_value(self) -> None:
        """Later on they are text, and so is a closing one at the start."""
        check(
            {
                "a=x[1": {"a": "x[1"},
                "a=x{1": {"a": "x{1"},
                "a=]x": {"a": "]x"},
                "a={b=}}": {"a": {"b": "}"}},
            }
        )

    def test_brackets_side_by_side_are_not_deep(self) -> None:
        """A list may have any number of lists."""
        check({f"a=[{',[]' * 500}]": {"a": ["", *[[] for _ in range(500)]]}})

    def test_too_deep_is_an_error_and_not_a_crash(self) -> None:
        """With the bracket that is one too many."""
        check(
            {
                "a="
                + "[" * MAX_DEPTH
                + "]" * MAX_DEPTH: parse("a=" + "[" * MAX_DEPTH + "]" * MAX_DEPTH)
            }
        )
        assert failure("a=" + "[" * 100_000).position == len("a=") + MAX_DEPTH


class TestQuotes:
    """``"…"`` and ``'…'``."""

    def test_quotes_keep_every_sign(self) -> None:
        """The way to write Spark's arguments."""
        check(
            {
                'a="b,c=[d]{e}"': {"a": "b,c=[d]{e}"},
                "a='it is \"x\"'": {"a": 'it is "x"'},
                'a=" b "': {"a": " b "},
                'a=""': {"a": ""},
                'spark={entry=s3://b/x.py,parameters="--conf a=1 --jars x,y"}': {
                    "spark": {"entry": "s3://b/x.py", "parameters": "--conf a=1 --jars x,y"}
                },
            }
        )

    def test_a_backslash_escapes_the_mark_and_itself(self) -> None:
        """And nothing else."""
        check(
            {
                r'a="x\"y"': {"a": 'x"y'},
                r"a='x\'y'": {"a": "x'y"},
                r'a="x\\y"': {"a": r"x\y"},
                r'a="x\ny\'"': {"a": r"x\ny\'"},
            }
        )

    def test_quoted_words_are_items_too(self) -> None:
        """Mixed with others."""
        check({"a='b,c',d,\"e=f\"": {"a": ["b,c", "d", "e=f"]}, 'a=["b]",c]': {"a": ["b]", "c"]}})

    def test_a_mark_after_any_backslash_does_not_close_before_another(self) -> None:
        """As in the AWS CLI; text that ends in a backslash goes into the other kind of mark."""
        check(
            {
                r'a="{\\"b\\":1}"': {"a": r"{\"b\":1}"},
                r"""a='C:\\',b="x" """: {"a": "C:\\", "b": "x"},
            }
        )
        assert "found 'x'" in failure(r'a="C:\\",b="x"').reason

    def test_an_escaped_mark_closes_when_nothing_else_does(self) -> None:
        """So a path that ends in a backslash works as in the AWS CLI."""
        check({r'a="C:\dir\"': {"a": "C:\\dir\\"}, r'a="C:\",b=c': {"a": "C:\\", "b": "c"}})


class TestBackslash:
    """Outside of quotes."""

    def test_it_makes_a_comma_text(self) -> None:
        """In every place a value can be."""
        check(
            {r"a=b\,c": {"a": "b,c"}, r"a=b,c\,d": {"a": ["b", "c,d"]}, r"a=[b\,c]": {"a": ["b,c"]}}
        )

    def test_otherwise_it_is_itself(self) -> None:
        """A regular expression survives."""
        check({r"a=\d+\s": {"a": r"\d+\s"}, r"a=b\=c": {"a": r"b\=c"}, r"a=b\\c": {"a": r"b\\c"}})


class TestFiles:
    """``name@=``."""

    def test_each_string_but_those_of_a_map_is_looked_up(self) -> None:
        """A map's entries say ``@=`` themselves; without ``@=`` a location is text."""
        text = "a@=file://0,file://1,b@=[file://2,[file://3],{c=file://4,d@=file://5}],e=file://6"
        assert parse(text, load=lambda location: location[-1]) == {
            "a": ["0", "1"],
            "b": ["2", ["3"], {"c": "file://4", "d": "5"}],
            "e": "file://6",
        }

    def test_a_value_that_is_no_location_is_text(self) -> None:
        """``@=`` allows a file, it does not demand one."""
        check({"a@=b,c": {"a": ["b", "c"]}, "a@=http://x/": {"a": "http://x/"}, "a@=": {"a": ""}})


class TestErrors:
    """What is wrong, and where."""

    @pytest.mark.parametrize(
        ("text", "position", "reason"),
        [
            ("", 0, "expected a name and '=', found the end"),
            ("foo", 3, "expected '=' after the name 'foo', found the end"),
            ('"a"=b', 0, "expected a name and '=', found '\"'"),
            ("a b=c", 2, "expected '=' after the name 'a', found 'b'"),
            ("a=b,", 4, "expected a value or a name after ','"),
            ("a=b,c,,", 7, "expected a name and '=', found the end"),
            ("a=b,c=d,a=e", 8, "the name 'a' is given a second time"),
            ('a=b"c"', 3, "expected ',' or the end of the value, found '\"'"),
            ("a=b]", 3, "found ']'; put quotation marks around a value that holds it"),
            ("a=[b]c", 5, "expected ',' or the end of the value, found 'c'"),
            ("a=[b,{c=d]", 9, "found ']'"),
            ("a=[b,c", 2, "'[' is never closed"),
            ("a={b=}", 2, "an empty value before '}' is written \"\""),
            ("a={b,c=d}", 4, "expected '=' after the name 'b', found ','"),
            ("a=b,'c", 4, "the quotation mark ' is never closed"),
            ("a==b", 2, "found '='"),
        ],
    )
    def test_the_place_and_the_reason_are_named(
        self, text: str, position: int, reason: str
    ) -> None:
        """Places are counted from 0."""
        error = failure(text)
        assert (error.text, error.position) == (text, position)
        assert reason in error.reason

    def test_text_is_never_lost_without_an_error(self) -> None:
        """The AWS CLI reads this as ``a=b,d=e``."""
        assert failure(r"a=b,c\,d=e").position == 5

    def test_a_caret_marks_the_place(self) -> None:
        """Under the text."""
        assert str(failure("a=b,c d=e")) == (
            "expected '=' after the name 'c', found 'd' (character 7)\na=b,c d=e\n      ^"
        )

    def test_only_the_part_around_the_place_is_shown(self) -> None:
        """In one line, whatever the length of the text."""
        lines = str(failure(f"a=[{'x' * 500},]]{'y' * 500}")).splitlines()
        assert len(lines) == 3
        assert len(lines[1]) < 80
        assert lines[1][lines[2].index("^")] == "]"

    def test_the_caret_stays_in_place_after_wide_and_unprintable_text(self) -> None:
        """Two columns for an ideograph, none for a combining accent, a dot for a tab."""
        assert str(failure("a=漢e\u0301\t]")).splitlines()[1:] == ["a=漢e\u0301·]", "      ^"]

    def test_only_the_line_of_the_place_is_shown(self) -> None:
        """Of a text with several."""
        assert str(failure('a=b,\nc=d",\ne=f')).splitlines()[1:] == ['c=d",', "   ^"]

    def test_it_is_a_value_error_that_can_be_pickled(self) -> None:
        """For worker processes."""
        error = failure("a")
        assert isinstance(error, ValueError)
        assert str(pickle.loads(pickle.dumps(error))) == str(error)


class TestAnyText:
    """Properties."""

    @given(st.dictionaries(NAMES, VALUES, min_size=1, max_size=3))
    def test_a_quoted_value_is_read_back(self, value: dict[str, Value]) -> None:
        """Whatever its text and nesting."""
        assert parse(write(value)[1:-1]) == value

    @given(st.text(st.sampled_from(" ,=[]{}'\"\\@ab") | st.characters()))
    def test_any_text_is_read_or_refused_with_a_place_in_it(self, text: str) -> None:
        """No other exception."""
        error = refusal(text)
        assert error is None or 0 <= error.position <= len(text)
        assert error is None or str(error).endswith("^")

    @pytest.mark.parametrize(
        "text", ['a="' + "\\\\" * 50_000, "a=" + "\\," * 50_000 + '"', "a=b" + ",c" * 50_000 + "]="]
    )
    def test_hostile_text_takes_linear_time(self, text: str) -> None:
        """100,000 characters, a second at the very most."""
        start = process_time()
        failure(text)
        assert process_time() - start < 1
