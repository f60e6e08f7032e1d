"""A space that nobody but its owner is in, with everything in it that can be asked for; and every way to ask."""

import json
from typing import Any

from captions.archive.records import Invitation, InvitationId, Moment, SpaceRole
from captions.archive.redaction import RedactionId
from gateway.archive.keeping import Keeping
from tests.fakes.archives import NOW, PERSON, SESSION, STARTED, new_record
from tests.fakes.keepings import end, space_of, with_sound
from tests.fakes.redacted import redaction

SECRET = "zygomatique"


class Hidden:
    """Space B."""

    def __init__(self, keeping: Keeping, owner: int) -> None:
        archive = keeping.archive
        self.space = space_of(archive, f"{SECRET}espace", {owner: SpaceRole.OWNER})
        self.record = new_record(
            archive, self.space, f"le {SECRET} parle", "suite", title=f"{SECRET}titre", room=f"{SECRET}salle"
        )
        self.chapter = archive.add_chapter(self.record, Moment(1), f"{SECRET}chapitre").id
        self.note = archive.add_note(self.record, Moment(1), PERSON, Moment(1), f"{SECRET}note").id
        self.invitation = InvitationId("old-invitation-1")
        archive.invite(
            Invitation(
                id=self.invitation,
                space=self.space,
                name=f"{SECRET}partenaire",
                role=SpaceRole.READER,
                created=STARTED,
                expires=Moment(NOW + 10_000),
                revoked=Moment(NOW - 1),
            )
        )
        end(archive, self.record)
        self.redaction = RedactionId(7)
        archive.redact(redaction(self.record, 90_000, 90_001, id=self.redaction))
        folder = with_sound(keeping, self.record, SECRET.encode())
        (folder / f"{STARTED}.opus").write_bytes(SECRET.encode())
        keeping.certificates.mkdir(exist_ok=True)
        (keeping.certificates / f"{self.record}.json").write_text(json.dumps({"space": self.space}))
        (keeping.certificates / f"{self.record}.txt").write_text(SECRET)


def attempts(hidden: Hidden, space: str, record: str, invitation: str) -> list[tuple[str, str, Any]]:
    """Every route that names a space or a record."""
    return [*_at_a_space(space, record, invitation), *_at_a_record(hidden, space, record)]


def _at_a_space(space: str, record: str, invitation: str) -> list[tuple[str, str, Any]]:
    return [
        ("GET", f"/spaces/{space}", None),
        ("PATCH", f"/spaces/{space}", {"name": "x"}),
        ("PATCH", f"/spaces/{space}", {"days": 1}),
        ("GET", f"/spaces/{space}/log", None),
        ("GET", f"/spaces/{space}/members", None),
        ("PUT", f"/spaces/{space}/members/Anne", {"role": "owner"}),
        ("DELETE", f"/spaces/{space}/members/Paul", None),
        ("DELETE", f"/spaces/{space}/accounts/1", None),
        ("GET", f"/spaces/{space}/certificates/{record}/txt", None),
        ("GET", f"/spaces/{space}/certificates/{record}/json", None),
        ("GET", f"/spaces/{space}/invitations", None),
        ("POST", f"/spaces/{space}/invitations", {"name": "x"}),
        ("DELETE", f"/spaces/{space}/invitations/{invitation}", None),
        ("GET", f"/spaces/{space}/words?name=Émile", None),
        ("GET", f"/rooms/{SECRET}salle/space", None),
        ("PUT", f"/rooms/{SECRET}salle/space", {"space": space}),
    ]


def _at_a_record(hidden: Hidden, space: str, record: str) -> list[tuple[str, str, Any]]:
    line = f"/records/{record}/entries/{SESSION}/1"
    return [
        ("GET", f"/records/{record}", None),
        ("PATCH", f"/records/{record}", {"title": "x"}),
        ("PATCH", f"/records/{record}", {"legal_hold": True}),
        ("DELETE", f"/records/{record}", {"reason": "x"}),
        ("GET", f"/records/{record}/entries", None),
        ("GET", f"/records/{record}/entries?as_of={STARTED}", None),
        ("GET", line, None),
        ("GET", f"{line}/history", None),
        ("PUT", line, {"text": "x"}),
        ("PUT", f"/records/{record}/speakers/émile", {"name": "x"}),
        ("GET", f"/records/{record}/sound", None),
        ("GET", f"/records/{record}/sound/{STARTED}", None),
        ("GET", f"/records/{record}/files", None),
        ("GET", f"/records/{record}/files/vtt", None),
        ("GET", f"/records/{record}/files/vtt/making/{{name}}", None),
        ("GET", f"/records/{record}/marks", None),
        ("GET", f"/records/{record}/chapters", None),
        ("POST", f"/records/{record}/chapters", {"start": 1, "title": "x"}),
        ("PUT", f"/records/{record}/chapters/{hidden.chapter}", {"start": 1, "title": "x"}),
        ("DELETE", f"/records/{record}/chapters/{hidden.chapter}", None),
        ("GET", f"/records/{record}/notes", None),
        ("POST", f"/records/{record}/notes", {"about": 1, "text": "x"}),
        ("DELETE", f"/records/{record}/notes/{hidden.note}", None),
        ("GET", f"/records/{record}/redactions", None),
        (
            "POST",
            f"/records/{record}/redactions",
            {"start": STARTED, "end": STARTED + 1, "reason": "privacy"},
        ),
        ("DELETE", f"/records/{record}/redactions/{hidden.redaction}", None),
        ("POST", f"/records/{record}/publications", {"space": space}),
    ]
