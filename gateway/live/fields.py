"""Fields of messages from pages, each with the type it must have. Pure; refuses without repeating what was sent.

What the fields mean is for ``messages`` and ``writing`` to say.
"""

from collections.abc import Mapping

from captions.ids import SpeakerId
from gateway.live.refusals import refusal

LARGEST = 2**53
"""What every JSON reader still tells apart from its neighbours."""
LONGEST_ID = 64
Fields = Mapping[str, object]


def person(message: Fields) -> SpeakerId:
    return SpeakerId(text(message, "id"))


def text(message: Fields, key: str) -> str:
    value = message.get(key)
    if not isinstance(value, str) or not value:
        raise refusal("live.bad_field")
    return value


def short_text(message: Fields, key: str) -> str:
    """An id that the sender or the server chose."""
    value = text(message, key)
    if len(value) > LONGEST_ID:
        raise refusal("live.bad_field")
    return value


def integer(message: Fields, key: str) -> int:
    value = message.get(key)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= LARGEST:
        raise refusal("live.bad_field")
    return value


def optional_integer(message: Fields, key: str) -> int | None:
    return None if message.get(key) is None else integer(message, key)


def boolean(message: Fields, key: str) -> bool:
    value = message.get(key)
    if not isinstance(value, bool):
        raise refusal("live.bad_field")
    return value


def optional_boolean(message: Fields, key: str, default: bool) -> bool:
    return boolean(message, key) if key in message else default
