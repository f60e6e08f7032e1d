"""A file has one noun and at most 300 lines; a function has at most 40, its documentation not counted."""

import ast

from tests.architecture import tree

MAX_FILE = 300
MAX_FUNCTION = 40
WRITTEN_BY_HAND = {".py", ".js", ".css", ".html", ".sh", ""}

LONG_FILES: dict[str, str] = {}
"""Files that may be longer, each with its reason."""

LONG_FUNCTIONS: dict[str, str] = {}
"""Functions that may be longer (``path:name``), each with its reason."""


def test_files_are_short_or_say_why_not() -> None:
    long = {
        tree.name_of(path): text.count("\n")
        for path, text in tree.texts()
        if path.suffix in WRITTEN_BY_HAND and text.count("\n") > MAX_FILE
    }
    assert set(long) == set(LONG_FILES), long


def test_functions_are_short_or_say_why_not() -> None:
    long = {}
    for path in tree.sources(*tree.PACKAGES, "tests", "tools"):
        for node in ast.walk(tree.parsed(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and _length(node) > MAX_FUNCTION:
                long[f"{tree.name_of(path)}:{node.name}"] = _length(node)
    assert set(long) == set(LONG_FUNCTIONS), long


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        tree.name_of(path)
        for path in tree.sources()
        if path.stat().st_size and not ast.get_docstring(tree.parsed(path))
    ]
    assert not silent


def test_no_file_is_a_drawer_for_everything() -> None:
    drawers = {"util", "utils", "helper", "helpers", "misc", "common", "manager"}
    assert not [tree.name_of(path) for path in tree.files() if path.stem.lower() in drawers]


def _length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    first = node.body[0]
    documented = ast.get_docstring(node) is not None
    documentation = (first.end_lineno or 0) - first.lineno + 1 if documented else 0
    return (node.end_lineno or 0) - node.lineno + 1 - documentation
