import pytest

from captions.errors import VoixlaError
from models.weights.catalogue import CATALOGUE, card_of


def test_every_model_needs_room_for_its_weights() -> None:
    for card in CATALOGUE.values():
        assert card.memory_float16 > card.download
        assert card.memory_int8 > card.download / 2


@pytest.mark.parametrize(
    ("name", "card"), [("base", "base"), (" Turbo ", "large-v3-turbo"), ("LARGE", "large-v3")]
)
def test_names_and_aliases(name: str, card: str) -> None:
    assert card_of(name).name == card


def test_an_unknown_name_brings_the_nearest_ones() -> None:
    with pytest.raises(VoixlaError, match="« smal ».*Vouliez-vous dire « small »") as caught:
        card_of("smal")
    assert caught.value.code == "weights.unknown"


def test_nothing_near_lists_all() -> None:
    with pytest.raises(VoixlaError, match="Au choix : tiny, base") as caught:
        card_of("qqqqq")
    assert "Vouliez-vous" not in caught.value.message


def test_packages_are_pinned_and_every_file_has_its_digest() -> None:
    packages = CATALOGUE["base"].packages
    assert packages is not None
    assert all("==" in requirement for requirement in packages.requirements)
    assert {file.name for file in packages.files} >= {"model.bin", "config.json", "tokenizer.json"}
    assert all(len(file.sha256) == 64 and file.size > 0 for file in packages.files)


def test_only_measured_models_have_figures() -> None:
    assert [card.name for card in CATALOGUE.values() if card.french] == ["base"]
