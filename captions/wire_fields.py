"""Fields of wire events, checked one by one: each gives its value as the type asked for, or raises ``wire.invalid``.

Messages name the field and never repeat the content.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Final as Constant
from typing import NoReturn, TypeVar

from captions.errors import VoixlaError
from captions.ids import Milliseconds

SURROGATE: Constant = re.compile("[\ud800-\udfff]")
"""Half of a surrogate pair, which UTF-8 cannot carry."""

Object = Mapping[str, object]
Kind = TypeVar("Kind", bound=StrEnum)


def one_of(kind: type[Kind], value: object, key: str) -> Kind:
    if not isinstance(value, str):
        reject(key)
    try:
        return kind(value)
    except ValueError:
        reject(key)


def span(fields: Object) -> tuple[Milliseconds, Milliseconds]:
    start_ms, end_ms = integer(fields, "start_ms"), integer(fields, "end_ms")
    if end_ms < start_ms:
        reject("end_ms")
    return Milliseconds(start_ms), Milliseconds(end_ms)


def object_(data: object, where: str) -> Object:
    if not isinstance(data, dict) or not all(isinstance(key, str) for key in data):
        reject(where)
    return data


def exactly(fields: Object, keys: frozenset[str], where: str) -> None:
    if fields.keys() != keys:
        odd = min(fields.keys() ^ keys)
        reject(odd if odd in keys else where)


def integer(fields: Object, key: str) -> int:
    value = fields.get(key)
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        reject(key)
    return value


def flag(fields: Object, key: str) -> bool:
    value = fields.get(key)
    if not isinstance(value, bool):
        reject(key)
    return value


def text(fields: Object, key: str) -> str:
    value = fields.get(key)
    if not isinstance(value, str) or SURROGATE.search(value):
        reject(key)
    return value


def utf8(text: str) -> str:
    return SURROGATE.sub("\ufffd", text)


def reject(where: str) -> NoReturn:
    raise VoixlaError("wire.invalid", f"Événement de sous-titrage illisible : champ « {where} ».")
