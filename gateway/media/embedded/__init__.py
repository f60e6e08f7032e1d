"""The embedded meeting server: aiortc, audio only, packets passed through without decoding."""
