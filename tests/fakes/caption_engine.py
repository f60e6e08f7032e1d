"""The engine of ``./run caption`` with fakes behind the ports; as a program, the command line with that engine.

``python -m tests.fakes.caption_engine caption FILE …`` is ``./run caption FILE …`` that hears ``SCRIPT``.
"""

import sys
from argparse import Namespace
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager

import gateway.commands.caption as command
import gateway.main as cli
from captions.ids import SessionId
from captions.words import Hypothesis
from gateway.files.job import OpenSession
from models.audio import SpeechWindow
from pipeline.policy import ACCURATE
from pipeline.ports import Publish
from pipeline.session import CaptionSession
from tests.fakes.loudness import InlineInference, LoudnessDetector
from tests.fakes.scripted import Line, ScriptedRecogniser, spoken

SCRIPT = [
    *spoken("Bonjour à toutes et à tous.", 200),
    *spoken("La séance est ouverte, nous avons le quorum.", 3200),
    *spoken("Merci.", 6500),
]


class BrokenRecogniser(ScriptedRecogniser):
    """Hears its script, but the calls with the numbers in ``failing`` raise ``error``."""

    def __init__(self, script: Iterable[Line], *, failing: range, error: Exception) -> None:
        super().__init__(script)
        self._failing = failing
        self._error = error

    def recognise(self, windows: Sequence[SpeechWindow]) -> list[Hypothesis]:
        heard = super().recognise(windows)
        if len(self.windows) - 1 in self._failing:
            raise self._error
        return heard


def engine(recogniser: ScriptedRecogniser) -> OpenSession:
    @asynccontextmanager
    async def opened(publish: Publish) -> AsyncIterator[CaptionSession]:
        inference = InlineInference(recogniser, LoudnessDetector())
        session = CaptionSession(
            session=SessionId("file"), inference=inference, policy=ACCURATE, publish=publish, live=False
        )
        async with session:
            yield session

    return opened


def load(args: Namespace) -> OpenSession:
    return engine(ScriptedRecogniser(SCRIPT))


if __name__ == "__main__":
    command._load_engine = load
    sys.exit(cli.main())
