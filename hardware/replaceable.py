"""The recogniser of a device, which is replaced when it keeps failing. Decides nothing about calls."""

import gc
import logging
from collections.abc import Callable

from captions.errors import VoixlaError
from models.ports import Recogniser

logger = logging.getLogger(__name__)

_PATIENCE = 3
"""Failures in a row after which a recogniser is given up."""
_BACK_OFF_S = (0.0, 1.0, 4.0, 15.0, 30.0)


class Replaceable:
    """Tell it how every call ended; when ``worn_out``, ``renew`` it while no call runs."""

    def __init__(self, recogniser: Recogniser, rebuild: Callable[[], Recogniser] | None) -> None:
        self._recogniser: Recogniser | None = recogniser
        self._rebuild = rebuild
        self._failures = 0
        self._renewals = 0

    @property
    def recogniser(self) -> Recogniser:
        """Raises ``VoixlaError`` (retryable) while there is none."""
        if self._recogniser is None:
            raise VoixlaError("engine.gone", "Le moteur de reconnaissance est relancé.", retryable=True)
        return self._recogniser

    @property
    def worn_out(self) -> bool:
        """It has failed so often in a row that only a new one can help."""
        return self._rebuild is not None and self._failures >= _PATIENCE

    @property
    def delay_s(self) -> float:
        """How long to wait before the next ``renew``: longer each time that one has not helped."""
        return _BACK_OFF_S[min(self._renewals, len(_BACK_OFF_S) - 1)]

    def succeeded(self) -> None:
        self._failures = self._renewals = 0

    def failed(self) -> None:
        self._failures += 1

    def renew(self) -> bool:
        """Blocks while a new one is loaded; whether that worked. The old one is let go first, for its memory."""
        assert self._rebuild is not None
        self._renewals += 1
        self._recogniser = None
        # The frames of calls that failed hold the old one in cycles.
        gc.collect()
        try:
            self._recogniser = self._rebuild()
        except (VoixlaError, RuntimeError, MemoryError, OSError) as error:
            logger.error("code=engine.rebuild error=%s attempt=%d", type(error).__name__, self._renewals)
            return False
        self._failures = 0
        logger.warning("code=engine.rebuilt attempt=%d", self._renewals)
        return True
