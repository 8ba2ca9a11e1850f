r"""The ``sparkSubmitParameters`` string of EMR on EKS and EMR Serverless, built and taken apart.

Both services take the options of ``spark-submit`` as one string and split it into words themselves.
How they split is not documented. What is known:

* Blanks divide words; a pair of quotation marks keeps the blanks inside it and is removed. On EMR
  Serverless that was seen in the middle of a word too, and a value with blanks but without marks
  broke (opensearch-project/sql, pull request 2519). The converter in AWS's EMR on EKS best
  practices quotes the whole word, as Spark's own manual does.
* A backslash is **not** safe: EMR Serverless was seen to let ``\"`` through inside double quotes
  and to leave the backslash in the value (opensearch-project/opensearch-spark, pull request 306).

So :meth:`SparkSubmitParameters.render` writes no backslash but those of a value. It quotes whole
words: ``"..."`` where nothing inside is special to a shell, otherwise ``'...'``, in which a shell
takes everything literally (``$``, backslash, ``"``), and a ``'`` gets double quotes of its own.
That single quotes work too is **assumed**: no report says so. A value that needs none is safest.
:meth:`SparkSubmitParameters.parse` splits as a POSIX shell does, and expands nothing.

EMR on EKS's ``sparkSqlParameters`` are the same kind of string.
"""

from __future__ import annotations

import re
import shlex
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import attrs

from ..suggestions import did_you_mean

__all__ = ["MAX_LENGTH", "Conf", "ConfValue", "Option", "SparkSubmitParameters"]

MAX_LENGTH: Final = 102_400
"""Characters that both services accept (models: emr-containers and emr-serverless
``SparkSubmitParameters``, emr-containers ``SparkSqlParameters``)."""

ConfValue = str | int | float
"""What a property may be given as; ``True`` is written ``true``, as Spark reads it."""

Option = tuple[str, str | None]
"""A spark-submit option with its dashes, and its value; ``None`` for a switch."""

REDACTED: Final = "*********(redacted)"
"""What stands for a secret in a ``repr``: the text that Spark itself uses."""

# spark-submit's options without a field here: whether one takes a value decides how the next word
# is read. For an option that is not listed, a word that does not start with "-" is its value.
_SWITCHES: Final = frozenset(
    {"--help", "--load-spark-defaults", "--supervise", "--usage-error", "--verbose", "--version"}
    | {"-h", "-v"}
)
_VALUED: Final = frozenset(
    {"--deploy-mode", "--driver-class-path", "--driver-java-options", "--driver-library-path"}
    | {"--keytab", "--kill", "--master", "--principal", "--proxy-user", "--queue", "--remote"}
    | {"--status", "--total-executor-cores"}
)

_OPTION_NAME: Final = re.compile(r"--[^=]+|-[^-].*", re.DOTALL)
_PLAIN_WORD: Final = re.compile(r"[A-Za-z0-9@%+=:,./_-]+")
_SAFE_IN_DOUBLE_QUOTES: Final = re.compile(r'[^"\\$`]*')
_SECRET: Final = re.compile(r"secret|password|token|access[.]?key", re.IGNORECASE)
"""Spark's default for ``spark.redaction.regex``; it looks at keys and at values."""
_URL_PASSWORD: Final = re.compile(r"://[^/@:\s]*:[^/@\s]*@")
_QUOTED: Final = r""" "(?:[^"\\]|\\.)*" | '(?:[^'\\]|\\.)*' """
_ASSIGNED: Final = re.compile(rf"""(?x) (?<![\w.-])
    ( [\w.-]+ ["']? \s{{,64}} = \s{{,64}} | spark\. [\w.-]+ \s{{1,64}} (?!=|->) )
    (?: {_QUOTED} | [^\s&]+ )""")
"""``key=value``, or a line of a file of properties."""
_NAMED: Final = re.compile(rf"""(?xi) ( (?: {_SECRET.pattern} )
    (?: [\w.-]{{,64}} ["'] \s? (?: : | -> | , ) \s?
      | [._-]? (?: key | id | value )? s? \s? (?: : | -> ) \s?
      | [\w.-]{{,64}} , ) )
    (?: {_QUOTED} | (?: (?: bearer | basic ) \s )? [^\s,;&)}}\]"']+ )""")
"""Other ways to write it. Before a plain colon the secret word comes last: a class may have one."""


class Conf(Mapping[str, str]):
    """Spark properties, in order; immutable, hashable, equal whatever the order.

    Its ``repr`` hides the value wherever the key or the value looks secret to Spark.
    """

    __slots__ = ("_values",)

    def __init__(
        self, values: Mapping[str, ConfValue] | Iterable[tuple[str, ConfValue]] = ()
    ) -> None:
        """:raises ValueError: a key is empty or holds ``=``.
        :raises TypeError: a key is not a string, or a value is not a string or a number.
        """
        given: dict[Any, Any] = dict(values)  # callers may have no type checker
        for key, value in given.items():
            if not isinstance(key, str):
                raise TypeError(f"a Spark property's name is a string, not {type(key).__name__}")
            if not key or "=" in key:
                raise ValueError(
                    f"{key!r} is not the name of a Spark property: expected text without '='"
                )
            if not isinstance(value, (str, int, float)):
                kind = type(value).__name__
                raise TypeError(f"the value of {key} is a string or a number, not {kind}")
        self._values = {
            key: str(value).lower() if isinstance(value, bool) else str(value)
            for key, value in given.items()
        }

    def __getitem__(self, key: str) -> str:
        return self._values[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __hash__(self) -> int:
        return hash(frozenset(self._values.items()))

    def __repr__(self) -> str:
        return f"Conf({ {key: _shown(key, value) for key, value in self.items()} })"

    def __or__(self, later: Mapping[str, ConfValue]) -> Conf:
        """These properties with those of ``later`` over them."""
        return Conf({**self._values, **later})


def _shown(name: str, value: str | None) -> str | None:
    secret = value is not None and any(map(_SECRET.search, (name, value)))
    return REDACTED if secret else _shown_url(value)


def _shown_url(text: str | None) -> str | None:
    return text and _URL_PASSWORD.sub(f"://{REDACTED}@", text)


def redacted(line: str) -> str:
    """A line of a log without the values that Spark would hide.

    These are values whose key, or that themselves, match ``spark.redaction.regex``, written
    ``key=value``, ``(key,value)``, ``"key": "value"`` or ``key: value``; and passwords in URLs.
    """
    if _SECRET.search(line):
        line = _ASSIGNED.sub(
            lambda found: f"{found[1]}{REDACTED}" if _SECRET.search(found[0]) else found[0], line
        )
        line = _NAMED.sub(rf"\1{REDACTED}", line)
    return _URL_PASSWORD.sub(f"://{REDACTED}@", line) if "://" in line else line


def _text(value: str | int | None) -> str | None:
    return None if value is None else str(value)


def _items(value: str | Iterable[str]) -> tuple[str, ...]:
    parts = value.split(",") if isinstance(value, str) else value
    return tuple(filter(None, map(str.strip, parts)))


def _options(value: Iterable[tuple[str, str | None]]) -> tuple[Option, ...]:
    """Without what spark-submit would overrule: of an option it knows, the last one counts."""
    pairs = [(name, text) for name, text in value]
    last = {name: place for place, (name, _) in enumerate(pairs)}
    known = _SWITCHES | _VALUED
    return tuple(p for place, p in enumerate(pairs) if p[0] not in known or last[p[0]] == place)


def _with_items(_: type, fields: list[attrs.Attribute[Any]]) -> list[attrs.Attribute[Any]]:
    """Every list is checked, and shown without passwords."""
    return [
        (
            f.evolve(validator=_check_items, repr=_repr_items)
            if f.default == () and f.validator is None
            else f
        )
        for f in fields
    ]


def _check_items(_: object, field: attrs.Attribute[Any], value: tuple[str, ...]) -> None:
    if any("," in item for item in value):
        raise ValueError(f"{field.name}: spark-submit cannot take a comma inside a list's item")


def _check_options(_: object, __: object, value: tuple[Option, ...]) -> None:
    for name, text in value:
        if not _OPTION_NAME.fullmatch(name):
            raise ValueError(
                f"{name!r} is not an option: expected a name with its dashes, such as '--queue'"
            )
        if name in _FIELDS:
            raise ValueError(f"{name} has a field of its own: use {_FIELDS[name]}=")
        if name in _VALUED and text is None:
            raise ValueError(f"{name} needs a value: expected ({name!r}, '…')")
        if name in _SWITCHES and text is not None:
            raise ValueError(f"{name} is a switch: expected None for its value")
        if text and not name.startswith("--") and _reads_as_option(name, text):
            raise ValueError(f"the value of {name} starts with '-', which would read as an option")


def _repr_items(items: tuple[str, ...]) -> str:
    return repr(tuple(map(_shown_url, items)))


def _repr_options(options: tuple[Option, ...]) -> str:
    return repr(tuple((name, _shown(name, text)) for name, text in options))


@attrs.frozen(kw_only=True, field_transformer=_with_items)
class SparkSubmitParameters:
    """The options of one ``spark-submit`` call, without entry point and arguments.

    Values are text, because a job template of EMR on EKS may hold ``${placeholders}`` anywhere;
    numbers are accepted and turned into text. ``repr`` hides secrets by Spark's rule; ``str`` and
    :meth:`render` cannot: the services' models call this string sensitive, so do not log it.
    """

    main_class: str | None = attrs.field(default=None, converter=_text)
    """``--class``: the application's main class (JVM applications)."""

    name: str | None = attrs.field(default=None, converter=_text)
    """``--name``: the application's name."""

    driver_memory: str | None = attrs.field(default=None, converter=_text)
    """``--driver-memory``: a JVM size such as ``4g``."""

    driver_cores: str | None = attrs.field(default=None, converter=_text)
    """``--driver-cores``: a number of cores."""

    executor_memory: str | None = attrs.field(default=None, converter=_text)
    """``--executor-memory``: a JVM size such as ``16g``, for each executor."""

    executor_cores: str | None = attrs.field(default=None, converter=_text)
    """``--executor-cores``: a number of cores, for each executor."""

    num_executors: str | None = attrs.field(default=None, converter=_text)
    """``--num-executors``: a number of executors."""

    properties_file: str | None = attrs.field(default=None, converter=_text)
    """``--properties-file``: a file with more Spark properties."""

    jars: tuple[str, ...] = attrs.field(default=(), converter=_items)
    """``--jars``. Any list here is a sequence or a string with commas; empty items are dropped."""

    packages: tuple[str, ...] = attrs.field(default=(), converter=_items)
    """``--packages``: Maven coordinates, ``group:artifact:version``."""

    exclude_packages: tuple[str, ...] = attrs.field(default=(), converter=_items)
    """``--exclude-packages``: Maven coordinates, ``group:artifact``."""

    repositories: tuple[str, ...] = attrs.field(default=(), converter=_items)
    """``--repositories``: Maven repositories; ``repr`` hides a password in a URL."""

    py_files: tuple[str, ...] = attrs.field(default=(), converter=_items)
    """``--py-files``: ``.py``, ``.zip`` and ``.egg`` files for the Python path."""

    files: tuple[str, ...] = attrs.field(default=(), converter=_items)
    """``--files``: files for each executor's working directory."""

    archives: tuple[str, ...] = attrs.field(default=(), converter=_items)
    """``--archives``: archives to unpack there; ``#name`` at the end names the folder."""

    conf: Conf = attrs.field(factory=Conf, converter=Conf)
    """``--conf``: Spark properties, by name, in order."""

    options: tuple[Option, ...] = attrs.field(
        default=(), converter=_options, validator=_check_options, repr=_repr_options
    )
    """All others, in order: ``("--queue", "etl")``, or ``("--verbose", None)`` for a switch."""

    @classmethod
    def parse(cls, text: str) -> SparkSubmitParameters:
        """Read a parameter string.

        What spark-submit would overrule is dropped (all but the last ``--class``, or value of a
        property); an option that nobody knows is kept.

        :raises ValueError: for a quotation mark that is not closed, a word that belongs to no
            option, an option without its value, a ``--conf`` without ``=``; no value is repeated.
        """
        fields: dict[str, Any] = {"conf": {}, "options": []}
        for name, value in _pairs(_split(text)):
            field = _FIELDS.get(name)
            if field is None:
                fields["options"].append((name, value))
            elif field != "conf":
                fields[field] = value
            else:
                key, equals, setting = (value or "").partition("=")
                if not equals:
                    raise ValueError(
                        f"{name} in the spark-submit parameters: expected key=value, found no '='"
                    )
                fields["conf"][key] = setting
        return cls(**fields)

    def render(self, *, max_length: int | None = MAX_LENGTH) -> str:
        """The parameter string; empty without options (leave the parameter out: its minimum is 1).

        :param max_length: the most characters allowed; ``None`` for no check.
        :raises ValueError: when it is longer; the message names the longest option, not its value.
        """
        text = " ".join(_quote(word) for words in self._words() for word in words)
        if max_length is not None and len(text) > max_length:
            raise ValueError(self._too_long(len(text), max_length))
        return text

    def unknown_options(self) -> Iterator[str]:
        """What to say of each option that spark-submit does not know."""
        known = {*_SWITCHES, *_VALUED, *_FIELDS}
        for name, _ in self.options:
            if name not in known:
                # Any other text may be a part of a value, and a secret.
                shown = name if re.fullmatch(r"--[a-z]+(-[a-z]+)*", name) else "that one word names"
                yield f"spark-submit does not know the option {shown}{did_you_mean(name, known)}"

    def __str__(self) -> str:
        """The parameter string whatever its length, secrets included."""
        return self.render(max_length=None)

    def merge(self, later: SparkSubmitParameters) -> SparkSubmitParameters:
        """These parameters with those of ``later`` over them, as if its string came after this.

        A single value or a list that ``later`` has replaces this one's, as in spark-submit;
        properties are replaced by key; other options are joined, and of those spark-submit knows
        the last one counts. To extend a list, say so: ``jars=(*base.jars, "s3://b/x.jar")``.
        """
        given = {field: getattr(later, field) for field in _ALONE.values()}
        return attrs.evolve(
            self,
            conf=self.conf | later.conf,
            options=self.options + later.options,
            **{field: value for field, value in given.items() if value not in (None, ())},
        )

    def with_conf(self, conf: Mapping[str, ConfValue]) -> SparkSubmitParameters:
        """The same with these properties set: ``p.with_conf({"spark.executor.instances": 4})``."""
        return attrs.evolve(self, conf=self.conf | conf)

    def _words(self) -> Iterator[list[str]]:
        """The words of each option, not quoted yet."""
        for option, field in _ALONE.items():
            if (value := getattr(self, field)) not in (None, ()):
                yield [option, value if isinstance(value, str) else ",".join(value)]
        for key, value in self.conf.items():
            yield ["--conf", f"{key}={value}"]
        for name, value in self.options:
            if value is not None and _reads_as_option(name, value):
                yield [f"{name}={value}"]
            else:
                yield [name] if value is None else [name, value]

    def _too_long(self, length: int, max_length: int) -> str:
        longest = max(self._words(), key=lambda words: len(" ".join(words)))
        option = longest[0].partition("=")[0]
        what = f"--conf {longest[1].partition('=')[0]}" if option == "--conf" else option
        return (
            f"the spark-submit parameters have {length:,} characters, {max_length:,} are allowed."
            f" The longest is {what} with {sum(map(len, longest)):,}. Move properties to the"
            " request's spark-defaults configuration overrides or to a --properties-file"
        )


_ALONE: Final = {
    "--class" if field.name == "main_class" else f"--{field.name.replace('_', '-')}": field.name
    for field in attrs.fields(SparkSubmitParameters)
    if field.name not in ("conf", "options")
}
"""The field of each option that stands in a field alone."""
_FIELDS: Final = {**_ALONE, "--conf": "conf", "-c": "conf"}


def _reads_as_option(name: str, value: str) -> bool:
    """Whether a value after this option would be taken for the next option."""
    return name not in _VALUED and value.startswith("-")


def _quote(word: str) -> str:
    if _PLAIN_WORD.fullmatch(word):
        return word
    return f'"{word}"' if _SAFE_IN_DOUBLE_QUOTES.fullmatch(word) else shlex.quote(word)


def _split(text: str) -> list[str]:
    lexer = shlex.shlex(text, posix=True)
    lexer.whitespace_split = True
    lexer.commenters = ""
    words: list[str] = []
    try:
        words.extend(lexer)
    except ValueError:
        place = f"after word {len(words)} of the spark-submit parameters"
        raise ValueError(
            f"{place}: a quotation mark that is not closed, or a last backslash"
        ) from None
    return words


def _pairs(words: list[str]) -> Iterator[Option]:
    """Each option with its value, written ``--name value``, ``--name=value``, or none."""
    rest = deque(words)
    while rest:
        word = rest.popleft()
        name, equals, value = word.partition("=") if word.startswith("--") else (word, "", "")
        if not _OPTION_NAME.fullmatch(name):
            place = len(words) - len(rest)
            raise ValueError(
                f"word {place} of the spark-submit parameters is not an option: expected a name"
                " that starts with '-'; put quotation marks around a value that has blanks"
            )
        is_known = name in _FIELDS or name in _VALUED
        has_more = bool(rest) and not rest[0].startswith("-")
        if not equals and name not in _SWITCHES and (is_known or has_more):
            if not rest:
                message = f"the spark-submit parameters end after {name}: expected its value"
                raise ValueError(message)
            equals, value = "=", rest.popleft()
        yield name, value if equals and name not in _SWITCHES else None
