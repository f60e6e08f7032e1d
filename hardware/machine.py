"""What a machine has that matters to recognition. Plain values: finding them is ``hardware.probe``."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Gpu:
    """A graphics card that CTranslate2 sees; sizes in bytes, 0 when NVML could not tell."""

    name: str
    memory: int
    memory_free: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """Sizes in bytes; limits of containers are already taken into account."""

    processor: str
    cores: int
    """Physical cores that this process may use, at least 1."""
    isa: str
    """Widest vector instructions: AVX512, AVX2, AVX, NEON or the machine's architecture."""
    memory: int
    memory_available: int
    gpus: tuple[Gpu, ...] = ()
    cublas: bool = False
    """Whether the CUDA 12 library that CTranslate2 needs can be loaded."""

    @property
    def fast_cores(self) -> int:
        """Cores with vector instructions wide enough for 8-bit recognition at speed."""
        return self.cores if self.isa in ("AVX512", "AVX2", "NEON") else 0
