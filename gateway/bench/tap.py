"""What it costs to get everybody's sound out of Janus: a copy that it sends us, beside joining as a listener does.

The second is what captioning bots do. Both decode to 16 kHz; those who talk are in another process. Everything
is measured in one run, one way after the other, on the same connections.
"""

import asyncio
import json
import os
import sys
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

from captions.errors import VoixlaError
from gateway.bench.usage import UsageMeter
from gateway.demo.bot import heard_by_a_bot
from gateway.media.embedded.vendor import close_connection, new_connection, take_description
from gateway.media.intake import Intake
from gateway.media.janus.config import JanusOptions, new_keys
from gateway.media.janus.handle import Description, Handle
from gateway.media.janus.link import Link
from gateway.media.janus.process import JanusProcess, find_janus
from gateway.media.janus.publisher import Publisher
from gateway.media.janus.tap_socket import TapSocket
from gateway.media.janus.tokens import Tokens
from gateway.media.janus.venue import Server, Venue
from gateway.media.ports import Feed
from gateway.media.tap import Tap
from gateway.tasks import Tasks
from models.audio import SAMPLE_RATE, Loss, Pcm, Samples

_SETTLE_S = 3.0
_LARGEST_OFFERS = 1 << 24


class _Count:
    """A tap's sink: how much sound came, how much is missing."""

    def __init__(self) -> None:
        self.samples = self.missing = 0

    def sound(self, start: Samples, pcm: Pcm) -> None:
        self.samples += len(pcm)

    def gap(self, start: Samples, end: Samples, loss: Loss) -> None:
        self.missing += end - start

    def pause(self) -> None:
        return

    def speaking(self, on: bool) -> None:
        return


async def measure_tap(speakers: int, seconds: float) -> dict[str, object]:
    """Raises ``VoixlaError`` where there is no Janus."""
    program = find_janus()
    if program is None:
        raise VoixlaError("media.janus_missing", "Cette mesure demande Janus : sudo apt install janus.")
    count = _Count()
    async with _meeting(program, speakers) as (venue, feeds, pids):
        meter, usage, others = _Meter(pids[0], speakers, seconds, count), UsageMeter(), -_cpu_of(*pids)
        idle = await meter.row()
        async with _listening(venue, [feed.id for feed in feeds], count):
            listener = await meter.row()
        for feed in feeds:
            await _copy(venue, feed, count)
        copied = await meter.row()
        used, others = usage.read(), others + _cpu_of(*pids)
    strangers = None if used.others_cores is None else round(used.others_cores - others / used.wall_s, 2)
    ratio = _over(listener, idle) / max(1e-9, _over(copied, idle))
    return {
        "speakers": speakers,
        "seconds": seconds,
        "ways": {"nothing": idle, "listener (aiortc)": listener, "copy (rtp_forward)": copied},
        "core_percent_per_speaker": {"listener": _over(listener, idle), "copy": _over(copied, idle)},
        "ratio": round(ratio, 1),
        "others_cores": strangers,
    }


class _Meter:
    def __init__(self, pid: int, speakers: int, seconds: float, count: _Count) -> None:
        self._pid, self._speakers, self._seconds, self._count = pid, speakers, seconds, count

    async def row(self) -> dict[str, float]:
        """What the next seconds cost, in per cent of a core for each speaker; ``delivered`` in per cent."""
        await asyncio.sleep(_SETTLE_S)
        heard, missing = self._count.samples, self._count.missing
        wall, cpu, janus = time.monotonic(), time.process_time(), _cpu_of(self._pid)
        await asyncio.sleep(self._seconds)
        wall, cpu = time.monotonic() - wall, time.process_time() - cpu
        janus = _cpu_of(self._pid) - janus
        share = 100 / wall / self._speakers
        heard = self._count.samples - heard
        return {
            "us": round(cpu * share, 2),
            "janus": round(janus * share, 2),
            "delivered": round(100 * heard / SAMPLE_RATE / wall / self._speakers, 1),
            "missing_s": round((self._count.missing - missing) / SAMPLE_RATE, 2),
        }


def _over(row: dict[str, float], idle: dict[str, float]) -> float:
    return round(row["us"] - idle["us"], 2)


def _cpu_of(*pids: int) -> float:
    stats = [Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split() for pid in pids]
    return sum(int(fields[11]) + int(fields[12]) for fields in stats) / os.sysconf("SC_CLK_TCK")


@asynccontextmanager
async def _meeting(
    program: Path, speakers: int
) -> AsyncIterator[tuple[Venue, list[Publisher], tuple[int, int]]]:
    keys = new_keys()
    source, tokens = (
        JanusProcess(program, keys=keys, options=JanusOptions()),
        Tokens(keys.signing, clock=time.time),
    )
    async with AsyncExitStack() as stack:
        tap = TapSocket(source.tap_host, sender=source.tap_sender)
        tap.open()
        stack.callback(tap.close)
        tasks = Tasks(await stack.enter_async_context(asyncio.TaskGroup()))
        stack.push_async_callback(source.stop)
        link = await Link.open(await source.start(tasks), tokens=tokens, tasks=tasks)
        stack.push_async_callback(link.close)
        manager = await Handle.attach(link, lambda message: None)
        server = Server(link=link, manager=manager, tokens=tokens, keys=keys, tap=tap)
        venue = await Venue.create(server, "voixla-bench")
        talking = await stack.enter_async_context(_talking(speakers))
        feeds = await _publish(venue, tasks, talking)
        assert source.pid is not None
        yield venue, feeds, (source.pid, talking.pid)


@asynccontextmanager
async def _talking(speakers: int) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "gateway.bench.senders", str(speakers),
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=_LARGEST_OFFERS,
    )  # fmt: skip
    try:
        yield process
    finally:
        assert process.stdin is not None
        process.stdin.close()
        await process.wait()


async def _publish(venue: Venue, tasks: Tasks, talking: asyncio.subprocess.Process) -> list[Publisher]:
    assert talking.stdout is not None
    assert talking.stdin is not None
    up = asyncio.Semaphore(0)
    feeds: list[Publisher] = []
    answers = []
    for offer in json.loads(await talking.stdout.readline()):
        feed = Publisher(
            venue,
            Feed.MAIN,
            intake=None,
            tasks=tasks,
            flowing=up.release,
            ended=lambda publisher, failed: None,
        )
        answers.append(await feed.negotiate(offer, muted=False))
        feeds.append(feed)
    talking.stdin.write(json.dumps(answers).encode() + b"\n")
    async with asyncio.timeout(20):
        for _ in feeds:
            await up.acquire()
    return feeds


async def _copy(venue: Venue, feed: Publisher, count: _Count) -> None:
    began = time.monotonic()

    def now() -> Samples:
        return Samples(round((time.monotonic() - began) * SAMPLE_RATE))

    intake = Intake(tap=Tap(count), forward=_nobody, now=now)
    source = venue.tap.receive(lambda received: intake.arrive(received.source, received.packet))
    await venue.forward(feed.id, "0", source)


@asynccontextmanager
async def _listening(venue: Venue, feeds: list[str], count: _Count) -> AsyncIterator[None]:
    handle = await venue.attach(lambda message: None)
    streams = [{"feed": feed} for feed in feeds]
    reply = await venue.join(handle, {"ptype": "subscriber", "streams": streams})
    assert reply.sdp is not None
    connection = new_connection()
    await take_description(connection, "offer", reply.sdp)
    await connection.setLocalDescription()
    decoding = [asyncio.create_task(_decode(receiver.track, count)) for receiver in connection.getReceivers()]
    await handle.ask({"request": "start"}, Description(kind="answer", sdp=connection.localDescription.sdp))
    yield
    for task in decoding:
        task.cancel()
    await asyncio.wait(decoding)
    await close_connection(connection)
    await handle.detach()


async def _decode(track: Any, count: _Count) -> None:
    async for pcm in heard_by_a_bot(track):
        count.samples += len(pcm)


def _nobody(ticks: int, payload: bytes) -> None:
    return
