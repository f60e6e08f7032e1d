from dataclasses import replace
from datetime import UTC

import pytest

from captions.archive.records import Moment, RecordStatus
from gateway.archive.exports import lines
from gateway.archive.exports.transcript import LONGEST_TITLE, blocks, head, titled
from tests.fakes.archives import STARTED, entry
from tests.fakes.exported import RECORD_ID, chapters, entries, marks, record


def as_text(**about: object) -> str:
    told = record(**about)  # type: ignore[arg-type]
    return "".join(lines.write(head(told, UTC), blocks(told, entries(), marks(), chapters())))


def test_what_is_said_stands_under_the_items_of_the_agenda_with_what_is_missing() -> None:
    assert as_text().splitlines() == [
        "Conseil municipal",
        "lundi 21 septembre 2026, de 14 h 13 à 15 h 13",
        "Transcription automatique, ne vaut pas procès-verbal.",
        "Ouverture de la séance",
        "[00:00:10] Mme Lefèvre : La séance est ouverte.",
        "[00:00:20] Émile : Merci, madame la maire.",
        "Budget primitif",
        "[00:00:40] Mme Lefèvre : Passons au budget : 3 % de plus.",
        "[hors compte rendu de 00:01:02 à 00:03:10]",
        "[passage de 4 s non sous-titré : machine surchargée]",
        "[enregistrement interrompu de 00:20:00 à 00:30:00]",
        "[00:30:10] Zoé (écrit) : Je vote contre.",
    ]


@pytest.mark.parametrize(
    ("status", "warned"),
    [(RecordStatus.RAW, True), (RecordStatus.CORRECTED, True), (RecordStatus.VALIDATED, False)],
)
def test_a_transcript_is_no_minutes_until_somebody_has_validated_it(
    status: RecordStatus, warned: bool
) -> None:
    assert ("ne vaut pas procès-verbal" in as_text(status=status)) is warned


def test_what_one_person_goes_on_saying_is_one_turn() -> None:
    first = entry(RECORD_ID, 1, "Je commence")
    goes_on = entry(RECORD_ID, 2, "et je continue.")
    pause = entry(RECORD_ID, 4, "Plus tard.")
    turns = list(blocks(record(), [first, goes_on, pause]))
    assert [turn.text for turn in turns] == ["Je commence et je continue.", "Plus tard."]


def test_a_meeting_that_runs_and_one_past_midnight_say_so() -> None:
    assert "depuis 14 h 13" in head(replace(record(), ended=None), UTC).day
    over = Moment(STARTED + 11 * 3_600_000)
    assert head(replace(record(), ended=over), UTC).day.endswith("de 14 h 13 à 1 h 13 le 22 septembre 2026")


def test_a_title_stays_a_title() -> None:
    assert titled("Ordre\ndu\tjour \u202e") == "Ordre du jour"
    assert len(titled("é" * 1_000_000)) == LONGEST_TITLE
    assert head(record(title="\x00 \u202e"), UTC).title == "Réunion sans titre"
