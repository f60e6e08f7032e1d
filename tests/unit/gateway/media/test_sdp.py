import pytest

from captions.errors import VoixlaError
from gateway.media.embedded.sdp import audio_offer, listening_offer
from gateway.media.sdp import without_local_candidates

HEAD = "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\na=group:BUNDLE {bundle}\r\n"
AUDIO = (
    "m=audio {port} UDP/TLS/RTP/SAVPF 111\r\nc=IN IP4 0.0.0.0\r\na=mid:{mid}\r\na=sendonly\r\n"
    "a=rtpmap:111 opus/48000/2\r\na=ice-ufrag:abcd\r\na=ice-pwd:secret\r\n"
)
VIDEO = (
    "m=video {port} UDP/TLS/RTP/SAVPF 96 97\r\nc=IN IP4 0.0.0.0\r\na=mid:{mid}\r\na=sendonly\r\n"
    "a=rtpmap:96 H264/90000\r\n"
)
HOST = "a=candidate:1 1 udp 2113937151 192.0.2.7 50000 typ host\r\n"
LOCAL = "a=candidate:2 1 udp 2113937151 0a1b-2c.local 50001 typ host\r\n"


def test_local_candidates_and_the_end_mark_are_dropped() -> None:
    sdp = HEAD.format(bundle="0") + AUDIO.format(port=9, mid=0) + HOST + LOCAL + "a=end-of-candidates\r\n"
    assert without_local_candidates(sdp) == HEAD.format(bundle="0") + AUDIO.format(port=9, mid=0) + HOST


def test_an_audio_offer_passes_unchanged() -> None:
    sdp = HEAD.format(bundle="0") + AUDIO.format(port=9, mid=0) + HOST
    offer = audio_offer(sdp)
    assert offer.sdp == sdp
    assert offer.answer("v=0\r\nm=audio 9 x\r\na=recvonly\r\n") == "v=0\r\nm=audio 9 x\r\na=recvonly\r\n"


def test_line_feeds_alone_are_understood() -> None:
    sdp = (HEAD.format(bundle="0") + AUDIO.format(port=9, mid=0)).replace("\r\n", "\n")
    assert audio_offer(sdp).sdp == HEAD.format(bundle="0") + AUDIO.format(port=9, mid=0)


def test_pictures_are_refused_in_their_place() -> None:
    offer = audio_offer(
        HEAD.format(bundle="v a")
        + VIDEO.format(port=9, mid="v")
        + HOST
        + AUDIO.format(port=0, mid="a")
        + "a=bundle-only\r\n"
    )
    assert "m=video" not in offer.sdp
    assert "a=group:BUNDLE a\r\n" in offer.sdp
    assert "m=audio 9 " in offer.sdp
    assert offer.sdp.endswith(HOST)
    answer = offer.answer("v=0\r\na=group:BUNDLE a\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:a\r\n")
    assert answer == (
        "v=0\r\na=group:BUNDLE a\r\n"
        "m=video 0 UDP/TLS/RTP/SAVPF 96 97\r\nc=IN IP4 0.0.0.0\r\na=inactive\r\na=mid:v\r\n"
        "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:a\r\n"
    )


@pytest.mark.parametrize(
    "sdp",
    [
        "",
        "hello",
        HEAD.format(bundle="0"),
        HEAD.format(bundle="0") + VIDEO.format(port=9, mid=0),
        HEAD.format(bundle="0") + AUDIO.format(port=9, mid=0).replace("sendonly", "recvonly"),
        HEAD.format(bundle="0") + AUDIO.format(port=9, mid=0).replace("opus/48000/2", "PCMU/8000"),
    ],
)
def test_offers_without_opus_to_send_are_refused(sdp: str) -> None:
    with pytest.raises(VoixlaError) as caught:
        audio_offer(sdp)
    assert caught.value.code == "media.no_audio"


@pytest.mark.parametrize("direction", ["a=recvonly\r\n", "a=sendrecv\r\n", ""])
def test_who_listens_may_ask_for_pictures_too(direction: str) -> None:
    audio = AUDIO.format(port=9, mid="a").replace("a=sendonly\r\n", direction)
    offer = listening_offer(HEAD.format(bundle="v a") + VIDEO.format(port=9, mid="v") + audio)
    assert "m=video" not in offer.sdp
    assert offer.answer("v=0\r\nm=audio 9 x\r\n").count("m=video 0 ") == 1


@pytest.mark.parametrize("direction", ["a=sendonly", "a=inactive"])
def test_an_offer_that_only_sends_listens_to_nothing(direction: str) -> None:
    sdp = HEAD.format(bundle="0") + AUDIO.format(port=9, mid=0).replace("a=sendonly", direction)
    with pytest.raises(VoixlaError) as caught:
        listening_offer(sdp)
    assert caught.value.code == "media.not_listening"
