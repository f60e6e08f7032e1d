"""``./run demo``: a council meeting of three synthetic voices, captioned live; anybody may join with a microphone.

With ``--record`` it is kept as hosts keep theirs, and its record can be read, heard and searched in the browser.
"""

import asyncio
import json
import logging
import os
import signal
import sys
import webbrowser
from argparse import ArgumentParser, Namespace
from collections.abc import Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from captions.errors import VoixlaError
from gateway.commands.serve import stop_signal
from gateway.demo.folder import demo_folder
from gateway.demo.meeting import load_meeting
from gateway.settings import Settings, add_options, read

_INTERRUPTED = 130
_ASKING = (signal.SIGTERM, signal.SIGHUP)
T = TypeVar("T")

HELP = "joue une réunion de démonstration, sous-titrée en direct"

_OWN = ("access", "archive", "data")
"""What a demonstration decides itself: it never touches the data of a server."""


def configure(parser: ArgumentParser) -> None:
    add_options(parser, but=_OWN)
    parser.add_argument(
        "--record", action="store_true", help="garde la transcription et le son, et montre le compte rendu"
    )
    parser.add_argument(
        "--keep",
        type=Path,
        metavar="DOSSIER",
        help="avec --record : dossier nouveau où le compte rendu reste (défaut : effacé à la fin)",
    )
    parser.add_argument("--once", action="store_true", help="joue la réunion une fois, la mesure et s'arrête")
    parser.add_argument("--json", action="store_true", help="avec --once : les mesures en un objet JSON")
    parser.add_argument("--no-browser", action="store_true", help="n'ouvre pas de navigateur")


def run(args: Namespace) -> int:
    if args.keep is not None and not args.record:
        raise VoixlaError("usage.keep", "--keep va avec --record : sans lui, rien n’est gardé.")
    settings = read(os.environ, args)
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")
    with demo_folder(args.keep) as folder:
        _end_in_order()
        # Who looks at a demonstration has no account; a record needs the pages that only accounts have.
        access = "hosts" if args.record else "open"
        settings = replace(settings, access=access, data=folder, archive=None)
        if args.record:
            _say_what_is_kept(folder, stays=args.keep is not None)
        if args.once:
            done = _once(settings, keep=args.record, as_json=args.json)
        else:
            done = _for_ever(settings, keep=args.record, browser=not args.no_browser)
    if args.keep is not None:
        _say_how_to_come_back(args.keep)
    return 0 if done else _INTERRUPTED


def _end_in_order() -> None:
    """What is kept goes too when it is not Ctrl-C that ends it."""
    for number in _ASKING:
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, signal.default_int_handler)


async def _in_order(play: Coroutine[Any, Any, T]) -> T | None:
    """What ``play`` gives; None when the terminal was closed before, or ``kill`` asked."""
    task, asked = asyncio.current_task(), asyncio.Event()
    assert task is not None

    def end() -> None:
        if not asked.is_set():
            asked.set()
            task.cancel()

    for number in _ASKING:
        if signal.getsignal(number) is signal.default_int_handler:
            asyncio.get_running_loop().add_signal_handler(number, end)
    try:
        return await play
    except asyncio.CancelledError:
        if not asked.is_set():
            raise
        return None


def _once(settings: Settings, *, keep: bool, as_json: bool) -> bool:
    """Whether it was played to its end."""
    from gateway.demo.measured import play_once

    measured = asyncio.run(_in_order(play_once(settings, load_meeting(), keep=keep)))
    if measured is None:
        return False
    report = measured.as_json()
    if as_json:
        print(json.dumps(report, ensure_ascii=False))
    else:
        record = report.pop("record", {})
        assert isinstance(record, dict)
        print("\n".join(f"{name:24}{value}" for name, value in {**report, **record}.items()))
    return True


def _for_ever(settings: Settings, *, keep: bool, browser: bool) -> bool:
    """Whether it ended because somebody wanted it to end."""
    from gateway.demo.show import show, show_record

    def say(text: str) -> None:
        print(text, flush=True)

    def look(address: str) -> None:
        if browser and _has_screen():
            webbrowser.open(address)

    async def play() -> bool:
        begin = show_record if keep else show
        await begin(settings, load_meeting(), say=say, look=look, stopping=stop_signal)
        return True

    return asyncio.run(_in_order(play())) is True


def _say_what_is_kept(folder: Path, *, stays: bool) -> None:
    until = "il y reste" if stays else "effacé à la fin ; --keep DOSSIER le garde"
    print(f"Le compte rendu (texte et son) est gardé dans {folder} ({until}).", file=sys.stderr, flush=True)


def _say_how_to_come_back(folder: Path) -> None:
    from gateway.demo.venue import HOST

    print(
        f"Pour revenir au compte rendu : ./run host password --data {folder} {HOST}\n"
        f"puis ./run serve --data {folder}, page « comptes-rendus ».",
        file=sys.stderr,
    )


def _has_screen() -> bool:
    return sys.platform != "linux" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
