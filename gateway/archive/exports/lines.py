"""A record as plain text: its head, then one line for each block. What ODT and DOCX convert to. Pure."""

from collections.abc import Iterable, Iterator

from gateway.archive.exports.transcript import Block, Head


def write(head: Head, blocks: Iterable[Block]) -> Iterator[str]:
    """Lines with their line feeds."""
    for line in (head.title, head.day, head.standing, *head.hidden):
        yield f"{line}\n"
    for block in blocks:
        yield f"{block.line}\n"
