"""Identifiers and units of the text domain. No logic."""

from typing import NewType

SessionId = NewType("SessionId", str)
"""One run of captions in one room; a new one starts when the server restarts."""
TrackId = NewType("TrackId", str)
"""One stream of sound, normally one microphone."""
SpeakerId = NewType("SpeakerId", str)
"""A label within a session, never a biometric identity."""
SegmentId = NewType("SegmentId", int)
"""Rises within a session; one appended piece of text."""
LineId = NewType("LineId", int)
"""Rises within a session; the phrase that consecutive segments of one speaker belong to."""
Milliseconds = NewType("Milliseconds", int)
"""Time on the session's clock, which starts at 0 when the session opens."""
