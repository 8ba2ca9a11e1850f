"""``sparkSubmitParameters``: what is written, what is read, what is merged, what is never shown."""

from __future__ import annotations

import copy
import json
import pickle
import shlex
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from codegen.runtime.jobs.spark import MAX_LENGTH, Conf, SparkSubmitParameters

ROOT = Path(__file__).parents[3]
parse = SparkSubmitParameters.parse

HOSTILE = st.text(
    st.sampled_from(" \t\n\r'\"\\$`,=-#;&|(){}[]*?!~%ab\x00é✓😀\u2028") | st.characters()
)
ITEMS = st.lists(HOSTILE.filter(lambda text: "," not in text), max_size=3)
TEXT = st.none() | HOSTILE
CONF = st.dictionaries(HOSTILE.filter(lambda key: key and "=" not in key), HOSTILE, max_size=4)
OPTIONS = st.lists(
    st.tuples(st.sampled_from(["--queue", "--driver-java-options", "--new-option"]), HOSTILE)
    | st.tuples(st.sampled_from(["--verbose", "-v", "--new-switch"]), st.none()),
    max_size=4,
)
PARAMETERS = st.builds(
    SparkSubmitParameters,
    main_class=TEXT,
    name=TEXT,
    driver_memory=TEXT,
    driver_cores=TEXT | st.integers(),
    num_executors=TEXT | st.integers(),
    jars=ITEMS,
    packages=ITEMS,
    py_files=ITEMS,
    archives=ITEMS,
    conf=CONF,
    options=OPTIONS,
)


def message(text: str) -> str:
    with pytest.raises(ValueError, match=r".") as caught:
        parse(text)
    return str(caught.value)


class TestRender:
    """From fields to the string."""

    def test_options_come_in_the_order_of_the_fields_then_properties_then_the_rest(self) -> None:
        """The string is the same every time."""
        parameters = SparkSubmitParameters(
            options=[("--queue", "etl"), ("--verbose", None)],
            conf={"spark.executor.instances": 4, "spark.speculation": True},
            jars=["s3://b/a.jar", "s3://b/b.jar"],
            main_class="org.example.Main",
            driver_cores=2,
        )
        assert parameters.render() == (
            "--class org.example.Main --driver-cores 2 --jars s3://b/a.jar,s3://b/b.jar"
            " --conf spark.executor.instances=4 --conf spark.speculation=true --queue etl --verbose"
        )

    @pytest.mark.parametrize(
        ("value", "word"),
        [
            ("-XX:+UseG1GC", "k=-XX:+UseG1GC"),
            ("-Da=1 -Db=2", '"k=-Da=1 -Db=2"'),
            ("it's", '"k=it\'s"'),
            ('say "hi"', "'k=say \"hi\"'"),
            ("${HOME}/x", "'k=${HOME}/x'"),
            ("C:\\dir", "'k=C:\\dir'"),
            ("it's $5", "'k=it'\"'\"'s $5'"),
            ("a,b", "k=a,b"),
            ("", "k="),
        ],
    )
    def test_a_word_is_quoted_only_where_it_must_be(self, value: str, word: str) -> None:
        """Double quotes where nothing is special inside, single quotes otherwise."""
        assert SparkSubmitParameters(conf={"k": value}).render() == f"--conf {word}"

    def test_nothing_is_an_empty_string(self) -> None:
        """The caller then leaves the parameter out."""
        assert SparkSubmitParameters().render() == ""

    def test_str_is_the_rendered_string(self) -> None:
        """So a request takes ``str(parameters)``."""
        assert str(SparkSubmitParameters(name="x")) == "--name x"

    @given(PARAMETERS)
    def test_a_posix_shell_sees_the_same_words(self, parameters: SparkSubmitParameters) -> None:
        """Our quoting is the shell's, without a backslash that is not part of a value."""
        words = [word for words in parameters._words() for word in words]
        assert shlex.split(str(parameters)) == words
        assert str(parameters).count("\\") == "".join(words).count("\\")


class TestSize:
    """The services' limit."""

    def test_the_limit_itself_is_accepted(self) -> None:
        """102,400 characters, not bytes."""
        value = "é" * (MAX_LENGTH - len('--conf "k="'))
        assert len(SparkSubmitParameters(conf={"k": value}).render()) == MAX_LENGTH

    @pytest.mark.parametrize("service", ["emr-containers", "emr-serverless"])
    def test_it_is_the_limit_of_both_services(self, service: str) -> None:
        """As their models have it."""
        model = json.loads(next((ROOT / "models" / service).glob("*/service-2.json")).read_text())
        assert model["shapes"]["SparkSubmitParameters"]["max"] == MAX_LENGTH

    def test_one_more_is_refused_with_what_to_do(self) -> None:
        """The longest option is named; its value is not shown."""
        parameters = SparkSubmitParameters(conf={"spark.x": "v" * 20, "spark.y": "w"}, name="n")
        with pytest.raises(ValueError, match=r"longest is --conf spark\.x") as caught:
            parameters.render(max_length=len(str(parameters)) - 1)
        assert "spark-defaults" in str(caught.value)
        assert "vvv" not in str(caught.value)

    def test_the_check_can_be_left_out(self) -> None:
        """``str`` leaves it out too."""
        long = SparkSubmitParameters(name="x" * MAX_LENGTH)
        assert long.render(max_length=None) == str(long)


class TestParse:
    """From the string to fields."""

    def test_every_spelling_of_an_option_is_read(self) -> None:
        """A word of its own, after ``=``, and the short name of ``--conf``."""
        assert parse("--name=x --class a.B -c k=v --conf=l=w") == SparkSubmitParameters(
            name="x", main_class="a.B", conf={"k": "v", "l": "w"}
        )

    @pytest.mark.parametrize(
        "text",
        [
            '--conf "k=a b"',
            "--conf 'k=a b'",
            '--conf k="a b"',
            "--conf k=a\\ b",
            '"--conf" k=a" "b',
        ],
    )
    def test_every_way_to_quote_is_read(self, text: str) -> None:
        """People paste what worked in their shell."""
        assert parse(text).conf["k"] == "a b"

    def test_a_value_may_hold_equals_signs_and_dollars(self) -> None:
        """Only the first ``=`` ends the key; nothing is expanded."""
        assert parse("--conf k=-Da=$HOME").conf == {"k": "-Da=$HOME"}

    def test_an_unknown_option_is_kept(self) -> None:
        """With its value where a word that is not an option follows."""
        options = parse("--new 1 --flag --other=-2 --flag").options
        assert options == (("--new", "1"), ("--flag", None), ("--other", "-2"), ("--flag", None))

    def test_what_spark_submit_overrules_is_dropped(self) -> None:
        """The last one counts, of fields, of properties and of options that spark-submit knows."""
        parameters = parse("--jars a --queue x --conf k=1 --jars b,c --queue y --conf k=2")
        assert str(parameters) == "--jars b,c --conf k=2 --queue y"

    def test_a_known_option_takes_the_next_word_whatever_it_is(self) -> None:
        """As spark-submit does."""
        assert parse("--driver-java-options -Xss4m").options == (
            ("--driver-java-options", "-Xss4m"),
        )

    def test_a_switch_takes_no_word(self) -> None:
        """A word after it belongs to no option; one joined to it is ignored, as by Spark."""
        assert parse("--verbose=true").options == (("--verbose", None),)
        assert "word 2 " in message("--verbose yes")

    def test_a_comment_sign_is_text(self) -> None:
        """``#`` names the folder of an archive."""
        assert parse("--archives s3://b/e.tgz#env").archives == ("s3://b/e.tgz#env",)

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            (
                "--conf spark.password=hunter2 hunter2",
                "word 3 of the spark-submit parameters is not",
            ),
            ("--conf hunter2", "expected key=value, found no '='"),
            ("--conf =hunter2", "not the name of a Spark property"),
            ("--name x --conf 'k=hunter2", "after word 3 of the spark-submit parameters"),
            ("--name hunter2 --class", "end after --class: expected its value"),
        ],
    )
    def test_a_broken_string_is_explained_without_its_values(
        self, text: str, expected: str
    ) -> None:
        """A secret in the string reaches no message."""
        assert expected in message(text)
        assert "hunter2" not in message(text)

    @given(PARAMETERS)
    def test_what_was_rendered_is_read_back(self, parameters: SparkSubmitParameters) -> None:
        """Nothing is lost, whatever the text."""
        again = parse(str(parameters))
        assert again == parameters
        assert list(again.conf) == list(parameters.conf)

    @given(HOSTILE)
    def test_any_string_is_read_or_refused(self, text: str) -> None:
        """And what is read stays the same from then on."""
        try:
            parameters = parse(text)
        except ValueError:
            return
        assert parse(str(parameters)) == parameters
        assert str(parse(str(parameters))) == str(parameters)


class TestMerge:
    """One set of parameters over another."""

    def test_the_later_value_wins(self) -> None:
        """Single values and lists as a whole, properties by key."""
        base = parse("--name a --class X --jars 1,2 --conf k=1 --conf l=1")
        later = parse("--name b --jars 3 --conf k=2 --verbose")
        assert base.merge(later) == parse(
            "--name b --class X --jars 3 --conf k=2 --conf l=1 --verbose"
        )

    @given(PARAMETERS, PARAMETERS)
    def test_merging_is_writing_one_string_after_the_other(
        self, base: SparkSubmitParameters, later: SparkSubmitParameters
    ) -> None:
        """The law that explains every case."""
        assert base.merge(later) == parse(f"{base} {later}")

    def test_with_conf_sets_properties(self) -> None:
        """And leaves the original alone."""
        base = SparkSubmitParameters(name="x", conf={"k": "1"})
        assert base.with_conf({"k": 2, "l": False}).conf == {"k": "2", "l": "false"}
        assert base.conf == {"k": "1"}


class TestFields:
    """What may be given."""

    def test_a_list_may_be_one_string(self) -> None:
        """With the commas and blanks of the command line."""
        assert SparkSubmitParameters(jars="a.jar, b.jar,").jars == ("a.jar", "b.jar")

    def test_a_comma_inside_an_item_is_refused(self) -> None:
        """spark-submit has no way to say it."""
        with pytest.raises(ValueError, match="py_files: spark-submit cannot take a comma"):
            SparkSubmitParameters(py_files=["a,b.py"])

    @pytest.mark.parametrize(
        ("option", "expected"),
        [
            (("--jars", "a"), "use jars="),
            (("--conf", "k=v"), "use conf="),
            (("queue", "x"), "is not an option"),
            (("--a=b", "x"), "is not an option"),
            (("--queue", None), "needs a value"),
            (("--verbose", "yes"), "is a switch"),
            (("-x", "-y"), "would read as an option"),
        ],
    )
    def test_an_option_that_could_not_be_read_back_is_refused(
        self, option: tuple[str, str | None], expected: str
    ) -> None:
        """With what to write instead."""
        with pytest.raises(ValueError, match=expected):
            SparkSubmitParameters(options=[option])

    @pytest.mark.parametrize("key", ["", "a=b"])
    def test_a_property_needs_a_name_without_an_equals_sign(self, key: str) -> None:
        """It would be read back as another one."""
        with pytest.raises(ValueError, match="not the name of a Spark property"):
            SparkSubmitParameters(conf={key: "x"})

    def test_none_is_no_value_of_a_property(self) -> None:
        """Rather than the text "None"."""
        nothing: Any = None
        with pytest.raises(TypeError, match="the value of k is a string or a number, not NoneType"):
            SparkSubmitParameters(conf={"k": nothing})

    def test_it_is_a_value(self) -> None:
        """Hashed, copied, pickled and evolved like any frozen attrs class."""
        parameters = parse("--name x --conf k=v --queue q")
        assert {parameters, copy.deepcopy(parameters)} == {parameters}
        assert pickle.loads(pickle.dumps(parameters)) == parameters
        assert attrs.evolve(parameters, name="y").name == "y"


class TestSecrets:
    """``repr`` is for logs."""

    @pytest.mark.parametrize(
        "text",
        [
            "--conf spark.hadoop.fs.s3a.secret.key=hunter2",
            "--conf spark.hadoop.fs.s3a.access.key=hunter2",
            "--conf spark.db.PASSWORD=hunter2",
            "--conf spark.executor.extraJavaOptions=-Dtoken=hunter2",
            "--driver-java-options -Ddb.password=hunter2",
            "--repositories https://me:hunter2@maven.example/x",
            "--conf spark.jars.repositories=https://me:hunter2@maven.example/x",
        ],
    )
    def test_a_secret_is_not_in_the_repr(self, text: str) -> None:
        """By Spark's own rule for keys and values, and in a URL."""
        assert "hunter2" in str(parse(text))
        assert "hunter2" not in repr(parse(text))
        assert "hunter2" not in repr(parse(text).conf)

    def test_anything_else_is(self) -> None:
        """A redacted log nobody can use helps nobody."""
        assert "Conf({'spark.executor.cores': '4'})" in repr(parse("--conf spark.executor.cores=4"))

    def test_properties_are_a_mapping_without_order_in_equality(self) -> None:
        """Spark does not care about their order."""
        assert Conf({"a": 1, "b": 2}) == Conf([("b", "2"), ("a", "1")])
        assert hash(Conf({"a": 1, "b": 2})) == hash(Conf({"b": 2, "a": 1}))
