"""Examples that work: legal values that look like what a person would write."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from typing import Any

from .. import docs
from ..shapes import Boolean, Enum, List, Shape, String, StructureShape
from ..testing.samples import Samples
from .catalog import Operation, kebab
from .output import plain
from .requests import COMPLEX, rebuilt

_BY_NAME = {
    "entryPoint": "s3://bucket/job.py",
    "entryPointArguments": "--verbose",
    "logUri": "s3://bucket/logs",
    "releaseLabel": "emr-7.9.0-latest",
    "Schedule": "cron(15 12 * * ? *)",
    "ScriptLocation": "s3://bucket/job.py",
    "sparkSubmitParameters": "--conf spark.executor.memory=4g",
}
_LIKELY = (
    "arn:aws:iam::123456789012:role/job",
    "s3://bucket/path",
    "00f1abcdexample",
    "000000012345678",
    "123456789012",
    "2026-01-01",
)
"""Likely values of many members, tried in this order if the name of the member does not fit."""


def flags(operation: Operation) -> Iterator[str]:
    """The flags of a command line that passes the check, with what is required and no more."""
    samples = Samples()
    needed = samples.smallest(operation.request)
    arms = (m for m in operation.request.members if docs.arms(m.shape) and m.name not in needed)
    more = {member.name: samples.smallest(member.shape) for member in arms}
    if samples.fits(operation.request, {**needed, **more}):
        needed = {**needed, **more}  # what there is to choose is what makes it useful
    for parameter in operation.parameters.values():
        name, shape = parameter.wire_name, parameter.shape
        if name in needed and not operation.request.by_name[name].filled_in:
            yield flag(parameter.flag, shape, _pretty(shape, needed[name], name))


def of(shape: Shape, name: str) -> Any:
    """A legal value of a member, in JSON's types."""
    return plain(_pretty(shape, Samples().smallest(shape), name))


def flag(name: str, shape: Shape, value: Any) -> str:
    """A flag with a value, as a shell reads it."""
    value = plain(value)
    if isinstance(shape, Boolean):
        return name if value else f"--no-{name[2:]}"
    if isinstance(shape, List) and not isinstance(shape.entry, COMPLEX) and value:
        return shlex.join([name, *map(str, value)])
    text = json.dumps(value) if isinstance(shape, COMPLEX) else str(value)
    return f"{name}={shlex.quote(text)}" if text[:1] in ("-", "") else shlex.join([name, text])


def shorthand(value: Any) -> str:
    """A value of JSON's types in the AWS CLI's shorthand, for a message."""
    if isinstance(value, dict):
        return f"{{{','.join(f'{key}={shorthand(item)}' for key, item in value.items())}}}"
    return f"[{','.join(map(shorthand, value))}]" if isinstance(value, list) else str(value)


def _pretty(shape: Shape, value: Any, name: str) -> Any:
    if isinstance(shape, String) and not shape.stated(Enum):
        samples, likely = Samples(), (_BY_NAME.get(name, name), kebab(name), *_LIKELY)
        return next((text for text in likely if samples.fits(shape, text)), value)
    if isinstance(shape, StructureShape):
        return {key: _pretty(shape.by_name[key].shape, item, key) for key, item in value.items()}
    return rebuilt(shape, value, lambda inner, item: _pretty(inner, item, name))
