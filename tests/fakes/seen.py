"""What a page by hand has been told of a meeting: itself, others, the door."""

from typing import Any

from tests.fakes.meeting import Page, until


def me(page: Page) -> str:
    who: str = page.welcome["you"]["id"]
    return who


def about(page: Page, name: str) -> dict[str, Any]:
    """The last of the person called ``name``; empty when they are not there."""
    return next((person for person in page.people if person["name"] == name), {})


def door(page: Page) -> dict[str, Any]:
    """As it is now."""
    doors: list[dict[str, Any]] = [
        message.get("door", message) for message in page.got if message["type"] in ("door", "welcome")
    ]
    return doors[-1]


def waiting(page: Page) -> list[str]:
    """Names of those whom a host sees waiting."""
    return [seen["name"] for seen in door(page)["waiting"]]


async def close_door(host: Page, *, lobby: bool = False, lock: bool = False) -> None:
    """Returns when it is."""
    if lobby:
        await host.send({"type": "lobby", "on": True})
    if lock:
        await host.send({"type": "lock", "on": True})
    await until(lambda: (door(host)["lobby"], door(host)["locked"]) == (lobby, lock), "the door is closed")
