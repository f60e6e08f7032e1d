"""The one error family of the product; every layer raises it, every edge knows how to say it."""


class VoixlaError(Exception):
    """A failure that a person can be told about.

    ``code`` is stable and safe to log; ``message`` is one sentence in French that says what to do;
    ``retryable`` says whether the same call may succeed later without anybody changing anything.
    """

    def __init__(self, code: str, message: str, *, retryable: bool = False) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.retryable = retryable
