"""What exists is documented: commands, settings, modules."""

import re
import subprocess

from gateway.main import command_names
from gateway.settings import OPTIONS
from tests.architecture import tree

SETTING = re.compile(r"\bVOIXLA_[A-Z0-9_]*[A-Z0-9]\b")


def test_every_command_is_documented() -> None:
    text = _documentation()
    assert not [name for name in command_names() if f"./run {name}" not in text]


def test_every_command_is_offered_by_run() -> None:
    usage = subprocess.run([tree.ROOT / "run", "help"], capture_output=True, text=True, check=True).stdout
    offered = set(re.findall(r"^  ([a-z]+) +\S", usage, re.MULTILINE))
    assert offered == {*command_names(), "test", "check"}


def test_every_setting_is_documented() -> None:
    assert not _settings() - set(SETTING.findall(_documentation()))


def test_no_setting_is_documented_that_does_not_exist() -> None:
    assert not set(SETTING.findall(_documentation())) - _settings()


def test_every_module_has_its_place_on_the_map() -> None:
    text = (tree.ROOT / "docs" / "architecture.md").read_text("utf-8")
    named = set(re.findall(r"`([\w/]+)`", text))
    modules = [path for path in tree.sources() if not path.stem.startswith("__")]
    places = {path: "/".join(path.relative_to(tree.ROOT).with_suffix("").parts[1:]) for path in modules}
    missing = sorted(tree.name_of(path) for path, place in places.items() if place not in named)
    assert not missing, f"docs/architecture.md has no place for {missing}"


def test_links_between_documents_lead_somewhere() -> None:
    broken = []
    for path, text in tree.texts():
        if path.suffix == ".md":
            for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", text):
                if not (path.parent / target).exists():
                    broken.append(f"{tree.name_of(path)} -> {target}")
    assert not broken


def _settings() -> set[str]:
    programs = [*tree.sources(), tree.ROOT / "run"]
    named = {name for path in programs for name in SETTING.findall(path.read_text("utf-8"))}
    return named | {option.variable for option in OPTIONS}


def _documentation() -> str:
    return "\n".join(text for path, text in tree.texts() if path.suffix == ".md")
