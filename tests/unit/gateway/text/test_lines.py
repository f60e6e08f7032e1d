from captions.events import Cause, Status
from captions.phrases import PhraseGrouping
from gateway.text.lines import REMEMBERED, Lines
from tests.unit.captions.saying import final, gap
from tests.unit.gateway.text.amending import amended, guess, named, off_record, state, typed


def test_a_sentence_is_a_line_with_its_speaker_as_soon_as_it_ends() -> None:
    lines = Lines()
    assert lines.push(final("Je crois", 0, name="Anne")) == []
    assert lines.push(final("que oui.", 800, name="Anne")) == ["Anne : Je crois que oui."]
    assert lines.push(final("Et M.", 2000, name="Anne")) == []
    assert lines.push(final("Durand aussi.", 2800, name="Anne")) == ["Anne : Et M. Durand aussi."]


def test_guesses_are_never_written_but_show_that_a_line_has_ended() -> None:
    lines = Lines()
    lines.push(final("Alors voilà", 0, line=1, name="Anne"))
    assert lines.push(guess("on", 1000, line=1, name="Anne")) == []
    assert lines.push(guess("donc", 3000, line=2, name="Anne")) == ["Anne : Alors voilà"]
    assert lines.push(guess("donc on", 3000, line=2, name="Anne")) == []
    assert lines.close() == []


def test_silence_ends_a_line() -> None:
    lines = Lines()
    lines.push(final("Alors voilà", 0, name="Anne"))
    assert lines.tick(5000) == []
    assert lines.tick(9000) == ["Anne : Alors voilà"]


def test_typed_text_is_marked_and_comes_at_once() -> None:
    lines = Lines()
    lines.push(final("Je dis", 0, name="Bruno", track="b"))
    assert lines.push(typed("bonjour à tous", 10, name="Anne")) == ["Anne (écrit) : bonjour à tous"]
    assert lines.push(typed("!", 10)) == ["(écrit) : !"]


def test_a_voice_that_gets_a_name_is_told_once_and_written_under_it_from_then_on() -> None:
    lines = Lines()
    lines.push(final("Bonjour", 0, name="Intervenant 1"))
    assert lines.push(named("a", "Mme Durand")) == [
        "Intervenant 1 : Bonjour",
        "[Intervenant 1 : c’est Mme Durand]",
    ]
    assert lines.push(named("a", "Mme Durand")) == []
    assert lines.push(final("à tous.", 900, name="Intervenant 1")) == ["Mme Durand : à tous."]
    lines.push(final("Non.", 2000, name="Intervenant 2", track="b"))
    assert lines.push(named("b", "Intervenant 1", shown="a")) == ["[Intervenant 2 : c’est Mme Durand]"]
    assert lines.push(named("c", "M. Petit")) == []


def test_who_was_taken_for_somebody_else_is_told_from_them_again() -> None:
    lines = Lines()
    lines.push(final("Bonjour.", 0, name="Intervenant 1"))
    lines.push(final("Non.", 2000, name="Intervenant 2", track="b"))
    assert lines.push(named("b", "Intervenant 1", shown="a")) == ["[Intervenant 2 : c’est Intervenant 1]"]
    assert lines.push(named("b", "M. Petit")) == [
        "[Intervenant 2 : ce n’est pas Intervenant 1, c’est M. Petit]"
    ]
    assert lines.push(named("b", "Intervenant 2")) == ["[Intervenant 2 : ce n’est pas M. Petit]"]
    lines.push(named("b", "Intervenant 1", shown="a"))
    assert lines.push(named("b", "Intervenant 2")) == ["[Intervenant 2 : ce n’est pas Intervenant 1]"]
    lines.push(named("a", "Mme Durand"))
    assert lines.push(named("a", "Mme Roy")) == ["[Mme Durand : c’est Mme Roy]"]


def test_a_correction_is_a_new_line() -> None:
    lines = Lines()
    said = final("le mer de Lyon.", 0, name="Anne")
    lines.push(said)
    assert lines.push(amended(said, "le maire de Lyon.")) == ["Correction, Anne : le maire de Lyon."]
    assert lines.push(amended(said, "le maire de Lyon.", revision=2)) == [
        "Confirmé, Anne : le maire de Lyon."
    ]
    assert lines.push(amended(said, "le maire de Lyon.", name="Bruno", revision=3)) == [
        "Correction, Bruno (et non Anne) : le maire de Lyon."
    ]
    assert lines.push(amended(said, "", name="Bruno", revision=4)) == [
        "Correction, Bruno : à retirer : « le maire de Lyon. »"
    ]
    assert lines.push(amended(said, "", name="Bruno", revision=5)) == []


def test_what_was_missed_is_added() -> None:
    lines = Lines()
    said = final("Bonjour.", 0, name="Anne")
    lines.push(said)
    assert lines.push(amended(said, "[rires]", segment=900_000)) == ["Ajout, Anne : [rires]"]


def test_what_is_not_written_yet_is_amended_in_place() -> None:
    lines = Lines()
    said = final("le mer", 0, name="Anne")
    lines.push(said)
    assert lines.push(amended(said, "le maire")) == []
    assert lines.push(final("de Lyon.", 800, name="Anne")) == ["Anne : le maire de Lyon."]


def test_what_is_withdrawn_before_it_is_written_is_never_seen() -> None:
    lines = Lines()
    said = final("n'importe quoi", 0, name="Anne")
    lines.push(said)
    assert lines.push(amended(said, "")) == []
    assert lines.close() == []


def test_somebody_else_is_told_even_before_the_line_has_ended() -> None:
    lines = Lines()
    said = final("c'est moi", 0, name="Anne")
    lines.push(said)
    assert lines.push(amended(said, "c'est moi", name="Bruno")) == [
        "Anne : c'est moi",
        "Correction, Bruno (et non Anne) : c'est moi",
    ]


def test_an_old_correction_is_told_without_what_stood_there() -> None:
    lines = Lines()
    first = final("Bonjour.", 0, name="Anne")
    lines.push(first)
    for at in range(REMEMBERED):
        lines.push(final("Oui.", 1000 + at, name="Anne"))
    assert lines.push(amended(first, "Bonsoir.")) == ["Correction, Anne : Bonsoir."]
    assert len(lines._written) <= REMEMBERED


def test_holes_that_follow_each_other_are_one_line() -> None:
    lines = Lines()
    told = [lines.push(gap(at, at + 1000, cause=Cause.NETWORK, name="Anne")) for at in range(0, 4000, 1000)]
    assert told == [[]] * 4
    assert lines.push(final("Me revoilà.", 5000, name="Anne")) == [
        "Anne : [passage de 4 s non sous-titré : son perdu sur le réseau]",
        "Anne : Me revoilà.",
    ]


def test_a_hole_that_lasts_is_told_while_it_lasts_and_once() -> None:
    lines = Lines()
    told = [
        line
        for at in range(0, 60_000, 1000)
        for line in lines.push(gap(at, at + 1000, cause=Cause.NETWORK, name="Anne"))
    ]
    assert told == ["Anne : [rien n’est sous-titré en ce moment : le son se perd sur le réseau]"]
    assert lines.tick(61_000) == []
    assert lines.tick(63_000) == ["Anne : [passage de 60 s non sous-titré : son perdu sur le réseau]"]


def test_the_state_is_told_when_it_changes() -> None:
    lines = Lines()
    assert lines.push(state(Status.OFF)) == []
    assert lines.push(state(Status.LIVE)) == ["[Les sous-titres sont en direct.]"]
    assert lines.push(state(Status.LATE, lag_ms=3000)) == ["[Les sous-titres ont pris du retard : 3 s.]"]
    assert lines.push(state(Status.LATE, lag_ms=4000)) == []
    assert lines.push(state(Status.LATE, lag_ms=9000)) == ["[Les sous-titres ont pris du retard : 9 s.]"]
    assert lines.state == "[Les sous-titres ont pris du retard : 9 s.]"
    assert lines.push(state(Status.LIVE)) == ["[Les sous-titres sont en direct.]"]
    assert lines.state is None


def test_that_voices_are_not_told_apart_is_said_as_in_the_pages() -> None:
    lines = Lines()
    lines.push(state(Status.LIVE))
    told = "[Les sous-titres sont en direct ; les voix d’un micro partagé ne sont pas distinguées pour l’instant.]"
    assert lines.push(state(Status.LIVE, cause=Cause.OVERLOAD)) == [told]
    assert lines.push(state(Status.LIVE)) == ["[Les sous-titres sont en direct.]"]


def test_what_is_off_the_record_is_marked_by_when_it_was_said() -> None:
    lines = Lines()
    assert lines.push(off_record(1000, on=True)) == [
        "[Hors compte rendu : ce qui suit n’est gardé nulle part.]"
    ]
    assert lines.push(final("Avant.", 0, name="Anne")) == ["Anne : Avant."]
    assert lines.push(final("Entre nous.", 1000, name="Anne")) == ["Anne (hors compte rendu) : Entre nous."]
    assert lines.off_record
    assert lines.push(off_record(3000, on=False)) == ["[De nouveau au compte rendu.]"]
    assert lines.push(final("Après.", 3000, name="Anne")) == ["Anne : Après."]


def test_for_others_the_words_said_off_the_record_are_left_out_of_the_midst_of_a_line() -> None:
    lines = Lines()
    lines.discreet = True
    assert lines.push(final("Donc je", 0, name="Anne")) == []
    assert lines.push(off_record(1000, on=True)) == [
        "Anne : Donc je",
        "[Hors compte rendu : ce qui suit n’est gardé nulle part.]",
    ]
    said = final("vous dis entre nous.", 200, name="Anne")
    assert lines.push(said) == []
    assert lines.push(amended(said, "vous dis tout bas.")) == []
    assert lines.push(off_record(4000, on=False)) == ["Anne : vous dis", "[De nouveau au compte rendu.]"]
    assert lines.push(typed("secret", 2000, name="Anne")) == []
    assert lines.push(final("Reprenons.", 5000, name="Anne")) == ["Anne : Reprenons."]


def test_lines_are_one_line_whatever_was_said() -> None:
    lines = Lines()
    said = final("un\u2028deux\x1b[2J\r\ntrois.", 0, name="An\nne\x07")
    (line,) = lines.push(said)
    assert not set(line) & set("\n\r\x07\x1b\u2028")
    assert line.startswith("An ne : ")


def test_files_and_terminals_keep_their_phrases() -> None:
    grouping = PhraseGrouping()
    assert grouping.push(final("Fini.", 0, line=1)) == []
    assert grouping.push(guess("Autre", 1000, line=2)) == []
    assert [phrase.text for phrase in grouping.push(final("Autre.", 1000, line=2))] == ["Fini."]
