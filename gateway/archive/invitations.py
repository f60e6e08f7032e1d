"""Invitations into a space as signed, expiring texts, and the ids of personal spaces. Pure: no clock, no store.

An invitation reads ``s1.ID.EXPIRY.MAC``. Whether it was revoked, and into which space it leads, the archive knows:
the secret of the link is the MAC, which the archive never sees.
"""

import hmac
import re
from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Final

from captions.archive.records import InvitationId, Moment, SpaceId
from captions.errors import VoixlaError

_VERSION: Final = "s1"
_INVITATION: Final = b"voixla invitation\0"
_PERSONAL: Final = b"voixla personal space\0"
_FORM: Final = re.compile(r"s1\.([A-Za-z0-9_-]{8,64})\.([0-9]{1,16})", re.ASCII)
_LONGEST: Final = 256
_SENTENCES: Final = {
    "access.bad": "Ce lien d'invitation est incomplet ou faux : ouvrez-le tel que vous l'avez reçu, en entier.",
    "access.expired": "Votre invitation est arrivée à son terme : pour lire encore, demandez-en une autre à qui vous a "
    "invité.",
    "access.revoked": "Votre invitation a été retirée : pour toute question, adressez-vous à qui vous a invité.",
}


def refusal(code: str) -> VoixlaError:
    return VoixlaError(code, _SENTENCES[code])


def sign(invitation: InvitationId, expires: Moment, key: bytes) -> str:
    text = f"{_VERSION}.{invitation}.{expires}"
    if not _FORM.fullmatch(text):
        raise ValueError("an id of an invitation holds letters, digits, - and _ only")
    return f"{text}.{_mac(_INVITATION, text, key)}"


def verify(token: str, key: bytes, now: Moment) -> InvitationId:
    """Raises ``access.bad`` or ``access.expired``."""
    if len(token) > _LONGEST:
        raise refusal("access.bad")
    text, _, mac = token.rpartition(".")
    genuine = hmac.compare_digest(_mac(_INVITATION, text, key).encode(), mac.encode("utf-8", "surrogatepass"))
    form = _FORM.fullmatch(text)
    if not genuine or form is None:
        raise refusal("access.bad")
    if now >= int(form[2]):
        raise refusal("access.expired")
    return InvitationId(form[1])


def personal_space_id(account: int, key: bytes) -> SpaceId:
    """Always the same, and nobody can guess it."""
    return SpaceId(f"hote-{_mac(_PERSONAL, str(account), key)[:22]}")


def _mac(purpose: bytes, text: str, key: bytes) -> str:
    digest = hmac.digest(key, purpose + text.encode("utf-8", "surrogatepass"), sha256)
    return urlsafe_b64encode(digest).rstrip(b"=").decode()
