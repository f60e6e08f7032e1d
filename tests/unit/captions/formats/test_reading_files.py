"""Files of others: who speaks in them, and what is said of those that cannot be read."""

import pytest

from captions.errors import VoixlaError
from captions.events import CaptionEvent, Final
from gateway.formats.files import READERS, read


def said(events: list[CaptionEvent]) -> list[tuple[int, int, str, str]]:
    return [(e.start_ms, e.end_ms, e.speaker.name, e.text) for e in events if isinstance(e, Final)]


def srt(*texts: str) -> bytes:
    blocks = (f"{n}\n00:00:{n:02d},000 --> 00:00:{n:02d},900\n{text}\n" for n, text in enumerate(texts, 1))
    return "\n".join(blocks).encode()


def speakers(*texts: str) -> list[tuple[str, str]]:
    return [(name, text) for _, _, name, text in said(read("srt", srt(*texts)))]


def test_webvtt_with_everything_that_browsers_know() -> None:
    file = (
        "\ufeffWEBVTT - Conseil\nKind: captions\n\nSTYLE\n::cue { color: red }\n\nNOTE\nrien --\n\n"
        "1\n00:01.000 --> 00:02.500 align:start line:0\n"
        "<v.loud Marie &amp; Cie>Bonjour <i>à <c.x>tous</c></i>\n<00:00:01.500>&lt;b&gt;\n\n"
        "01:00:03.000 --> 01:00:04.000\n<v Ali>Oui</v>\n<v Élise>Non\n"
    )
    assert said(read("vtt", file.replace("\n", "\r\n").encode())) == [
        (1000, 2500, "Marie & Cie", "Bonjour à tous <b>"),
        (3_603_000, 3_604_000, "Ali", "Oui"),
        (3_603_000, 3_604_000, "Élise", "Non"),
    ]


def test_subrip_as_it_is_found() -> None:
    file = (
        "1\r\n00:00:01,000 --> 00:00:02,5 X1:0\r\n<i>Été</i> {\\an8}<font color='red'>chaud</font>\r\n\r\nsuite\r\n"
        "\r\n\r\n7\r\n00:00:03.000 --> 00:00:04.000\r\na --> b\r\n"
    )
    expected = [(1000, 2500, "", "Été chaud suite"), (3000, 4000, "", "a --> b")]
    assert said(read("srt", file.encode("cp1252"))) == expected
    assert said(read("srt", file.encode("utf-16"))) == expected


def test_names_are_believed_where_they_look_like_names() -> None:
    assert speakers("Élise Martin-Dupont : bonjour", "suite", "Jean de la Tour: oui", "محمد : نعم") == [
        ("Élise Martin-Dupont", "bonjour"), ("Élise Martin-Dupont", "suite"), ("Jean de la Tour", "oui"),
        ("محمد", "نعم"),
    ]  # fmt: skip


def test_what_only_looks_like_a_name_stays_text() -> None:
    texts = [
        "Attention : travaux",
        "Ordre du jour : le budget",
        "il est 12:30",
        "https://ville.example/a",
        "Ah ? Oui : non",
    ]
    assert speakers(*texts) == [("", text) for text in texts]


def test_a_title_is_a_name_where_it_comes_again() -> None:
    assert speakers("Le maire : un", "Le maire : deux", "Le reste : trois") == [
        ("Le maire", "un"), ("Le maire", "deux"), ("Le maire", "Le reste : trois"),
    ]  # fmt: skip


def test_several_speakers_in_one_cue() -> None:
    assert speakers("Ali : oui\nMarie : non\nvraiment", "- Ali : a\n- b") == [
        ("Ali", "oui"), ("Marie", "non vraiment"), ("Ali", "a"), ("", "- b"),
    ]  # fmt: skip


def test_a_note_is_said_by_nobody() -> None:
    assert speakers("Ali : oui", "[rires]", "donc") == [("Ali", "oui"), ("", "[rires]"), ("Ali", "donc")]


def test_a_wrong_note_hides_nothing_that_follows() -> None:
    events = read("srt", srt("[hors compte rendu depuis 00:00:01]", "Toujours là."))
    from captions.formats.export import Label, export

    assert "Toujours là." in b"".join(export("txt", events, Label())).decode()


TTML = (
    '<tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttm="http://www.w3.org/ns/ttml#metadata" '
    'xmlns:ttp="http://www.w3.org/ns/ttml#parameter" ttp:frameRate="25" xml:lang="fr">{head}<body>{body}</body></tt>'
)


def test_ttml_of_others() -> None:
    body = (
        '<div begin="10s"><p begin="00:00:01:10" end="2s"><span>Ali : oui</span><br/>bien</p>'
        '<p begin="3s" dur="1500ms">non</p></div><div><p><span begin="20s" end="21s">a</span>'
        '<span begin="22s" end="23s">b</span></p><p begin="30s">sans fin</p></div>'
    )
    assert said(read("ttml", TTML.format(head="<head/>", body=body).encode())) == [
        (11_400, 12_000, "Ali", "oui bien"), (13_000, 14_500, "Ali", "non"), (20_000, 21_000, "Ali", "a"),
        (22_000, 23_000, "Ali", "b"), (30_000, 35_000, "Ali", "sans fin"),
    ]  # fmt: skip


def test_agents_of_ttml_go_before_what_looks_like_a_name() -> None:
    head = (
        '<head><metadata><ttm:agent xml:id="a" type="person"><ttm:name type="full">anne</ttm:name></ttm:agent>'
        "</metadata></head>"
    )
    body = (
        '<div><p begin="1s" end="2s" ttm:agent="a">anne : Budget : adopté</p>'
        '<p begin="3s" end="4s">Paul : x</p></div>'
    )
    assert said(read("ttml", TTML.format(head=head, body=body).encode())) == [
        (1000, 2000, "anne", "Budget : adopté"), (3000, 4000, "", "Paul : x")
    ]  # fmt: skip


BOMB = '<?xml version="1.0"?><!DOCTYPE tt [<!ENTITY a "b">]><tt xmlns="http://www.w3.org/ns/ttml">&a;</tt>'


@pytest.mark.parametrize(
    ("name", "file", "says"),
    [
        ("vtt", b"", "Ligne 1 : un fichier WebVTT commence par « WEBVTT »."),
        ("vtt", b"1\n00:00:01,000 --> 00:00:02,000\nx", "Ligne 1"),
        ("vtt", b"WEBVTT\n00:01.000 --> 00:02.000\nx", "Ligne 2 : une ligne vide"),
        ("vtt", b"WEBVTT\n\n1\n\nx", "Ligne 4 : un horaire est attendu"),
        ("vtt", b"WEBVTT\n\nx", "Ligne 3 : un horaire est attendu"),
        ("vtt", b"WEBVTT\n\n00:01.000 --> 00:6x.000\nx", "Ligne 3 : horaire illisible"),
        ("vtt", b"WEBVTT\n\n00:61.000 --> 01:61.000\nx", "Ligne 3 : horaire illisible"),
        ("vtt", b"WEBVTT\n\n00:02.000 --> 00:01.000\nx", "Ligne 3 : la fin du sous-titre"),
        ("vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\nété".encode("latin-1"), "Ligne 4 : le texte n'est pas en UTF-8."),
        ("srt", b"bonjour", "Ligne 1 : un horaire est attendu"),
        ("srt", b"1\n00:00:01,000 --> 00:0O:02,000\nx", "Ligne 2 : horaire illisible"),
        ("srt", b"1\n00:00:03,000 --> 00:00:02,000\nx", "Ligne 2 : la fin"),
        ("ttml", b"", "Ligne 1 : ce n'est pas du XML"),
        ("ttml", b"<tt>\n<p></tt>", "Ligne 2 : ce n'est pas du XML"),
        ("ttml", b"<tt/>", "n'est pas un TTML"),
        ("ttml", BOMB.encode(), "DOCTYPE"),
        ("ttml", b"<a>" * 200, "trop profond"),
        ("ttml", TTML.format(head="", body='<div><p begin="x">a</p></div>').encode(), "Ligne 1 : horaire illisible"),
        ("stl", b"", "n'est pas un EBU-STL"),
        ("stl", b"x" * 2000, "n'est pas un EBU-STL"),
        ("stl", b"850STL25.01" + b"0" * 1013 + b"x" * 20, "Bloc n° 1 : le fichier est coup"),
        ("stl", b"850STL25.01" + b"0" * 1013 + b"\0\1\0\xff\0" + b"\x30" * 123, "Bloc n° 1 : horaire illisible"),
        ("json", b"{", "Ligne 1 : ce n'est pas du JSON"),
        ("json", b"[]", "n'est pas un fichier"),
        ("json", b'{"v":1,"type":"final"}\n{"v":1}', "Ligne 1 : "),
        ("json", b'{"v":9,"kind":"voixla.captions","events":[]}', "autre version"),
        ("json", b'{"v":1,"kind":"voixla.captions","events":[3]}', "1 : "),
        ("json", b"[" * 100_000, "JSON"),
    ],
)  # fmt: skip
def test_a_bad_file_is_refused_with_the_place(name: str, file: bytes, says: str) -> None:
    with pytest.raises(VoixlaError) as refused:
        read(name, file)
    assert says in refused.value.message
    assert refused.value.code.startswith("import.")


@pytest.mark.parametrize("name", READERS)
def test_half_a_megabyte_of_one_character_takes_no_time(name: str) -> None:
    for character in b"<{-:[&\n 0":
        text = bytes([character]) * 500_000
        for file in (
            text,
            b"WEBVTT\n\n00:01.000 --> 00:02.000\n" + text,
            b"1\n00:00:01,000 --> 00:00:02,000\n" + text,
        ):
            try:
                read(name, file)
            except VoixlaError:
                pass
