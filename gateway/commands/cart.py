"""``./run cart``: follows a room and posts its captions, as text, to a captioning address of another meeting."""

import asyncio
import logging
import os
import sys
from argparse import ArgumentParser, Namespace

from captions.errors import VoixlaError
from gateway.cart.address import Destination, RoomAddress, destination, room_address
from gateway.cart.outbox import Outbox
from gateway.cart.poster import Poster
from gateway.cart.room_reader import RoomReader
from gateway.commands.serve import stop_signal

HELP = "envoie les sous-titres d'une salle à une autre visioconférence"

_LAST_WORDS_S = 10.0
_LARGEST_SEQ = 10**9


def configure(parser: ArgumentParser) -> None:
    parser.add_argument(
        "room",
        metavar="SALLE",
        nargs="?",
        help="adresse de la salle, avec son « #pass=… » (ou VOIXLA_CART_ROOM)",
    )
    parser.add_argument(
        "--to", metavar="URL", help="adresse de sous-titrage, comme la donne Zoom (ou VOIXLA_CART_TO)"
    )
    parser.add_argument("--lang", metavar="LANGUE", default="fr-FR", help="langue annoncée (défaut : fr-FR)")
    parser.add_argument("--seq", metavar="N", type=int, default=1, help="premier numéro (défaut : 1)")


def run(args: Namespace) -> int:
    # A secret on the command line is seen by everybody on the machine.
    room = args.room or os.environ.get("VOIXLA_CART_ROOM", "")
    to = args.to or os.environ.get("VOIXLA_CART_TO", "")
    if not room or not to:
        raise VoixlaError(
            "usage.cart", "Il faut l’adresse d’une salle, et --to avec l’adresse de sous-titrage."
        )
    if not 0 <= args.seq <= _LARGEST_SEQ:
        raise VoixlaError("usage.cart", "--seq : un nombre à partir de 0 est attendu.")
    # Both libraries log the addresses of their requests at lower levels.
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    asyncio.run(_carry(room_address(room), destination(to, args.lang), Outbox(args.seq)))
    return 0


async def _carry(address: RoomAddress, target: Destination, outbox: Outbox) -> None:
    poster = Poster(outbox, target, _tell)

    def write(line: str) -> None:
        outbox.push(line)
        poster.wake()

    reader = RoomReader(address, write, _tell)
    stop = stop_signal()
    reading = asyncio.create_task(reader.run(), name="cart-read")
    posting = asyncio.create_task(poster.run(), name="cart-post")
    stopping = asyncio.create_task(stop.wait(), name="cart-stop")
    if not target.encrypted:
        _tell("Attention : l’adresse de sous-titrage n’est pas chiffrée (http).")
    _tell("Les sous-titres de la salle sont envoyés. Ctrl-C arrête.")
    try:
        await asyncio.wait([reading, posting, stopping], return_when=asyncio.FIRST_COMPLETED)
        reading.cancel()
        await asyncio.wait([reading])
        if not posting.done():
            reader.close()
            poster.finish()
            await asyncio.wait([posting], timeout=_LAST_WORDS_S)
    finally:
        for task in (reading, posting, stopping):
            task.cancel()
        await asyncio.wait([reading, posting, stopping])
        _tell(_told(outbox))
    for task in (reading, posting):
        if not task.cancelled():
            task.result()


def _told(outbox: Outbox) -> str:
    left = outbox.lost + len(outbox)
    lost = f"{left} perdue(s)" if left else "aucune perdue"
    return f"{outbox.sent} ligne(s) envoyée(s), {lost}. Pour reprendre : --seq {outbox.seq}"


def _tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
