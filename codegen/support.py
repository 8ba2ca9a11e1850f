"""What of botocore's modelling language is supported: ``python -m codegen support`` prints it.

``tests/unit/test_support.py`` checks the rows about types and traits against the code that reads
them; what a row says is tested where its last column points.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import attrs

from .runtime.shapes import CONSTRAINTS

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
    """Where, below ``tests/``: a file, or a test in it after ``::``."""


_CHECKED: Verdict = "typed and checked"
_CONSTRAINTS = "property/test_constraints.py"
_PROTOCOLS = "protocols/test_protocols.py"
_FEATURES = "services/test_features.py"

FEATURES: tuple[Feature, ...] = (
    Feature("structure", _CHECKED, "an attrs class", "generated/test_reference_documents.py"),
    Feature("list, map", _CHECKED, "copied, immutable to callers; at most 16 nested",
            "hostile/test_structures.py"),
    Feature("sparse list, map", _CHECKED, "None is an entry like any other",
            f"{_FEATURES}::test_sparse_lists_and_maps_hold_none"),
    Feature("string, character", _CHECKED, "str, or the member of an enum", _CONSTRAINTS),
    Feature("integer, short, byte", _CHECKED, "int of 32 bits", _CONSTRAINTS),
    Feature("long, bigInteger", _CHECKED, "int of 64 bits", _CONSTRAINTS),
    Feature("float, double, bigDecimal", _CHECKED, "finite", _CONSTRAINTS),
    Feature("boolean", _CHECKED, "True or False, and no number", _CONSTRAINTS),
    Feature("timestamp", _CHECKED, "datetime, ISO 8601 or epoch; read as datetime", _CONSTRAINTS),
    Feature("timestampFormat", "by botocore", "written and read in any of its forms", _PROTOCOLS),
    Feature("blob", _CHECKED, "bytes, or str as UTF-8; length in bytes", _CONSTRAINTS),
    Feature("streaming blob", "typed", "bytes or an open file; read from a stream",
            f"{_FEATURES}::test_a_streamed_body_is_bytes_or_a_file"),
    Feature("blob that is the payload of a response", "typed", "a stream, with the flag or without",
            f"{_FEATURES}::test_a_body_of_a_response_is_a_stream"),
    Feature("document", _CHECKED, "any JSON value", "property/test_adversarial.py"),
    Feature("jsonvalue in a header", _CHECKED, "any JSON value, encoded by botocore",
            f"{_FEATURES}::test_a_json_header_takes_any_json_value"),
    Feature("jsonvalue in a body", "typed", "a string, as botocore sends it", _PROTOCOLS),
    Feature("eventstream in a response", "typed", "typed, awaited too; a context manager",
            f"{_FEATURES}::test_events_of_a_response_are_typed_and_unknown_ones_survive"),
    Feature("eventstream in a request", "refused", "UnsupportedOperationError",
            f"{_FEATURES}::test_a_request_of_events_is_refused_before_it_is_sent"),
    Feature("recursive shapes", _CHECKED, "through structures, 100 deep", "property/test_depth.py"),
    Feature("a list of itself", "refused", "when generating, with its place",
            "hostile/test_structures.py::test_lists_without_end_are_refused"),
    *(Feature(", ".join(constraint.keywords), _CHECKED, constraint.summary, _CONSTRAINTS)
      for constraint in CONSTRAINTS),
    Feature("sensitive", _CHECKED, "hidden in repr, messages and logs",
            "property/test_adversarial.py"),
    Feature("idempotencyToken", _CHECKED, "a UUID if it is left out",
            "property/test_requests.py::test_types_and_tokens_tell_what_may_be_left_out"),
    Feature("deprecated", "typed", "said in the docstring",
            "unit/test_facts.py::test_a_deprecated_member_says_so"),
    Feature("box, synthetic, wrapper", "by botocore", "no effect on types", "every_service.py"),
    Feature("exception", "typed", "a ClientError class by its code",
            "generated/test_reference_documents.py"),
    Feature("an exception as a member", "typed", "a structure called …Details",
            f"{_FEATURES}::test_an_error_that_is_a_member_is_a_structure_there"),
    Feature("location: uri, querystring, header, headers, statusCode", "by botocore",
            "members like others", _PROTOCOLS),
    Feature("hostLabel, endpoint", "by botocore", "members like others", _PROTOCOLS),
    Feature("payload, flattened, xmlNamespace, xmlAttribute, locationName, queryName",
            "by botocore", "members like others", _PROTOCOLS),
    Feature("enum on a member", "not checked", "botocore reads none there either",
            "unit/test_lower.py::test_an_enum_on_a_member_is_not_read"),
    Feature("paginators-1", "typed", "iter_… methods over items; .pages()",
            "unit/runtime/test_pages.py"),
    Feature("waiters-2", "typed", "wait_until_… methods", "unit/overlays/test_waiters.py"),
    Feature("json, rest-json, query, ec2, rest-xml, smithy-rpc-v2-cbor", "by botocore",
            "the same requests and responses", _PROTOCOLS),
    Feature("endpoint rules, auth, checksums, compression, retries", "by botocore",
            "as the installed botocore does them", "unit/runtime/test_client.py"),
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
