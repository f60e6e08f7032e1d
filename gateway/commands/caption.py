"""``./run caption``: captions of a file or of standard input, through the pipeline of the meetings."""

import asyncio
import logging
import os
import signal
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, contextmanager

from captions.events import Speaker
from captions.formats.form import NAMES, Form, form
from captions.ids import SessionId, SpeakerId
from gateway.files.job import TRACK, FileJob, OpenSession, People, Sound
from gateway.files.output import FileOutput, Output, StandardOutput, refuse_to_overwrite
from gateway.files.progress import Progress
from gateway.files.revised import Revised
from gateway.glossary_file import read_glossary_file
from gateway.media.file import AudioFileSource
from gateway.media.pcm import PcmSource
from pipeline.ports import Publish
from pipeline.session import CaptionSession

HELP = "sous-titre un fichier audio ou vidéo"

INTERRUPTED = 130
_STDIN = 0
_GROWING = ("lines", "json")
"""Formats of which a part is already useful; files of the others get their name when they are whole."""

_AUTO = People()
_FEWEST, _MOST = 2, 20
_SOMEBODY = "Intervenant"

LoadEngine = Callable[[Namespace], OpenSession]


def configure(parser: ArgumentParser) -> None:
    parser.add_argument(
        "file", metavar="FICHIER", help="fichier audio ou vidéo, ou « - » pour du son s16le 16 kHz mono"
    )
    parser.add_argument(
        "--pace",
        choices=("real", "fast"),
        default="fast",
        help="fast : aussi vite que possible (par défaut) ; real : au rythme de la parole",
    )
    parser.add_argument(
        "--format",
        choices=NAMES,
        default="lines",
        help="lines (par défaut), json, vtt, srt, ttml, stl ou txt",
    )
    parser.add_argument("--output", metavar="CHEMIN", help="écrit dans ce fichier, remplacé s'il existe")
    parser.add_argument("--language", metavar="LANGUE", default="fr", help="langue parlée (par défaut : fr)")
    parser.add_argument(
        "--model", metavar="MODÈLE", default="auto", help="auto (par défaut), base, small… ou un dossier"
    )
    parser.add_argument("--glossary", metavar="FICHIER", help="noms et sigles à reconnaître, un par ligne")
    parser.add_argument(
        "--speakers",
        nargs="?",
        const=_AUTO,
        type=_people,
        metavar="auto|N",
        help="plusieurs personnes parlent : chaque ligne sous sa voix (auto), N voix au plus",
    )
    parser.add_argument("--speaker", metavar="NOM", default="", help="nom à écrire devant le texte")


def run(args: Namespace) -> int:
    with _quiet_logs():
        return caption(args, _load_engine)


def caption(args: Namespace, load_engine: LoadEngine) -> int:
    """The command with the engine that ``load_engine`` gives, loaded once file and output are known to be good."""
    with ExitStack() as stack:
        if args.file == "-":
            source: AudioFileSource | PcmSource = PcmSource(_STDIN, track=TRACK)
        else:
            source = stack.enter_context(AudioFileSource(args.file, track=TRACK))
        # A glossary that cannot be read must be told before anything takes time.
        args.glossary = read_glossary_file(args.glossary)
        output = _open_output(args)
        stack.callback(output.discard)
        open_session = load_engine(args)
        live = args.pace == "real" or args.file == "-"
        on_terminal = args.pace == "fast" and sys.stderr.isatty()
        job = FileJob(
            open_session=open_session,
            form=_form(args, live=live),
            output=output,
            progress=Progress(sys.stderr if on_terminal else None, total_ms=source.duration_ms),
            speaker=Speaker(id=SpeakerId("file"), name=args.speaker or (_SOMEBODY if args.speakers else "")),
            people=args.speakers,
        )
        return asyncio.run(_caption(job, source, real_time=args.pace == "real", live=live))


async def _caption(job: FileJob, source: AudioFileSource | PcmSource, *, real_time: bool, live: bool) -> int:
    with _interruptible(job.interrupt):
        done = await job.run(_sound(source), real_time=real_time, live=live)
    return 0 if done else INTERRUPTED


async def _sound(source: AudioFileSource | PcmSource) -> Sound:
    if isinstance(source, PcmSource):
        async for frame in source.sound():
            yield frame
        return
    for item in source.sound():
        yield item
        await asyncio.sleep(0)  # decoding never waits, and others must run


def _form(args: Namespace, *, live: bool) -> Form:
    """With several people a text is written at the end, when nobody will look again at who said what; those who read
    along cannot wait for that, and JSON says what changes."""
    along = args.format == "json" or (live and args.format == "lines")
    if args.speakers is None or along:
        return form(args.format, language=args.language)
    return Revised(args.format, language=args.language)


def _people(text: str) -> People:
    if text == "auto":
        return _AUTO
    if not text.isdecimal() or not _FEWEST <= int(text) <= _MOST:
        raise ArgumentTypeError(
            f"« {text} » : « auto », ou le nombre de personnes, de {_FEWEST} à {_MOST} "
            "(le fichier se met avant --speakers)"
        )
    return People(int(text))


def _open_output(args: Namespace) -> Output:
    if args.output is None:
        return StandardOutput()
    if args.file != "-":
        refuse_to_overwrite(args.file, args.output)
    return FileOutput(args.output, whole=args.format not in _GROWING)


@contextmanager
def _interruptible(interrupt: Callable[[], None]) -> Iterator[None]:
    """The first Ctrl-C ends the listening, the second one the program."""
    loop = asyncio.get_running_loop()

    def stop() -> None:
        loop.remove_signal_handler(signal.SIGINT)
        interrupt()

    loop.add_signal_handler(signal.SIGINT, stop)
    try:
        yield
    finally:
        loop.remove_signal_handler(signal.SIGINT)


@contextmanager
def _quiet_logs() -> Iterator[None]:
    """Without a handler, logging would print the tracebacks of failed tracks; the job tells of them in words."""
    handler = logging.NullHandler()
    if os.environ.get("VOIXLA_DEBUG") == "1":
        yield
        return
    logging.getLogger().addHandler(handler)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(handler)


def _load_engine(args: Namespace) -> OpenSession:
    """The real engine. Imported here: it takes a second that neither ``--help`` nor a refusal should cost."""
    from gateway import compose
    from gateway.files.voices import load_voices
    from gateway.weights_progress import WeightsProgress
    from models.weights.store import default_cache

    with WeightsProgress() as progress:
        # First what may be missing: the recogniser takes longer to load.
        voices = load_voices(default_cache(), progress) if args.speakers else None
        engine = compose.load_engine(
            args.model, language=args.language, cache=default_cache(), progress=progress
        )

    @asynccontextmanager
    async def opened(publish: Publish) -> AsyncIterator[CaptionSession]:
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(engine.device)
            if voices is not None:
                await stack.enter_async_context(voices)
            session = compose.recording_session(engine, SessionId("file"), publish, args.glossary, voices)
            yield await stack.enter_async_context(session)

    return opened
