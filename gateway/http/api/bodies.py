"""What the API takes in bodies, with its bounds; texts lose what could turn a line around (bidi controls)."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from captions.archive.records import RecordStatus, RecordType, SpaceRole, SpaceType
from captions.archive.redaction import Reason
from captions.errors import VoixlaError
from gateway.live.wording import words_in

_LAST_MOMENT = 2**53


def on_one_line(text: str) -> str:
    """Raises ``ValueError`` when there is nothing to see in ``text``."""
    tidy = " ".join(words_in(text))
    if not tidy:
        raise ValueError("empty")
    return tidy


def with_lines(text: str) -> str:
    tidy = "\n".join(" ".join(words_in(line)) for line in text.splitlines()).strip()
    if not tidy:
        raise ValueError("empty")
    return tidy


Line = Annotated[str, Field(max_length=200), AfterValidator(on_one_line)]
Text = Annotated[str, Field(max_length=5_000), AfterValidator(with_lines)]
Moment = Annotated[int, Field(ge=0, le=_LAST_MOMENT)]


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class NewSpace(Body):
    name: Line
    type: SpaceType


class SpaceChange(Body):
    name: Line | None = None
    closed: bool | None = None
    days: Annotated[int, Field(ge=0, le=36_500)] | None = None
    """For how long internal meetings are kept; 0: as the template says."""


class MemberChange(Body):
    role: SpaceRole
    expires: Moment | None = None


class NewInvitation(Body):
    name: Line
    role: SpaceRole = SpaceRole.PARTNER
    days: int = 30


class InvitationToken(Body):
    token: Annotated[str, Field(max_length=256)]
    """What follows ``#`` in the link."""


class RoomSpace(Body):
    space: Annotated[str, Field(max_length=200)] | None = None
    """None: the host's own."""


class RecordChange(Body):
    title: Line | None = None
    type: RecordType | None = None
    status: RecordStatus | None = None
    legal_hold: bool | None = None


class RecordDeletion(Body):
    reason: Line


class Correction(Body):
    text: Annotated[str, Field(max_length=5_000)]
    """Empty: what was heard there was nothing."""


class ChapterBody(Body):
    start: Moment
    title: Line


class NoteBody(Body):
    about: Moment
    text: Text


class NewRedaction(Body):
    start: Moment
    end: Moment
    reason: Reason
    remark: Text | None = None


class NewPublication(Body):
    space: Annotated[str, Field(max_length=200)]
    title: Line | None = None


class SpeakerName(Body):
    name: Annotated[str, Field(max_length=60), AfterValidator(on_one_line)]


def check_given(body: Body) -> None:
    """Raises ``api.bad_field`` when nothing is to be changed."""
    if not body.model_dump(exclude_none=True):
        raise VoixlaError("api.bad_field", "Rien à modifier n'est donné dans la demande.")
