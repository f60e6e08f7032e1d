"""What Chromium tells assistive technology of a page (its accessibility tree): roles, names, live regions.

It is what NVDA and Orca are given. What they make of it differs, and only people can say.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

WEB = Path(__file__).parents[3] / "gateway" / "web"
CONTROLS = {
    "button", "link", "textbox", "searchbox", "checkbox", "radio", "combobox", "listbox", "slider", "spinbutton",
    "switch", "tab", "menuitem", "menuitemradio", "menuitemcheckbox", "ColorWell", "DisclosureTriangle", "option",
}  # fmt: skip
_NAMED = CONTROLS | {
    "log",
    "dialog",
    "alertdialog",
    "region",
    "meter",
    "progressbar",
    "menu",
    "toolbar",
    "radiogroup",
}
_KEY = re.compile(r"[a-z_]+(\.[a-z_]+)+")
_MESSAGE = re.compile(r'^\s*"?[\w.]+"?:\s*"((?:[^"\\]|\\.)+)"', re.MULTILINE)


@dataclass(frozen=True)
class Told:
    """One node of the tree."""

    role: str
    name: str
    level: int | None
    live: str
    """Of the live region that it begins, or is in."""


def told(page: Page) -> list[Told]:
    """Everything that is told, in the order of reading."""
    session = page.context.new_cdp_session(page)
    session.send("Accessibility.enable")
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    by_id = {node["nodeId"]: node for node in nodes}

    def walk(node: dict, live: str) -> Iterator[Told]:  # type: ignore[type-arg]
        properties = {one["name"]: one["value"].get("value") for one in node.get("properties", [])}
        live = str(properties.get("live") or live)
        if not node.get("ignored"):
            name = str(node.get("name", {}).get("value") or "")
            yield Told(role=node["role"]["value"], name=name, level=properties.get("level"), live=live)
        for child in node.get("childIds", []):
            if child in by_id:
                yield from walk(by_id[child], live)

    return list(walk(nodes[0], ""))


def said(page: Page) -> str:
    """The text of the tree, without what is in it twice."""
    return " ".join(node.name for node in told(page) if node.role in ("StaticText", "InlineTextBox"))


def unsayable(page: Page) -> list[str]:
    """What a screen reader could not say, or would say in the wrong language, in a French page."""
    nodes = told(page)
    english = _messages("en") - _messages("fr") - {"English"}
    wrong = [f"no name: {node.role}" for node in nodes if node.role in _NAMED and not node.name.strip()]
    wrong += [f"a key for a name: {node.name}" for node in nodes if _KEY.fullmatch(node.name.strip())]
    wrong += [f"not French: {node.role} {node.name}" for node in nodes if node.name.strip() in english]
    if any(node.role in ("dialog", "alertdialog") for node in nodes):
        return wrong  # the rest of the page is not there for now
    count = {role: sum(node.role == role for node in nodes) for role in ("main", "RootWebArea")}
    wrong += [f"{count['main']} main"] * (count["main"] != 1)
    headings = [node for node in nodes if node.role == "heading"]
    tops = [node.name for node in headings if node.level == 1]
    wrong += [f"headings of level 1: {tops}"] * (len(tops) != 1)
    wrong += ["no title"] * (not nodes[0].name.strip())
    return wrong


def _messages(language: str) -> set[str]:
    texts = [path.read_text("utf-8") for path in WEB.glob(f"messages*-{language}.js")]
    return {message for text in texts for message in _MESSAGE.findall(text)}
