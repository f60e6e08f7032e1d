"""What the repository holds, as the tests of this folder see it."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("captions", "models", "hardware", "pipeline", "gateway")
_MADE_ELSEWHERE = {".git", ".venv", "node_modules", "build", "dist"}


@cache
def files() -> tuple[Path, ...]:
    """Every file that is or may be committed; everything that lies there when this is no git checkout."""
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    try:
        output = subprocess.run(listing, cwd=ROOT, capture_output=True, check=True, text=True).stdout
        found = [ROOT / name for name in output.split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        found = [path for path in ROOT.rglob("*") if not _MADE_ELSEWHERE & set(path.relative_to(ROOT).parts)]
    return tuple(sorted(path for path in found if path.is_file()))


def texts() -> Iterator[tuple[Path, str]]:
    """Every file that is text, with its text."""
    for path in files():
        try:
            yield path, path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def sources(*folders: str) -> list[Path]:
    """The Python files below the named top-level folders, the five packages unless told."""
    wanted = folders or PACKAGES
    return [p for p in files() if p.suffix == ".py" and p.relative_to(ROOT).parts[0] in wanted]


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))
