"""What may import what, beyond the contracts that import-linter keeps (``[tool.importlinter]`` in pyproject)."""

import ast
import importlib.util
import json
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.architecture import tree

HEAVY = {
    "faster_whisper",
    "ctranslate2",
    "onnxruntime",
    "av",
    "aiortc",
    "huggingface_hub",
    "torch",
    "tokenizers",
}
"""Slow or large to import: nobody but an adapter may make others wait for them."""

LIGHT_EDGES = ("gateway.main", "gateway.arguments", "gateway.settings", "gateway.live.protocol")

ADAPTERS = {
    "faster_whisper": {"models.engines", "models.weights"},
    "ctranslate2": {"models.engines", "models.weights", "hardware.probe"},
    "tokenizers": {"models.engines", "models.weights"},
    "onnxruntime": {"models.engines"},
    "huggingface_hub": {"models.weights"},
    "psycopg": {"captions.archive.sql"},
    "pynvml": {"hardware.probe"},
    "simplemma": {"captions.archive.lexicon"},
    "aiortc": {"gateway.media.embedded", "gateway.http.whip", "gateway.demo"},
    "aioice": {"gateway.media.embedded"},
    "argon2": {"gateway.access"},
    "av": {"gateway.media", "gateway.demo", "gateway.commands", "models.engines"},
    "fastapi": {"gateway"},
    "starlette": {"gateway"},
    "ttconv": {"gateway.formats"},
    "uvicorn": {"gateway"},
}
"""The only places that import a vendor, by prefix."""

PURE = re.compile(r"(?:^|\. |\n)Pure\b")
"""What a file says of itself that decides and does nothing."""

WORLD = {
    "asyncio",
    "socket",
    "threading",
    "concurrent",
    "time",
    "random",
    "sqlite3",
    "subprocess",
    "os",
    "logging",
}


@pytest.mark.parametrize("package", tree.PACKAGES)
def test_packages_resolve_inside_the_project(package: str) -> None:
    spec = importlib.util.find_spec(package)
    assert spec is not None
    assert spec.origin is not None
    assert Path(spec.origin).parent == tree.ROOT / package


def test_captions_import_the_standard_library_and_their_adapters_vendors_only() -> None:
    foreign = {
        f"{tree.name_of(path)}: {name}"
        for path in tree.sources("captions")
        for name in imported(path)
        if name.split(".")[0] not in sys.stdlib_module_names | {"captions", *ADAPTERS}
    }
    assert not foreign


def test_only_adapters_import_vendors() -> None:
    strangers = {
        f"{module} imports {name}"
        for path in tree.sources()
        for module in [tree.module_of(path)]
        for name in imported(path)
        if not _may(module, name.split(".")[0])
    }
    assert not strangers


def test_pure_files_are_pure() -> None:
    impure = {
        f"{tree.name_of(path)}: {name}"
        for path in tree.sources()
        if PURE.search(ast.get_docstring(tree.parsed(path)) or "")
        for name in imported(path)
        if name.split(".")[0] in WORLD
    }
    assert not impure


def test_third_parties_are_declared() -> None:
    declared = _declared()
    distributions = packages_distributions()
    missing = set()
    for path in tree.sources():
        for top in {name.split(".")[0] for name in imported(path)} - set(sys.stdlib_module_names):
            owners = {_normal(owner) for owner in distributions.get(top, [top])}
            if top not in tree.PACKAGES and not owners & declared:
                missing.add(f"{tree.name_of(path)}: {top}")
    assert not missing


def test_importing_a_module_starts_nothing_heavy() -> None:
    light = [module for module in map(tree.module_of, tree.sources()) if _is_light(module)]
    script = (
        "import importlib, json, sys, threading\n"
        "modules, heavy = json.load(sys.stdin)\n"
        "found = {}\n"
        "for module in modules:\n"
        "    importlib.import_module(module)\n"
        "    new = sorted(set(heavy) & set(sys.modules) - {n for names in found.values() for n in names})\n"
        "    if new: found[module] = new\n"
        "print(json.dumps([found, threading.active_count()]))\n"
    )
    command = [sys.executable, "-c", script]
    given = json.dumps([light, sorted(HEAVY)])
    done = subprocess.run(command, input=given, capture_output=True, text=True, cwd=tree.ROOT, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [{}, 1]


def imported(path: Path) -> set[str]:
    """Every module that a file imports, anywhere in it."""
    names: set[str] = set()
    for node in ast.walk(tree.parsed(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module)
    return names


def _within(module: str, owner: str) -> bool:
    return module == owner or module.startswith(owner + ".")


def _is_light(module: str) -> bool:
    """All but the adapters, and what wires them: that is ``gateway``, but for its command line and protocol."""
    if any(_within(module, owner) for name in HEAVY for owner in ADAPTERS.get(name, ())):
        return False
    return not _within(module, "gateway") or any(_within(module, part) for part in LIGHT_EDGES)


def _may(module: str, vendor: str) -> bool:
    return vendor not in ADAPTERS or any(_within(module, owner) for owner in ADAPTERS[vendor])


def _declared() -> set[str]:
    project = tomllib.loads((tree.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    optional = [project["optional-dependencies"][name] for name in ("weights", "gpu", "postgres")]
    return {
        _normal(match[0])
        for line in [*project["dependencies"], *sum(optional, [])]
        if (match := re.match(r"[A-Za-z0-9._-]+", line))
    }


def _normal(distribution: str) -> str:
    return re.sub(r"[-_.]+", "-", distribution).lower()
