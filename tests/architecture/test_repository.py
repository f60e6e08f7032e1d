"""What the repository must not hold."""

import re
import tomllib

from tests.architecture import tree

PERSONAL = re.compile(r"(?<![\w./~$}])/(?:home|root|Users|work|mnt)/[\w.]")
"""A path on one person's machine."""

HOSTS = tuple(
    ".".join(parts)
    for parts in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("npmjs", "com"))
)
"""Package registries: which one serves an installation is for its machine to say, not for this repository."""

SECRETS = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----|\bhf_[A-Za-z0-9]{30,}|\bghp_[A-Za-z0-9]{30,}")


def test_no_path_of_somebodys_machine() -> None:
    assert not [
        f"{tree.name_of(path)}: {m[0]}" for path, text in tree.texts() if (m := PERSONAL.search(text))
    ]


def test_no_registry_is_named() -> None:
    assert not [tree.name_of(path) for path, text in tree.texts() if any(host in text for host in HOSTS)]


def test_no_secret() -> None:
    assert not [tree.name_of(path) for path, text in tree.texts() if SECRETS.search(text)]


def test_text_files_are_tidy() -> None:
    untidy = [
        tree.name_of(path)
        for path, text in tree.texts()
        if "\r" in text or (text and not text.endswith("\n")) or "\ufeff" in text
    ]
    assert not untidy


def test_tests_and_tools_stay_out_of_the_wheel() -> None:
    project = tomllib.loads((tree.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert tuple(project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]) == tree.PACKAGES


def test_version_and_changelog_agree() -> None:
    project = tomllib.loads((tree.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    newest = re.search(
        r"^## \[(.+?)\]", (tree.ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert newest is not None
    assert newest[1] == ("Unreleased" if ".dev" in project["version"] else project["version"])


def test_exact_versions_cover_the_declared_ones() -> None:
    pinned = {line.split("==")[0] for line in _lines("constraints.txt") if "==" in line}
    project = tomllib.loads((tree.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *sum(project["optional-dependencies"].values(), [])]
    names = {re.split(r"[^A-Za-z0-9._-]", line)[0] for line in wanted}
    assert names <= pinned
    assert not [name for name in pinned if name.startswith("torch")]


def _lines(name: str) -> list[str]:
    return (tree.ROOT / name).read_text(encoding="utf-8").splitlines()
