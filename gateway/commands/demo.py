"""``./run demo``: a council meeting of three synthetic voices, captioned live; anybody may join with a microphone."""

import asyncio
import json
import logging
import os
import sys
import webbrowser
from argparse import ArgumentParser, Namespace
from dataclasses import replace

from gateway.commands.serve import stop_signal
from gateway.demo.meeting import load_meeting
from gateway.settings import Settings, add_options, read

HELP = "joue une réunion de démonstration, sous-titrée en direct"

_ROOM = "conseil-de-clairval"
_NOTICE = {
    "fr": "Démonstration : les trois voix sont synthétiques et la réunion recommence sans fin. "
    "Participez avec votre propre micro : ce que vous dites est sous-titré aussi.",
    "en": "Demonstration: the three voices are synthetic and the meeting starts again for ever. "
    "Join with your own microphone: what you say is captioned too.",
}


def configure(parser: ArgumentParser) -> None:
    add_options(parser)
    parser.add_argument("--once", action="store_true", help="joue la réunion une fois, la mesure et s'arrête")
    parser.add_argument("--json", action="store_true", help="avec --once : les mesures en un objet JSON")
    parser.add_argument("--no-browser", action="store_true", help="n'ouvre pas de navigateur")


def run(args: Namespace) -> int:
    settings = replace(read(os.environ, args), access="open")  # who looks at a demonstration has no account
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")
    if args.once:
        _once(settings, as_json=args.json)
    else:
        asyncio.run(_for_ever(settings, browser=not args.no_browser))
    return 0


def _once(settings: Settings, *, as_json: bool) -> None:
    from gateway.demo.measured import play_once

    report = asyncio.run(play_once(settings, load_meeting())).as_json()
    if as_json:
        print(json.dumps(report, ensure_ascii=False))
    else:
        print("\n".join(f"{name:24}{value}" for name, value in report.items()))


async def _for_ever(settings: Settings, *, browser: bool) -> None:
    from gateway.demo.performance import performance
    from gateway.service import running

    meeting = load_meeting()
    async with running(settings, _NOTICE) as service:
        address, stop = f"{service.address}room/{_ROOM}", stop_signal()
        async with performance(meeting, address, loop=True):
            print(f"{service.engine.choice.reason_fr}\n\n  {meeting.title} : {address}\n", flush=True)
            print("Ouvrez cette adresse dans un navigateur. Ctrl-C arrête la démonstration.")
            print(f"Lire seulement : {service.address}read/{_ROOM}")
            print(f"Corriger pour tous : {service.address}correct/{_ROOM}", flush=True)
            if browser and _has_screen():
                webbrowser.open(address)
            await stop.wait()


def _has_screen() -> bool:
    return sys.platform != "linux" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
