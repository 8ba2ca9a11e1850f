"""Completion for bash, zsh and fish: a short script each, which asks this command."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from ..shapes import Boolean, Enum, List
from ..shapes.collection import innermost
from . import catalog, exits, screen, vocabulary
from .catalog import PACKAGE, Operation
from .exits import Failure

_BASH: Final = """\
_{name}_complete() {{
    local candidate
    COMPREPLY=()
    while IFS=$'\\t' read -r candidate _; do
        COMPREPLY+=("$candidate")
    done < <({name} __complete "${{COMP_LINE:0:$COMP_POINT}}" 2>/dev/null)
}}
complete -o default -F _{name}_complete {name}
"""

_ZSH: Final = """\
#compdef {name}
_{name}() {{
    local -a candidates
    local value text
    while IFS=$'\\t' read -r value text; do
        [[ -n "$value" ]] && candidates+=("${{value//:/\\\\:}}:$text")
    done < <({name} __complete "${{(j: :)words[1,CURRENT]}}" 2>/dev/null)
    if (( ${{#candidates}} )); then
        _describe '{name}' candidates
    else
        _files
    fi
}}
compdef _{name} {name}
"""

_FISH: Final = """\
function __{name}_complete
    {name} __complete (commandline -cp) 2>/dev/null
end
complete -c {name} -a '(__{name}_complete)'
"""

_SHELLS: Final = {"bash": _BASH, "zsh": _ZSH, "fish": _FISH}


def run(arguments: Sequence[str]) -> int:
    """The verb: print the script of a shell.

    :raises Failure: another shell.
    """
    if set(arguments) & {"--help", "-h"}:
        screen.emit(
            f"usage: {PACKAGE} completion bash|zsh|fish\n\n"
            f'bash:  eval "$({PACKAGE} completion bash)"   in ~/.bashrc\n'
            f'zsh:   eval "$({PACKAGE} completion zsh)"    in ~/.zshrc, after compinit\n'
            f"fish:  {PACKAGE} completion fish | source   in ~/.config/fish/config.fish\n"
        )
        return exits.OK
    if len(arguments) != 1 or arguments[0] not in _SHELLS:
        raise Failure(f"completion: expected one of {', '.join(_SHELLS)}")
    screen.emit(_SHELLS[arguments[0]].format(name=PACKAGE))
    return exits.OK


def complete(arguments: Sequence[str]) -> int:
    """The hidden verb that the scripts ask: candidates for the last word of a line, one in a line,
    with an explanation after a tab."""
    line = " ".join(arguments)
    words = line.split()[1:]
    last = "" if line.endswith(" ") or not words else words.pop()
    try:
        found = list(candidates(words, last))
    except Failure:
        found = []
    for value, text in found:
        if value.startswith(last):
            screen.emit(f"{value}\t{text}\n")
    return exits.OK


def candidates(words: Sequence[str], last: str) -> Iterator[tuple[str, str]]:
    """What may follow, with explanations.

    :param words: the words before the one that is being typed.
    """
    given, _ = vocabulary.split(words, 2)
    if not given:
        yield from _options(
            last, dict.fromkeys(catalog.service_names(), "a service") | vocabulary.VERBS
        )
    elif given[0] in ("explain", "schema", "validate"):
        yield from _of_verb(given)
    elif given[0] == "completion":
        yield from ((shell, "") for shell in _SHELLS)
    elif len(given) == 1:
        service = catalog.service(given[0])
        yield from ((name, "") for name in service.operations)
    else:
        yield from _of_operation(catalog.service(given[0]).operation(given[1]), words, last)


def _options(last: str, words: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    if last.startswith("-"):
        return [
            (flag, "") for flag in (*vocabulary.VALUED, *vocabulary.SWITCHES, "--help", "--version")
        ]
    return words.items()


def _of_verb(given: Sequence[str]) -> Iterator[tuple[str, str]]:
    if len(given) == 1:
        yield from ((name, "a service") for name in catalog.service_names())
    elif given[1] in catalog.service_names():
        yield from ((name, "") for name in catalog.service(given[1]).operations)


def _of_operation(
    operation: Operation, words: Sequence[str], last: str
) -> Iterator[tuple[str, str]]:
    before = words[-1]
    for parameter in operation.parameters.values():
        if before == parameter.flag:
            if enum := innermost(parameter.shape).stated(Enum):
                yield from ((value, "") for value in enum.values)
            if not isinstance(parameter.shape, (List, Boolean)):
                return
    if choices := vocabulary.VALUED.get(before, {}).get("choices"):
        yield from ((str(choice), "") for choice in choices)
        return
    if before in vocabulary.VALUED or (not last.startswith("-") and last):
        return
    yield from _flags(operation)


def _flags(operation: Operation) -> Iterator[tuple[str, str]]:
    for parameter in operation.parameters.values():
        needed = ", required" if parameter.required else ""
        yield parameter.flag, parameter.shape.type_words + needed
        if isinstance(parameter.shape, Boolean):
            yield parameter.negative, "boolean"
    pages = ("--max-items", "--page-size", "--starting-token") if operation.paginator else ()
    own = ("--cli-input-json", "--cli-input-yaml", "--generate-cli-skeleton")
    yield from ((flag, "") for flag in (*pages, *own, *vocabulary.VALUED, *vocabulary.SWITCHES))
