"""What happens on the page bench: makers of caption events with French text, and a small council meeting of them."""

import time
from dataclasses import dataclass, field

from captions.events import Cause, Final, Gap, Interim, Speaker, State, Status
from captions.ids import LineId, Milliseconds, SegmentId, SpeakerId, TrackId
from captions.words import Word
from tests.e2e.page.bench import PageBench, person

ANNE = Speaker(id=SpeakerId("p1"), name="Anne Le Goff, maire")
PAUL = Speaker(id=SpeakerId("p2"), name="Paul Ribeiro")
MINH = Speaker(id=SpeakerId("p3"), name="Minh Châu N’Guyen")

MEETING: tuple[tuple[Speaker, str], ...] = (
    (ANNE, "Mesdames et messieurs, je vous propose d’ouvrir la séance."),
    (ANNE, "Le quorum est atteint, dix-sept élus sont présents."),
    (PAUL, "Merci madame la maire. Une question sur la rue des Tanneurs : quand finissent les travaux ?"),
    (ANNE, "Ils finissent le 14 mars, c’est-à-dire dans trois semaines."),
    (MINH, "Le budget de la voirie est de 2 397 000 euros, soit 4 % de plus que l’an dernier."),
    (PAUL, "Et la part de l’État ?"),
    (MINH, "Elle baisse. Nous en reparlerons au point numéro six."),
    (ANNE, "Très bien. Passons au vote."),
)  # fmt: skip


@dataclass
class Script:
    """Counts segments and lines, so that events keep the invariants of captions/events.py."""

    bench: PageBench
    segment: int = 0
    line: int = 0
    revisions: dict[int, int] = field(default_factory=dict)

    def interim(self, speaker: Speaker, text: str, segment: int, line: int) -> Interim:
        return Interim(**self._text(speaker, text, segment, line))  # type: ignore[arg-type]

    def final(self, speaker: Speaker, text: str, segment: int, line: int) -> Final:
        return Final(**self._text(speaker, text, segment, line))  # type: ignore[arg-type]

    def gap(self, speaker: Speaker, cause: Cause, seconds: int) -> Gap:
        end = self.bench.now_ms() + seconds * 1000
        return Gap(
            seq=self.bench.next_seq(), track=TrackId(speaker.id), speaker=speaker,
            start_ms=Milliseconds(end - seconds * 1000), end_ms=Milliseconds(end), cause=cause,
        )  # fmt: skip

    def state(self, status: Status, cause: Cause | None = None, lag_ms: int = 0) -> State:
        at_ms = Milliseconds(self.bench.now_ms())
        return State(
            seq=self.bench.next_seq(), at_ms=at_ms, status=status, cause=cause, lag_ms=Milliseconds(lag_ms)
        )

    def next_line(self) -> int:
        self.line += 1
        return self.line

    def next_segment(self) -> int:
        self.segment += 1
        return self.segment

    def say(self, speaker: Speaker, text: str) -> None:
        """One finished line, at once."""
        self.bench.tell(self.final(speaker, text, self.next_segment(), self.next_line()))

    def speak(self, speaker: Speaker, text: str, word_s: float) -> None:
        """One line as it comes live, at the pace of ``word_s``: guesses that grow, a final every eight words."""
        line, words = self.next_line(), text.split(" ")
        for start in range(0, len(words), 8):
            segment, part = self.next_segment(), words[start : start + 8]
            for count in range(2, len(part) + 1, 2):
                self.bench.tell(self.interim(speaker, " ".join(part[:count]), segment, line))
                time.sleep(2 * word_s)
            self.bench.tell(self.final(speaker, " ".join(part), segment, line))

    def _text(self, speaker: Speaker, text: str, segment: int, line: int) -> dict[str, object]:
        now = self.bench.now_ms()
        words = tuple(
            Word(text=word, start_ms=Milliseconds(now), end_ms=Milliseconds(now), probability=0.9)
            for word in text.split()
        )
        self.revisions[segment] = self.revisions.get(segment, 0) + 1
        return {
            "seq": self.bench.next_seq(), "track": TrackId(speaker.id), "speaker": speaker,
            "segment": SegmentId(segment), "line": LineId(line), "revision": self.revisions[segment],
            "start_ms": Milliseconds(now), "end_ms": Milliseconds(now), "words": words,
        }  # fmt: skip


def people(speaking: Speaker | None = None) -> list[dict[str, object]]:
    present = [person(who.id, who.name, speaking=who is speaking) for who in (ANNE, PAUL, MINH)]
    return [*present, person("p4", "Sofia", muted=True), person("p5", "Yannick", publishing=False)]


def play_for_ever(bench: PageBench) -> None:
    script = Script(bench)
    bench.extra = {
        "notice": {
            "fr": "Démonstration : les voix sont synthétiques.",
            "en": "Demo: the voices are synthetic.",
        }
    }
    while True:
        for speaker, text in MEETING:
            bench.show_people(*people(speaker))
            script.speak(speaker, text, 0.3)
        bench.tell(script.gap(PAUL, Cause.NETWORK, 3))
