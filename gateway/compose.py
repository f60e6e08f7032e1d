"""The composition root: which adapter stands behind which port. The only place that joins pipeline and hardware."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from captions.archive.audit import Deed, Occurrence
from captions.archive.ports import SYSTEM
from captions.archive.records import Moment, RecordId
from captions.events import Author, AuthorKind
from captions.glossary import Glossary
from captions.ids import SessionId, SpeakerId
from gateway.access.grants import Access
from gateway.access.hosting import Hosting
from gateway.archive.keeping import Keeping
from gateway.archive.personal import space_of_room
from gateway.archive.recorders import Recorders, Shelf, general_space, shelf
from gateway.demo.sample import sample_window
from gateway.media import espeak
from gateway.media.choice import MediaChoice
from gateway.media.ports import MediaServer
from gateway.media.turn import Relay
from gateway.meeting.rules import RoomRules
from gateway.rooms import Rooms
from gateway.settings import Settings
from hardware.device import InferenceDevice
from hardware.probe import probe
from hardware.select import Choice, choose
from hardware.tuning import Pace, measure
from hardware.voices import VoicesDevice
from models.engines.faster_whisper import FasterWhisperRecogniser
from models.engines.silero import SileroDetector
from models.engines.speakers.online import OnlineDiariser
from models.engines.voice_networks import Networks
from models.weights.catalogue import CATALOGUE
from models.weights.fetch import InstalledModel, obtainable, resolve
from models.weights.progress import Progress, silent
from models.weights.speakers.fetch import resolve_speakers, speakers_entry
from pipeline.policy import ACCURATE, FAST
from pipeline.ports import Diarisation, Impressions, Observer, Publish
from pipeline.session import CaptionSession


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """A loaded recogniser on a device, and why it was chosen. Enter ``device`` before opening sessions."""

    device: InferenceDevice
    choice: Choice
    installed: InstalledModel
    pace: Pace | None
    """What the device was measured to do; None when it was not asked."""

    @property
    def recogniser(self) -> FasterWhisperRecogniser:
        """The device's, which may change."""
        recogniser = self.device.recogniser
        assert isinstance(recogniser, FasterWhisperRecogniser)
        return recogniser


def load_engine(
    model: str,
    *,
    language: str,
    cache: Path,
    progress: Progress = silent,
    tuned: bool = False,
    called: Callable[[float, int], None] = lambda seconds, windows: None,
) -> Engine:
    """``model`` is ``auto``, a name of the catalogue or a folder. Blocks while weights are fetched and loaded.

    ``tuned``: measure for about a second what the device can do and batch accordingly; for servers, not for files.
    ``called`` is told of each call of the device: its seconds, its windows.
    Raises ``VoixlaError`` with what to do when the weights cannot be had or loaded.
    """
    choice = choose(probe(), obtainable(cache), model)
    installed = resolve(choice.model, compute_type=choice.compute_type, cache=cache, progress=progress)
    load = partial(_load, choice, installed, language)
    recogniser = load()
    window = sample_window()
    # The first call compiles and allocates; nobody should wait for that with a sentence in the air.
    recogniser.recognise([window])
    pace = measure(recogniser, window, workers=choice.workers) if tuned else None
    device = InferenceDevice(
        recogniser,
        SileroDetector(),
        workers=choice.workers,
        batch=pace.batch if pace else 1,
        called=called,
        rebuild=load,
    )
    return Engine(device=device, choice=choice, installed=installed, pace=pace)


def live_session(
    engine: Engine,
    session: SessionId,
    publish: Publish,
    observer: Observer | None = None,
    glossary: Glossary | None = None,
    diarisation: Diarisation | None = None,
    impressions: Impressions | None = None,
) -> CaptionSession:
    """Captions for people who read along: fast, and sheds load rather than fall behind."""
    return CaptionSession(
        session=session,
        inference=engine.device,
        policy=FAST,
        publish=publish,
        live=True,
        observer=observer,
        glossary=glossary,
        diarisation=diarisation,
        impressions=impressions,
    )


def tell_voices_apart(cache: Path) -> VoicesDevice:
    """For shared microphones: nothing is loaded or fetched before the first of them, or before somebody speaks where
    the weights are in the cache. To be entered.
    """
    loaded: list[Networks] = []

    def networks(*, offline: bool = False) -> Networks:
        if not loaded:
            loaded.append(Networks(resolve_speakers(cache, offline=offline)))
        return loaded[0]

    return VoicesDevice(
        lambda: OnlineDiariser(networks()),
        lambda: networks(offline=True).direction if speakers_entry(cache) is not None else None,
    )


def recording_session(
    engine: Engine,
    session: SessionId,
    publish: Publish,
    glossary: Glossary | None = None,
    voices: VoicesDevice | None = None,
) -> CaptionSession:
    """Captions of a recording: accurate, and sound waits for the engine. With ``voices``, which is entered, tracks may
    be shared.
    """
    return CaptionSession(
        session=session,
        inference=engine.device,
        policy=ACCURATE,
        publish=publish,
        live=False,
        glossary=glossary,
        diarisation=voices,
    )


def open_rooms(
    engine: Engine,
    settings: Settings,
    notice: Mapping[str, str] | None = None,
    observer: Observer | None = None,
    access: Access | None = None,
    media: MediaServer | None = None,
    glossary: Glossary | None = None,
    recorders: Recorders | None = None,
    voices: VoicesDevice | None = None,
) -> Rooms:
    """The meetings of a server whose captions ``engine`` makes. ``notice`` is told to everybody who comes in.

    ``access``: who may; everybody by default. ``media`` is entered already; the embedded server by default.
    Without ``voices``, entered, no microphone is shared.
    """
    greeting: dict[str, object] = {"engine": _about(engine)}
    if notice is not None:
        greeting["notice"] = notice
    relay = Relay(urls=settings.turn_urls, secret=settings.turn_secret)
    return Rooms(
        sessions=partial(
            live_session,
            engine,
            observer=observer,
            glossary=glossary,
            diarisation=voices,
            impressions=voices if settings.voices == "hint" else None,
        ),
        media=media,
        access=access,
        rules=RoomRules(
            people=settings.room_people,
            readers=settings.room_readers,
            talkers=engine.pace.talkers(1.0) if engine.pace else None,
            greeting=greeting,
            synthesise=espeak.installed(settings.language),
            ice=lambda listener: relay.ice_servers(listener, time.time()),
        ),
        limit=settings.rooms,
        recorders=recorders,
        prepare_voices=voices.prepare if voices is not None else None,
    )


def open_recorders(engine: Engine, keeping: Keeping, hosting: Hosting | None) -> Recorders:
    """What writes meetings into the archive, each into the space of the host whose room it is. Raises ``archive.*``."""
    stamp = engine.recogniser.capabilities.stamp
    author = Author(
        kind=AuthorKind.ENGINE,
        id=SpeakerId("engine"),
        name=f"{stamp.engine} {stamp.model} {stamp.compute_type}",
    )

    def shelving(room: str) -> Shelf:
        owned = hosting.register.find(room) if hosting is not None else None
        host = hosting.accounts.numbered(owned.owner) if hosting is not None and owned is not None else None
        space = general_space(keeping.archive) if host is None else space_of_room(keeping, room, host)
        return shelf(keeping.archive, space, owned.title if owned is not None else room)

    def note(deed: Deed, record: RecordId, actor: str, at: Moment, about: Mapping[str, str | int]) -> None:
        space = keeping.archive.record(record, SYSTEM).space
        keeping.audit.append(
            Occurrence(at=at, deed=deed, actor=actor, space=space, record=record, about=about)
        )

    recorders = Recorders(keeping.archive, keeping.records, author, shelving, keeping.clock, note)
    recorders.end_forsaken()
    return recorders


def media_choice(settings: Settings) -> MediaChoice:
    """What the settings say about the meeting server."""
    return MediaChoice(
        media=settings.media,
        ports=settings.media_ports,
        public_address=settings.public_address,
        janus_url=settings.janus_url,
        janus_secret=settings.janus_secret,
        janus_admin_key=settings.janus_admin_key,
        tap_host=settings.tap_host,
    )


def _load(choice: Choice, installed: InstalledModel, language: str) -> FasterWhisperRecogniser:
    return FasterWhisperRecogniser(
        installed.path,
        name=installed.name,
        device=choice.device,
        compute_type=installed.compute_type,
        workers=choice.workers,
        threads=choice.threads,
        language=language,
        least_context_s=installed.least_context_s,
        margin_s=installed.margin_s,
    )


def _about(engine: Engine) -> dict[str, str]:
    stamp = engine.recogniser.capabilities.stamp
    card = CATALOGUE.get(stamp.model)
    french = card.french if card else None
    if french is None:
        note_fr = "La qualité de ce modèle en français n'a pas été mesurée par nous."
        note_en = "We have not measured what this model is worth in French."
    else:
        least, most = min(french.figures), max(french.figures)
        note_fr = f"D'après nos mesures, {least:.0f} à {most:.0f} % de mots faux en français selon la parole."
        note_en = f"We measured {least:.0f} to {most:.0f} % wrong words in French, depending on the speech."
    return {
        "engine": stamp.engine,
        "model": stamp.model,
        "compute_type": stamp.compute_type,
        "note_fr": note_fr,
        "note_en": note_en,
    }
