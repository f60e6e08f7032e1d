import pytest

from captions.errors import VoixlaError
from gateway.media.janus.offers import published
from gateway.media.ports import Feed

HEAD = "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n"
AUDIO = "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:a\r\na=sendonly\r\na=rtpmap:111 opus/48000/2\r\n"
VIDEO = "m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:v\r\na=sendonly\r\na=rtpmap:96 VP8/90000\r\n"
DATA = "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=mid:d\r\n"


def code_of(sdp: str, feed: Feed = Feed.MAIN) -> str:
    with pytest.raises(VoixlaError) as caught:
        published(sdp, feed)
    return caught.value.code


@pytest.mark.parametrize("sdp", [HEAD + AUDIO, HEAD + VIDEO + AUDIO])
def test_the_section_with_the_sound_is_found(sdp: str) -> None:
    assert published(sdp, Feed.MAIN).audio == "a"


def test_sections_without_identification_are_numbered() -> None:
    sdp = (HEAD + VIDEO + AUDIO).replace("a=mid:a\r\n", "").replace("a=mid:v\r\n", "")
    assert published(sdp, Feed.MAIN).audio == "1"


def test_a_screen_is_one_picture() -> None:
    assert published(HEAD + VIDEO, Feed.SCREEN).audio is None
    assert code_of(HEAD + VIDEO + AUDIO, Feed.SCREEN) == "media.no_picture"
    assert code_of(HEAD + VIDEO + VIDEO, Feed.SCREEN) == "media.no_picture"
    assert code_of(HEAD + AUDIO, Feed.SCREEN) == "media.no_picture"


@pytest.mark.parametrize(
    ("sdp", "code"),
    [
        (HEAD + VIDEO, "media.no_audio"),
        (HEAD + AUDIO.replace("opus", "PCMU"), "media.no_audio"),
        (HEAD + AUDIO.replace("sendonly", "recvonly"), "media.no_audio"),
        (HEAD + AUDIO + AUDIO, "media.too_many"),
        (HEAD + AUDIO + VIDEO + VIDEO, "media.too_many"),
        (HEAD + AUDIO + DATA, "media.bad_sdp"),
        ("", "media.bad_sdp"),
        ("nonsense", "media.bad_sdp"),
        (HEAD + AUDIO + "a=x\r\n" * 20_000, "media.bad_sdp"),
    ],
)
def test_what_cannot_be_published_is_refused(sdp: str, code: str) -> None:
    assert code_of(sdp) == code


def test_names_that_only_a_browsers_network_knows_are_left_out() -> None:
    local = "a=candidate:2 1 udp 2113937151 0a1b-2c.local 50001 typ host\r\n"
    assert ".local" not in published(HEAD + AUDIO + local, Feed.MAIN).sdp
