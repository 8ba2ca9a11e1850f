"""Completion for bash, zsh and fish: a short script each, which asks this command."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Final

from ..shapes import Boolean, Enum, List, StructureShape
from ..shapes.collection import innermost
from . import catalog, screen
from .catalog import PACKAGE, Operation
from .exits import Failure
from .flags import GLOBAL, INPUT, PAGING, VERBS, Option, negative, parse_verb, split

# bash breaks words at = and :, and replaces what is after the last of them.
_BASH: Final = """\
_{name}_complete() {{
    local candidate line="${{COMP_LINE:0:$COMP_POINT}}" kept=""
    local word="${{line##*[[:space:]]}}"
    [[ "$COMP_WORDBREAKS" == *=* ]] && kept="${{word%"${{word##*[=:]}}"}}"
    COMPREPLY=()
    while IFS=$'\\t' read -r candidate _; do
        COMPREPLY+=("${{candidate#"$kept"}}")
    done < <({name} __complete "$line" 2>/dev/null)
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
    set -l found ({name} __complete (commandline -cp) 2>/dev/null)
    test -n "$found"; or set found (__fish_complete_path (commandline -ct))
    printf '%s\\n' $found
end
complete -c {name} -f -a '(__{name}_complete)'
"""

_SHELLS: Final = {"bash": _BASH, "zsh": _ZSH, "fish": _FISH}


def completion(arguments: Sequence[str]) -> None:
    """The verb: print the script of a shell."""
    shell = parse_verb("completion", arguments).shell
    if shell not in _SHELLS:
        raise Failure(f"completion: expected one of {', '.join(_SHELLS)}")
    screen.emit(_SHELLS[shell].format(name=PACKAGE))


def complete(arguments: Sequence[str]) -> None:
    """The hidden verb that the scripts ask: candidates for the last word of a line, one in a line,
    with an explanation after a tab."""
    line = " ".join(arguments)
    words = line.split()[1:]
    last = "" if line.endswith(" ") or not words else words.pop()
    flag, mark, _ = last.partition("=") if last.startswith("--") else ("", "", "")
    before = f"{flag}=" if mark else ""
    with suppress(Failure):
        found = _candidates([*words, flag], "") if mark else _candidates(words, last)
        shown = ((before + value, text) for value, text in found)
        screen.emit("".join(f"{v}\t{text}\n" for v, text in shown if v.startswith(last)))


def _candidates(words: Sequence[str], last: str) -> Iterable[tuple[str, str]]:
    """Candidates for the word that is being typed, with explanations."""
    given, _ = split(words, 3)
    services = dict.fromkeys(catalog.service_names(), "a service")
    if not given:
        flags = (*GLOBAL, "--help", "--version")
        verbs = {name: verb.summary for name, verb in VERBS.items()}
        return _plain(flags) if last.startswith("-") else (services | verbs).items()
    verb = given.pop(0) if given[0] in VERBS else ""
    if verb == "completion":
        return _plain(_SHELLS)
    if last.startswith("-") and verb not in ("", "wait"):
        return _plain(VERBS[verb].options)
    if not given:
        return services.items()
    service = catalog.service(given[0], verb == "wait")
    if verb == "logs":
        return ()
    if len(given) == 1:
        if verb == "explain" and "." in last:
            return _members(service, last)
        return _plain(service.operations)
    if verb not in ("", "wait"):
        return ()
    return _of_operation(service.operation(given[1]), words[-1], last)


def _plain(words: Iterable[str]) -> Iterator[tuple[str, str]]:
    return ((word, "") for word in words)


def _members(service: catalog.Service, last: str) -> Iterator[tuple[str, str]]:
    """The members that a path to ``explain`` may go on with."""
    from .help import descend

    before, _, _ = last.rpartition(".")
    name, *path = before.split(".")
    operation = service.operation(name)
    shape = innermost(descend(operation, path)[-1][1].shape) if path else operation.request
    for member in shape.members if isinstance(shape, StructureShape) else ():
        yield f"{before}.{member.name}", member.shape.type_words


def _of_operation(operation: Operation, before: str, last: str) -> Iterator[tuple[str, str]]:
    """The values of the flag that stands before, or else flags."""
    if member := operation.parameters.get(before):
        if enum := innermost(member.shape).stated(Enum):
            yield from _plain(enum.values)
        if not isinstance(member.shape, (List, Boolean)):
            return
    option = (GLOBAL | INPUT | PAGING).get(before, Option("", ""))
    yield from _plain(option.choices)
    if option.value or (last and not last.startswith("-")):
        return
    for flag, member in operation.parameters.items():
        yield flag, member.shape.type_words + ", required" * member.needed
        if isinstance(member.shape, Boolean):
            yield negative(flag), "boolean"
    yield from _plain([*(PAGING if operation.paginator else ()), *INPUT, *GLOBAL])
