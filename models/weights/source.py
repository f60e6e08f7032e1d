"""How a source of weights says that it cannot serve, so that the next one is tried."""


class SourceError(Exception):
    """The reason, as a French clause without capital and full stop."""
