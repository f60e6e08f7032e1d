"""What participants ask for themselves, sound apart: a name, a picture or none, a raised hand, a line of chat. Pure."""

from captions.ids import Milliseconds
from gateway.live import protocol
from gateway.live.messages import Camera, Hand, Rename, Say, Sign, TalkMessage
from gateway.live.refusals import refusal
from gateway.meeting.assembly import Assembly
from gateway.people import Person


def talk(
    assembly: Assembly, person: Person, message: TalkMessage, *, at_ms: Milliseconds, now: float
) -> None:
    """``at_ms``: session time; ``now``: seconds of a steady clock. Raises ``VoixlaError``; then nothing happened."""
    match message:
        case Rename():
            person.name = assembly.people.free_name(message.name, person)
        case Camera():
            person.camera = message.on
        case Hand(up=True):
            assembly.hands.up(person.id)
        case Hand():
            assembly.hands.down(person.id)
        case Say():
            line = assembly.chat.write(person.id, person.name, message.text, at_ms=at_ms, now=now)
            assembly.tell_all(protocol.chat(line))
        case Sign():
            if message.id != person.id and not person.leads:
                raise refusal("live.not_host")
            assembly.people.find(message.id).signer = message.on
