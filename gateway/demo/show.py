"""The demonstration for people: played over and over until it is told to stop; with a record, that of the first time.

Says what there is to see and where, opens pages; which terminal and which browser is for the command to say.
"""

import asyncio
import time
from collections.abc import Callable, Coroutine
from typing import Any

from gateway.demo.arrivals import Arrivals
from gateway.demo.door import Door
from gateway.demo.keepsake import Keepsake, keepsake
from gateway.demo.kept import Kept
from gateway.demo.meeting import Meeting
from gateway.demo.performance import performance, played
from gateway.demo.venue import Venue, kept_venue, open_venue
from gateway.service import Service, running
from gateway.settings import Settings

_NOTICE = {
    "fr": "Démonstration : les trois voix sont synthétiques et la réunion recommence sans fin. "
    "Participez avec votre propre micro : ce que vous dites est sous-titré aussi.",
    "en": "Demonstration: the three voices are synthetic and the meeting starts again for ever. "
    "Join with your own microphone: what you say is captioned too.",
}
_KEPT_NOTICE = {
    "fr": f"{_NOTICE['fr']} La première fois, le texte et le son sont gardés, y compris ce que vous dites.",
    "en": f"{_NOTICE['en']} The first time text and sound are kept, what you say too.",
}
Tell = Callable[[str], None]


async def show(
    settings: Settings, meeting: Meeting, *, say: Tell, look: Tell, stopping: Callable[[], asyncio.Event]
) -> None:
    """``look`` opens a page; ``stopping`` gives what is set when it is to stop."""
    async with running(settings, _NOTICE) as service:
        venue, stop = open_venue(service.address), stopping()
        async with performance(meeting, venue, loop=True):
            _say_where(service, meeting, venue, say)
            look(venue.take_part)
            await stop.wait()


async def show_record(
    settings: Settings, meeting: Meeting, *, say: Tell, look: Tell, stopping: Callable[[], asyncio.Event]
) -> None:
    """``settings.data`` is a folder of the demonstration's own."""
    door, arrivals = Door(time.monotonic), Arrivals()
    async with running(settings, _KEPT_NOTICE, door.furnish) as service:
        venue = await asyncio.to_thread(kept_venue, service, meeting.title)
        stop = stopping()

        def link(kept: Keepsake) -> str:
            return service.address + door.link(venue.host, kept.page)

        async with performance(meeting, venue, loop=False, keep=True, on_event=arrivals.note) as cast:
            kept = await keepsake(service, venue, cast)
            _say_where(service, meeting, venue, say)
            say(_announced(meeting, link(kept)))
            look(venue.take_part)
            if not await _unless(stop, played(meeting, cast)):
                return
            await arrivals.until_quiet()
            await kept.end()
            # One to be opened here, one for whoever reads this.
            say(f"La réunion a été jouée ; son compte rendu est prêt :\n\n  {link(kept)}\n")
            look(link(kept))
            say(_holds(await kept.figures(meeting, files=False)))
        async with performance(meeting, venue, loop=True):
            await stop.wait()


async def _unless(stop: asyncio.Event, doing: Coroutine[Any, Any, None]) -> bool:
    """Whether it was done before it was to stop. Raises what broke it."""
    done, stopped = (
        asyncio.create_task(doing, name="demo-play"),
        asyncio.create_task(stop.wait(), name="demo-stop"),
    )
    await asyncio.wait({done, stopped}, return_when=asyncio.FIRST_COMPLETED)
    for task in (done, stopped):
        task.cancel()
    await asyncio.wait({done, stopped})
    if done.cancelled():
        return False
    done.result()
    return True


def _say_where(service: Service, meeting: Meeting, venue: Venue, say: Tell) -> None:
    say(f"{service.engine.choice.reason_fr}\n\n  {meeting.title} : {venue.take_part}\n")
    say("Ouvrez cette adresse dans un navigateur. Ctrl-C arrête la démonstration.")
    say(f"Lire seulement :\n  {venue.read}")
    say(f"Corriger pour tous :\n  {venue.correct}")


def _announced(meeting: Meeting, link: str) -> str:
    minutes, seconds = divmod(round(meeting.duration_ms / 1000), 60)
    return (
        f"\nLe texte et le son sont gardés ; le compte rendu sera prêt dans {minutes} min {seconds:02} s. Le voir dès "
        f"maintenant\n(ce lien connecte un navigateur, une fois, sans mot de passe) :\n\n  {link}\n"
    )


def _holds(kept: Kept) -> str:
    text = f"Il contient {kept.words} mots en {kept.segments} passages et {kept.sound_s:.0f} s de son."
    other = next((search for search in kept.found if search.found != search.asked), None)
    if other is None:
        return text
    return f"{text} Cherchez-y « {other.asked} » : « {other.found} » est trouvé."
