"""Logs carry codes, counts and identifiers: never speech, names or keys."""

import ast
from pathlib import Path

import pytest

from tests.architecture import tree

LEVELS = {"debug", "info", "warning", "error", "exception", "critical", "log"}
SECRET = {
    "text", "words", "word", "transcript", "hypothesis", "caption", "event", "events", "line", "prompt", "prefix",
    "name", "display_name", "speaker", "speakers", "person", "people", "participant", "room", "key", "token",
    "tokens", "secret", "password", "sdp", "message", "body", "payload",
}  # fmt: skip
COUNTING = {"len", "type", "sum", "bool"}
"""What says how much without saying what."""


def test_no_logging_call_carries_speech_names_or_keys() -> None:
    assert not [finding for path in tree.sources() for finding in findings(path, tree.parsed(path))]


@pytest.mark.parametrize(
    "call",
    [
        "logger.info('heard %s', text)",
        "logger.debug(f'heard {event.words}')",
        "log.warning('who: %r', person.name)",
        "logging.info('all', extra={'what': hypothesis})",
        "self._logger.error(str(token))",
    ],
)
def test_the_rule_catches_what_it_is_for(call: str) -> None:
    assert findings(Path(__file__), ast.parse(call))


@pytest.mark.parametrize(
    "call",
    ["logger.info('words=%d', len(words))", "logger.info('code=%s', error.code)", "parser.error(message)"],
)
def test_the_rule_lets_counts_and_codes_pass(call: str) -> None:
    assert not findings(Path(__file__), ast.parse(call))


def findings(path: Path, module: ast.Module) -> list[str]:
    found = []
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and _is_logging(node.func):
            arguments = [*node.args, *(keyword.value for keyword in node.keywords)]
            told = sorted(set().union(*map(_told, arguments)) & SECRET)
            if told:
                found.append(f"{path.name}:{node.lineno} logs {told}")
    return found


def _is_logging(function: ast.expr) -> bool:
    if not isinstance(function, ast.Attribute) or function.attr not in LEVELS:
        return False
    owner = function.value
    name = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
    return "log" in name.lower()


def _told(expression: ast.AST) -> set[str]:
    """The names whose values reach the log; ``error.code`` tells the code, ``len(words)`` tells nothing."""
    match expression:
        case ast.Call(func=ast.Name(id=function)) if function in COUNTING:
            return set()
        case ast.Attribute(attr=attribute, value=owner):
            return {attribute} | (_told(owner) if attribute in SECRET else set())
        case ast.Name(id=name):
            return {name}
        case _:
            return set().union(*map(_told, ast.iter_child_nodes(expression)))
