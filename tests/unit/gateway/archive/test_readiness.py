from pathlib import Path

from captions.archive import lexicon
from gateway.archive.readiness import making_ready
from tests.fakes.keepings import UnixClock, keeping_in
from tests.fakes.meeting import until


def is_read() -> bool:
    return (
        lexicon._lexicon.cache_info().currsize == 1 and lexicon._accents_left_out.cache_info().currsize == 1
    )


async def test_the_first_search_finds_the_lexicon_read(tmp_path: Path) -> None:
    lexicon._lexicon.cache_clear()
    lexicon._accents_left_out.cache_clear()
    async with making_ready(None):
        assert not is_read(), "nobody will search"
    with keeping_in(tmp_path, UnixClock()) as keeping:
        async with making_ready(keeping):
            await until(is_read, "it is read", 10)
