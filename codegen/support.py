"""What of botocore's modelling language is supported: ``python -m codegen support`` prints it.

The rows about types and traits are checked against the code that reads them by
``tests/unit/test_support.py``; what a row says is tested where its last column points.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import attrs

Verdict = Literal["typed and checked", "typed", "by botocore", "not checked", "refused"]


@attrs.frozen
class Feature:
    """A part of the language, and what becomes of it."""

    name: str
    """As the model spells it."""
    verdict: Verdict
    behaviour: str
    """What a user sees."""
    tested: str
    """Where, below ``tests/``."""


_CHECKED: Verdict = "typed and checked"

FEATURES: tuple[Feature, ...] = (
    Feature("structure", _CHECKED, "an attrs class", "generated"),
    Feature("union", _CHECKED, "exactly one member in requests; any in responses", "hostile"),
    Feature("list, map", _CHECKED, "copied, immutable to callers; at most 16 nested", "hostile"),
    Feature("sparse list, map", _CHECKED, "None is an entry like any other", "services"),
    Feature("string, character", _CHECKED, "length, pattern", "property"),
    Feature("enum", _CHECKED, "str or member; unknown values stay readable", "property"),
    Feature("pattern", _CHECKED, "translated from Java; else reported, not checked", "oracle"),
    Feature("integer, short, byte", _CHECKED, "32 bits and the range of the model", "property"),
    Feature("long, bigInteger", _CHECKED, "64 bits and the range of the model", "property"),
    Feature("float, double, bigDecimal", _CHECKED, "finite, and in range", "protocols"),
    Feature("boolean", _CHECKED, "True or False, and no number", "property"),
    Feature("timestamp", _CHECKED, "datetime, ISO 8601 or epoch; read as datetime", "protocols"),
    Feature("timestampFormat", "by botocore", "written and read in any of its forms", "protocols"),
    Feature("blob", _CHECKED, "bytes, or str as UTF-8; length in bytes", "property"),
    Feature("streaming blob", "typed", "bytes or an open file; read from a stream", "services"),
    Feature("document", _CHECKED, "any JSON value", "protocols"),
    Feature("jsonvalue in a header", _CHECKED, "any JSON value, encoded by botocore", "services"),
    Feature("jsonvalue in a body", "typed", "a string, as botocore sends it", "services"),
    Feature("event stream in a response", "typed", "iterable of typed events", "protocols"),
    Feature("event stream in a request", "refused", "UnsupportedOperationError", "services"),
    Feature("recursive shapes", _CHECKED, "through structures, 100 deep", "hostile"),
    Feature("a list of itself", "refused", "when generating, with its place", "hostile"),
    Feature("required", _CHECKED, "in requests only", "property"),
    Feature("min, max", _CHECKED, "characters, bytes, entries or the value", "property"),
    Feature("sensitive", _CHECKED, "hidden in repr, messages and logs", "generated"),
    Feature("idempotencyToken", _CHECKED, "a UUID where it is left out", "generated"),
    Feature("deprecated", "typed", "said in the docstring", "generated"),
    Feature("box, synthetic, wrapper", "by botocore", "no effect on types", "services"),
    Feature("exception", "typed", "a ClientError class by its code", "protocols"),
    Feature("an exception as a member", "typed", "a structure called …Details", "services"),
    Feature("location: uri, querystring, header, headers, statusCode", "by botocore",
            "members like others", "protocols"),
    Feature("hostLabel, endpoint", "by botocore", "members like others", "protocols"),
    Feature("payload, flattened, xmlNamespace, xmlAttribute, locationName, queryName",
            "by botocore", "members like others", "protocols"),
    Feature("enum on a member", "not checked", "botocore reads none there either", "services"),
    Feature("paginators-1", "typed", "iter_… methods over items; .pages()", "services"),
    Feature("waiters-2", "typed", "wait_until_… methods", "generated"),
    Feature("json, rest-json, query, ec2, rest-xml, smithy-rpc-v2-cbor", "by botocore",
            "the same requests and responses", "protocols"),
    Feature("endpoint rules, auth, checksums, compression, retries", "by botocore",
            "as the installed botocore does them", "services"),
)  # fmt: skip
"""In the order of a reader's questions: shapes, traits, places, the rest."""


def table(features: Iterable[Feature] = FEATURES) -> str:
    """The features as a Markdown table."""
    rows = [
        f"| {feature.name} | {feature.verdict} | {feature.behaviour} | `tests/{feature.tested}` |"
        for feature in features
    ]
    return "\n".join(
        ["| in the model | support | what becomes of it | tested in |", "|---|---|---|---|", *rows]
    )
