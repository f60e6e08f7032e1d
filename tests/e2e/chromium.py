"""What every Chromium of the tests is started with."""

SANDBOX = "--no-sandbox"
"""Tests may run as root."""
NO_LOOKUPS = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
"""Chromium looks names up for services of its own; nothing but this machine is meant here."""
BARE = "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup,OptimizationHints,MediaRouter"
"""The lists below the address bar are pages of their own: with them, opening a page takes twice the work."""
BUSY_MS = 10_000
"""How long a page may take for what it does at once on a machine that has nothing else to do."""
