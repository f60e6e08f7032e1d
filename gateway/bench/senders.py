"""People who talk, in a process of their own so that they cost the measured one nothing: ``python -m`` with a number.

Prints their offers as one JSON list; reads the answers as another; talks until its input is closed.
"""

import asyncio
import json
import sys
from importlib.resources import as_file, files

from gateway.demo.recording import OpusRecording, RecordingTrack, read_recording
from gateway.media.embedded.vendor import (
    add_opus,
    allow_loopback,
    close_connection,
    new_connection,
    take_description,
)

_VOICES = ("speaker1", "speaker2", "speaker3")


async def talk(count: int) -> None:
    allow_loopback()
    voices = [_voice(name) for name in _VOICES]
    tracks = [RecordingTrack(voices[number % len(voices)], loop=True) for number in range(count)]
    connections = [new_connection() for _ in tracks]
    for connection, track in zip(connections, tracks, strict=True):
        add_opus(connection, track)
        await connection.setLocalDescription()
    print(json.dumps([connection.localDescription.sdp for connection in connections]), flush=True)
    answers = json.loads(await asyncio.to_thread(sys.stdin.readline))
    for connection, answer in zip(connections, answers, strict=True):
        await take_description(connection, "answer", answer)
    for track in tracks:
        track.play()
    await asyncio.to_thread(sys.stdin.read)
    for connection in connections:
        await close_connection(connection)


def _voice(name: str) -> OpusRecording:
    with as_file(files("gateway.demo").joinpath("data", f"{name}.opus")) as path:
        return read_recording(path)


if __name__ == "__main__":
    asyncio.run(talk(int(sys.argv[1])))
