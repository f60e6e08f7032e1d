from pathlib import Path

import pytest

from captions.errors import VoixlaError
from gateway.settings import read


def test_rooms_belong_to_hosts_unless_it_is_said() -> None:
    assert read({}).access == "hosts"
    assert read({"VOIXLA_ACCESS": "open"}).access == "open"


@pytest.mark.parametrize("wrong", ["Open", "closed", "none", "hosts,open"])
def test_a_word_that_is_neither_does_not_open_the_server(wrong: str) -> None:
    with pytest.raises(VoixlaError, match="VOIXLA_ACCESS"):
        read({"VOIXLA_ACCESS": wrong})


def test_the_folder_of_the_data() -> None:
    assert read({"VOIXLA_DATA": "/srv/voixla"}).data == Path("/srv/voixla")
