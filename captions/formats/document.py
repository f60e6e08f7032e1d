"""The JSON of a session: one document whose events are those of ``wire``, one a line, with who amended what and when.

``{"v": 1, "kind": "voixla.captions", "language": "fr", "events": [ … ]}``. Reading also takes events without the
document around them, one a line, as ``./run caption --format json`` writes them.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Final as Constant
from typing import NoReturn

from captions import wire
from captions.errors import VoixlaError
from captions.events import CaptionEvent
from captions.formats.on_record import history

KIND: Constant = "voixla.captions"


def write(events: Iterable[CaptionEvent], *, language: str) -> Iterator[str]:
    """The file, in pieces: what is on record, with what people made of it."""
    yield f'{{"v":{wire.VERSION},"kind":"{KIND}","language":{json.dumps(language)},"events":['
    comma = ""
    for event in history(events):
        yield f"{comma}\n{wire.to_json(event)}"
        comma = ","
    yield "\n]}\n"


def read(text: str) -> list[CaptionEvent]:
    """The events in a file. Raises ``VoixlaError``, ``import.*``, with the line where it is known."""
    try:
        data = json.loads(text)
    except ValueError:
        # One object a line is no JSON document either, and says best itself what is wrong with it.
        return _ordered(_read_lines(text))
    except RecursionError:
        _refuse("Ce fichier JSON est imbriqué sans fin.")
    if isinstance(data, dict) and data.get("kind") == KIND and isinstance(data.get("events"), list):
        if data.get("v") != wire.VERSION:
            _refuse("Ce fichier JSON est d'une autre version de Voixlà : mettez Voixlà à jour.")
        return _ordered(_decoded(event, f"Événement n° {n}") for n, event in enumerate(data["events"], 1))
    if isinstance(data, dict) and "type" in data:
        return [_decoded(data, "Ligne 1")]
    _refuse("Ce JSON n'est pas un fichier de sous-titres de Voixlà.")


def _read_lines(text: str) -> Iterator[CaptionEvent]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                data = json.loads(line)
            except (ValueError, RecursionError):
                _refuse(f"Ligne {number} : ce n'est pas du JSON.")
            yield _decoded(data, f"Ligne {number}")


def _decoded(data: object, where: str) -> CaptionEvent:
    try:
        return wire.decode(data)
    except VoixlaError as error:
        _refuse(f"{where} : {error.message[0].lower()}{error.message[1:]}")


def _ordered(events: Iterable[CaptionEvent]) -> list[CaptionEvent]:
    return sorted(events, key=lambda event: event.seq)


def _refuse(message: str) -> NoReturn:
    raise VoixlaError("import.json", message)
