"""The hosts' pages as HTML: sign-in, and their rooms. Shows what it is given; every text is escaped here.

The markup is in ``templates``. It works without script: ``hosting.js`` adds buttons that copy links.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from string import Template

from gateway.access.roles import Role
from gateway.http.host_texts import TEXTS, words

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomView:
    """One room of a host; days as people write them."""

    name: str
    title: str
    created: str
    good_until: str
    links: Sequence[tuple[Role, str, str]]
    """Role, address relative to the page, and whole address."""
    present: int | None
    """How many are in it; None when there is no meeting now."""
    shelf: str | None = None
    """What the space is called that its records are kept in; None for the host's own."""
    keeps: bool = False
    """Whether this server keeps records at all."""


class HostPages:
    """Reads the templates once, when it is made."""

    def __init__(self) -> None:
        folder = files("gateway.http") / "templates"
        self._templates = {
            name: Template((folder / f"{name}.html").read_text("utf-8"))
            for name in ("page", "sign_in", "rooms", "room", "link", "kept", "shelf")
        }

    def sign_in(self, language: str, to: str, name: str = "", trouble: str = "") -> str:
        """``to``: where to go then; ``trouble``: why the last attempt failed."""
        body = self._fill(
            "sign_in", language, to=to, name=name, markup=_trouble(trouble) | {"invalid": _invalid(trouble)}
        )
        return self._page(language, "sign_in.title", body, f"connexion?vers={to}&", trouble)

    def rooms(
        self, language: str, host: str, rooms: Sequence[RoomView], proposed: str = "", trouble: str = ""
    ) -> str:
        """``proposed``: what stands in the field; ``trouble``: why what was asked for was not done."""
        listed = "".join(self._room(language, room) for room in rooms)
        if rooms:
            listed = f'<ul class="meetings">\n{listed}      </ul>'
        else:
            listed = f"<p>{escape(words('rooms.none', language))}</p>"
        markup = _trouble(trouble) | {"listed": listed, "invalid": ' aria-invalid="true"' if trouble else ""}
        body = self._fill("rooms", language, host=host, proposed=proposed, markup=markup)
        return self._page(language, "rooms.title", body, "salles?", trouble)

    def shelf(
        self, language: str, name: str, title: str, spaces: Sequence[tuple[str, str, bool]], trouble: str = ""
    ) -> str:
        """``spaces``: id, name, and whether it is the one now; the host's own first."""
        options = "\n".join(
            f'          <option value="{escape(id_)}"{" selected" if now else ""}>{escape(called)}</option>'
            for id_, called, now in spaces
        )
        markup = _trouble(trouble) | {"options": options, "invalid": _invalid(trouble)}
        body = self._fill("shelf", language, name=name, room_title=title, markup=markup)
        return self._page(language, "shelf.title", body, "espace?", trouble, up="../../")

    def _room(self, language: str, room: RoomView) -> str:
        links = "".join(
            self._fill(
                "link",
                language,
                name=room.name,
                role=role.value,
                path=path,
                whole=whole,
                label=words(f"link.{role}", language),
            )
            for role, path, whole in room.links
        )
        present = "" if room.present is None else words("rooms.present", language, count=room.present)
        return self._fill(
            "room",
            language,
            name=room.name,
            room_title=room.title,
            created=words("rooms.created", language, date=room.created),
            good_until=words("rooms.links", language, date=room.good_until),
            markup={
                "links": links,
                "present": f" · <b>{escape(present)}</b>" if present else "",
                "kept": self._kept(language, room) if room.keeps else "",
            },
        )

    def _kept(self, language: str, room: RoomView) -> str:
        space = words("rooms.space.own", language) if room.shelf is None else room.shelf
        return self._fill("kept", language, name=room.name, space=words("rooms.space", language, space=space))

    def _page(self, language: str, title: str, body: str, address: str, trouble: str, *, up: str = "") -> str:
        """``up``: from the page to the root of the site."""
        other = "fr" if language == "en" else "en"
        prefix = f"{words('error_prefix', language)} – " if trouble else ""
        return self._fill(
            "page",
            language,
            language=language,
            title=prefix + words(title, language),
            other=other,
            other_address=f"{address}langue={other}",
            up=up,
            root=up or "./",
            markup={"body": body.rstrip()},
        )

    def _fill(
        self, template: str, language: str, /, *, markup: dict[str, str] | None = None, **texts: str
    ) -> str:
        """``texts`` are escaped, ``markup`` is not."""
        said = {key.replace(".", "_"): escape(words(key, language)) for key in TEXTS}
        given = {key: escape(text) for key, text in texts.items()}
        return self._templates[template].substitute(said | given | (markup or {}))


def _trouble(text: str) -> dict[str, str]:
    shown = f'<p id="trouble" class="notice trouble" role="alert">{escape(text)}</p>' if text else ""
    return {"trouble": shown}


def _invalid(trouble: str) -> str:
    return ' aria-invalid="true" aria-describedby="trouble"' if trouble else ""
