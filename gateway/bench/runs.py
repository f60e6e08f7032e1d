"""What each ``./run bench …`` does, from its arguments to its result; the measuring itself is in the other files."""

import asyncio
import sys
import tempfile
from argparse import Namespace
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

from captions.ids import SessionId
from gateway import compose
from gateway.bench.archive import archive as archive
from gateway.bench.baseline import BaselineSession
from gateway.bench.capacity import Capacity, find_capacity, within_baseline_bound, within_promises
from gateway.bench.conditions import Condition
from gateway.bench.costs import costs
from gateway.bench.long import run_long
from gateway.bench.phrases import Phrase, demo_phrases, file_phrases, read_set
from gateway.bench.quality import SetErrors, Transcribe, agreed, measure_set, streamed, table
from gateway.bench.setting import Setting
from gateway.bench.silence import run_silence
from gateway.bench.speakers import speakers as speakers
from gateway.bench.streams import StreamsReport, run_streams
from gateway.bench.talker import Talker
from gateway.bench.tap import measure_tap
from gateway.captioner import CaptionerFactory
from gateway.weights_progress import WeightsProgress
from hardware.probe import probe
from models.engines.bare import BareWhisper
from models.engines.padded import PaddedWhisper
from models.weights.shapes import SHAPES, build
from models.weights.store import default_cache
from pipeline.policy import ACCURATE, FAST, Policy
from pipeline.ports import Publish
from pipeline.session import CaptionSession

Result = dict[str, object]
R = TypeVar("R")


def streams(args: Namespace) -> Result:
    engine, phrases = _engine(args, tuned=True), _phrases(args)
    factory = _baseline(engine, args.sessions) if args.baseline else partial(compose.live_session, engine)
    run = run_streams(
        factory,
        phrases,
        sessions=args.sessions,
        seconds=args.seconds,
        stay=args.stay,
        longer_s=args.longer,
    )
    report = asyncio.run(_inside(engine, run))
    return {**_setting(engine), "mode": "baseline" if args.baseline else "voixla", **report.as_json()}


def silence(args: Namespace) -> Result:
    engine = _engine(args, tuned=True)
    run = run_silence(partial(compose.live_session, engine), sessions=args.sessions, seconds=args.seconds)
    return {**_setting(engine), **asyncio.run(_inside(engine, run)).as_json()}


def tap(args: Namespace) -> Result:
    machine = probe()
    about = {"processor": machine.processor, "cores": machine.cores}
    return {**asyncio.run(measure_tap(args.speakers, args.seconds)), "machine": about}


def capacity(args: Namespace) -> Result:
    engine, phrases = _engine(args, tuned=True), _phrases(args)
    find = _capacities(engine, phrases, seconds=args.seconds, first=args.first, most=args.most)
    ours, theirs = asyncio.run(_inside(engine, find))
    return {
        **_setting(engine),
        "seconds": args.seconds,
        "capacity": {"voixla": ours.talkers, "baseline": theirs.talkers},
        "ratio": round(ours.talkers / theirs.talkers, 2) if theirs.talkers else None,
        "cores_per_talker": {"voixla": _cores_per_talker(ours), "baseline": _cores_per_talker(theirs)},
        "voixla": ours.as_json(),
        "baseline": theirs.as_json(),
    }


def engine(args: Namespace) -> Result:
    loaded = _engine(args)
    whisper = BareWhisper(
        loaded.installed.path,
        device=loaded.choice.device,
        compute_type=loaded.installed.compute_type,
        threads=args.threads,
    )
    return {**_setting(loaded), "costs": _costs(whisper, args, gpu=loaded.choice.device != "cpu")}


def shapes(args: Namespace) -> Result:
    measured: dict[str, object] = {}
    for name in args.shape:
        with tempfile.TemporaryDirectory(prefix="voixla-") as folder:
            _say(f"{name} : poids aléatoires…")
            build(Path(folder), SHAPES[name], quantization=args.compute_type)
            whisper = BareWhisper(
                Path(folder), device=args.device, compute_type=args.compute_type, threads=args.threads
            )
            measured[name] = _costs(whisper, args, gpu=args.device != "cpu")
            del whisper
    setting = Setting(
        machine=probe(),
        model="random",
        compute_type=args.compute_type,
        device=args.device,
        workers=1,
        threads=args.threads,
        batch=1,
    )
    return {**setting.as_json(), "shapes": measured}


def quality(args: Namespace) -> Result:
    sets = [read_set(Path(folder)) for folder in args.folder]
    engine = _engine(args)
    yardstick = _yardstick(engine, workers=engine.choice.workers, threads=engine.choice.threads)
    systems: dict[str, Transcribe] = {
        "accurate": streamed(partial(_recording_session, engine, ACCURATE)),
        "fast": streamed(partial(_recording_session, engine, FAST)),
        "baseline": agreed(yardstick),
    }
    wanted = {name: systems[name] for name in args.system}

    async def measure() -> list[SetErrors]:
        measured: list[SetErrors] = []
        for condition in map(Condition, args.condition):
            _say(f"{condition.value}…")
            # What is recognised follows from the sound alone, so all sets may share the machine.
            measured += await asyncio.gather(
                *(
                    measure_set(recorded, other.phrases, condition, yardstick=yardstick, systems=wanted)
                    for recorded, other in zip(sets, [*sets[1:], sets[0]], strict=True)
                )
            )
        return measured

    return {**_setting(engine), "wer": table(asyncio.run(_inside(engine, measure())))}


def long(args: Namespace) -> Result:
    engine = _engine(args)
    run = run_long(
        partial(compose.recording_session, engine),
        Talker(_phrases(args)),
        hours=args.hours,
        progress=lambda share: _say(f"{share:.0%}"),
    )
    return {**_setting(engine), **asyncio.run(_inside(engine, run)).as_json()}


async def _capacities(
    engine: compose.Engine, phrases: Sequence[Phrase], *, seconds: float, first: int, most: int
) -> tuple[Capacity, Capacity]:
    async def run(name: str, factory: Callable[[int], CaptionerFactory], sessions: int) -> StreamsReport:
        _say(f"{name} : {sessions} personne(s) pendant {seconds:.0f} s…")
        report = await run_streams(factory(sessions), phrases, sessions=sessions, seconds=seconds)
        _say(f"  {report.as_json()}")
        return report

    def voixla(_: int) -> CaptionerFactory:
        return partial(compose.live_session, engine)

    ours = await find_capacity(partial(run, "Voixlà", voixla), within_promises, first=first, most=most)
    baseline = partial(run, "référence", partial(_baseline, engine))
    return ours, await find_capacity(baseline, within_baseline_bound, first=1, most=most)


def _cores_per_talker(found: Capacity) -> float | None:
    return None if found.best is None else round(found.best.usage.cores / max(1, found.talkers), 3)


def _costs(whisper: BareWhisper, args: Namespace, *, gpu: bool) -> list[dict[str, object]]:
    measured = []
    for cost in costs(whisper, seconds=args.window, batches=args.batch, beams=args.beam):
        measured.append(cost.as_json(gpu=gpu))
        _say(f"  {measured[-1]}")
    return measured


def _engine(args: Namespace, *, tuned: bool = False) -> compose.Engine:
    """``tuned`` as servers are: batches as large as they pay here."""
    with WeightsProgress() as progress:
        return compose.load_engine(
            args.model, language="fr", cache=default_cache(), progress=progress, tuned=tuned
        )


def _phrases(args: Namespace) -> list[Phrase]:
    return file_phrases([Path(path) for path in args.audio]) if args.audio else demo_phrases()


def _yardstick(engine: compose.Engine, *, workers: int, threads: int) -> PaddedWhisper:
    return PaddedWhisper(
        engine.installed.path,
        device=engine.choice.device,
        compute_type=engine.installed.compute_type,
        workers=workers,
        threads=threads,
    )


def _baseline(engine: compose.Engine, sessions: int) -> CaptionerFactory:
    """The peers' way with the layout that is best for them: no core idle, none shared by two calls at once."""
    cores = engine.choice.workers * engine.choice.threads
    workers = min(sessions, cores)
    return partial(BaselineSession, _yardstick(engine, workers=workers, threads=cores // workers))


def _recording_session(
    engine: compose.Engine, policy: Policy, session: SessionId, publish: Publish
) -> CaptionSession:
    return CaptionSession(
        session=session, inference=engine.device, policy=policy, publish=publish, live=False
    )


async def _inside(engine: compose.Engine, work: Awaitable[R]) -> R:
    async with engine.device:
        return await work


def _setting(engine: compose.Engine) -> Result:
    return Setting(
        machine=probe(),
        model=engine.installed.name,
        compute_type=engine.installed.compute_type,
        device=engine.choice.device,
        workers=engine.choice.workers,
        threads=engine.choice.threads,
        batch=engine.pace.batch if engine.pace else 1,
    ).as_json()


def _say(line: str) -> None:
    """How far it is; results go to standard output."""
    print(line, file=sys.stderr, flush=True)
