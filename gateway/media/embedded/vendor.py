"""The places where the media library is bent, all in one file; each is covered by a test.

* No STUN server: the library would ask Google's by default, and nothing may leave the machine.
* Loopback candidates where there is nothing else: aioice never offers 127.0.0.1, so a laptop without a network
  could not hold a meeting with itself.
* Partners whose key is RSA, such as GStreamer in Debian 12: the library offers only ciphers for ECDSA, and the
  handshake would fail.
* A connection that is closed while it comes about: it would go on asking the other end for consent, for minutes. And
  during the handshake it cannot say that it closes: the other end, which may be up already, would find out after 30 s.
* Packets instead of decoded sound: the receiver's packet handler is replaced on the instance, which also avoids
  its jitter buffer (0.3 s late for good after one loss), its thread, and its unbounded queues.
"""

import asyncio
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

import aioice.ice
from aiortc import (
    MediaStreamTrack,
    RTCConfiguration,
    RTCDtlsTransport,
    RTCPeerConnection,
    RTCRtpReceiver,
    RTCRtpSender,
    RTCRtpTransceiver,
    RTCSessionDescription,
)
from aiortc.exceptions import InternalError, InvalidAccessError, InvalidStateError, OperationError

from captions.errors import VoixlaError
from gateway.media.sdp import without_local_candidates
from pipeline.reorder import RtpPacket

_LOOPBACK = "127.0.0.1"
_HANDSHAKE_SECONDS = 1.0
_CIPHERS = (
    b"ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-ECDSA-AES128-SHA:ECDHE-ECDSA-AES256-SHA:"
    b"ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-CHACHA20-POLY1305"
)
# What the library raises on a description that makes no sense: it parses with indexes and assertions.
_BAD_SDP = (ValueError, LookupError, TypeError, AttributeError, AssertionError)
_BAD_STATE = (InternalError, InvalidAccessError, InvalidStateError, OperationError)


def allow_loopback() -> None:
    """From now on 127.0.0.1 is offered by a machine that has no other address. May be called again."""
    gather = aioice.ice.get_host_addresses
    if hasattr(gather, "__wrapped__"):
        return

    @wraps(gather)
    def addresses(use_ipv4: bool, use_ipv6: bool) -> list[str]:
        found = gather(use_ipv4=use_ipv4, use_ipv6=use_ipv6)
        return found or ([_LOOPBACK] if use_ipv4 else [])

    aioice.ice.get_host_addresses = addresses


def new_connection() -> RTCPeerConnection:
    pc: Any = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    for certificate in pc._RTCPeerConnection__certificates:
        _allow_rsa(certificate)
    connection: RTCPeerConnection = pc
    return connection


def _allow_rsa(certificate: Any) -> None:
    make = certificate._create_ssl_context

    def context(*arguments: Any, **options: Any) -> Any:
        made = make(*arguments, **options)
        made.set_cipher_list(_CIPHERS)
        return made

    certificate._create_ssl_context = context


async def close_connection(pc: RTCPeerConnection) -> None:
    """Ends ``pc`` and all that it runs. May be called again."""
    transports: list[Any] = [receiver.transport.transport for receiver in pc.getReceivers()]
    for transport in transports:
        transport._connection.query_consent = _nothing
    for receiver in pc.getReceivers():
        await _handshake_over(receiver.transport)
    await pc.close()
    # A handshake that ended meanwhile has started what was stopped already: it would run for ever.
    for transceiver in pc.getTransceivers():
        await transceiver.stop()


async def _handshake_over(transport: RTCDtlsTransport) -> None:
    """Returns when a handshake that goes on has ended, or is taking too long."""
    changed = asyncio.Event()
    transport.on("statechange", changed.set)
    try:
        async with asyncio.timeout(_HANDSHAKE_SECONDS):
            while transport.state == "connecting":
                await changed.wait()
                changed.clear()
    except TimeoutError:
        pass
    finally:
        transport.remove_listener("statechange", changed.set)


async def _nothing() -> None:
    return


def add_opus(pc: RTCPeerConnection, track: MediaStreamTrack | None = None) -> RTCRtpTransceiver:
    """One more section of the description: sends ``track``, or receives when there is none; Opus only."""
    direction = "sendonly" if track else "recvonly"
    transceiver = pc.addTransceiver(track or "audio", direction=direction)
    codecs = RTCRtpSender.getCapabilities("audio").codecs
    transceiver.setCodecPreferences([codec for codec in codecs if codec.mimeType.lower() == "audio/opus"])
    return transceiver


async def take_description(pc: RTCPeerConnection, kind: str, sdp: str) -> None:
    """Sets the other side's description. Raises ``VoixlaError`` when it is nonsense or comes at the wrong time."""
    try:
        await pc.setRemoteDescription(RTCSessionDescription(sdp=without_local_candidates(sdp), type=kind))
    except _BAD_SDP as error:
        raise VoixlaError("media.bad_sdp", "L’offre ou la réponse de média est illisible.") from error
    except _BAD_STATE as error:
        raise VoixlaError("media.bad_state", "La négociation du média a échoué ; recommencez.") from error


def receive_packets(receivers: Sequence[RTCRtpReceiver], sink: Callable[[int, RtpPacket], None]) -> None:
    """``sink`` gets (SSRC, packet) of all that arrives, at once and as it is; the receivers decode nothing."""
    for receiver in receivers:
        _divert(receiver, sink)


def _divert(receiver: Any, sink: Callable[[int, RtpPacket], None]) -> None:
    count_for_reports = receiver._handle_rtp_packet
    decoding = True

    async def handle(packet: Any, arrival_time_ms: int) -> None:
        nonlocal decoding
        if decoding:
            # Ends the decoder's thread. Without it the original handler only keeps the statistics that the
            # receiver reports carry.
            receiver._handle_disconnect()
            decoding = False
        await count_for_reports(packet, arrival_time_ms=arrival_time_ms)
        sequence, timestamp = packet.sequence_number, packet.timestamp
        sink(packet.ssrc, RtpPacket(sequence=sequence, timestamp=timestamp, payload=packet.payload))

    receiver._handle_rtp_packet = handle
