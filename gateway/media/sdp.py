"""Session descriptions (RFC 8866) as lines and sections, for all that reads or changes them. Pure text.

``.local`` candidates (mDNS) cost a second each to resolve, and with the end-of-candidates mark gone a meeting server
waits for the browser's own checks instead of giving up.
"""


def without_local_candidates(sdp: str) -> str:
    """``sdp`` without mDNS candidates and without the mark that ends the candidates."""
    return join_sections([[line for line in _lines(sdp) if not _is_unwanted(line)]])


def split_sections(sdp: str) -> tuple[list[str], list[list[str]]]:
    """The lines before the first section, and those of each."""
    head: list[str] = []
    sections: list[list[str]] = []
    for line in _lines(sdp):
        if line.startswith("m="):
            sections.append([])
        (sections[-1] if sections else head).append(line)
    return head, sections


def join_sections(parts: list[list[str]]) -> str:
    return "".join(f"{line}\r\n" for part in parts for line in part)


def attribute(section: list[str], name: str) -> str | None:
    """The value of the first attribute of that name."""
    start = f"a={name}:"
    return next((line[len(start) :] for line in section if line.startswith(start)), None)


def _is_unwanted(line: str) -> bool:
    if line.startswith("a=candidate:"):
        fields = line.split()
        return len(fields) > 4 and fields[4].lower().endswith(".local")
    return line == "a=end-of-candidates"


def _lines(sdp: str) -> list[str]:
    return [line for line in sdp.replace("\r\n", "\n").split("\n") if line]
