"""``./run serve``: the meeting server with captions, until it is told to stop."""

import asyncio
import logging
import os
import signal
from argparse import ArgumentParser, Namespace

from gateway.settings import Settings, add_options, read

_AT_ONCE = 130

HELP = "démarre le serveur de réunions sous-titrées"

_NO_HOST = (
    "Personne ne peut encore ouvrir de salle. Dans un autre terminal, créez un hôte : ./run host add NOM\n"
    "Il se connecte ensuite à l'adresse ci-dessus, suivie de « salles »."
)


def configure(parser: ArgumentParser) -> None:
    add_options(parser)


def run(args: Namespace) -> int:
    settings = read(os.environ, args)
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    asyncio.run(_serve(settings))
    return 0


async def _serve(settings: Settings) -> None:
    from gateway.service import (
        running,
    )  # late: neither --help nor a refused setting should wait for the engine

    async with running(settings) as service:
        # Before anybody is told that it runs: who reads that may stop it at once.
        stop = stop_signal()
        print(f"{service.engine.choice.reason_fr}\nRéunions : {service.address}", flush=True)
        if service.text is not None:
            print(f"Texte seul, non chiffré : telnet {service.text}", flush=True)
        if service.hosting is not None and not service.hosting.accounts.names():
            print(_NO_HOST, flush=True)
        print("Ctrl-C arrête le serveur ; ce qui a été dit est sous-titré avant.", flush=True)
        await stop.wait()


def stop_signal() -> asyncio.Event:
    """Set by the first Ctrl-C or SIGTERM from now on; the next one ends the program at once."""
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()

    def asked() -> None:
        if stop.is_set():
            os._exit(_AT_ONCE)
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, asked)
    return stop
