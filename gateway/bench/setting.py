"""What was measured, on what, and with which command: the head of every result."""

from dataclasses import dataclass

from hardware.machine import Machine


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A result without these says nothing."""

    machine: Machine
    model: str
    compute_type: str
    device: str
    workers: int
    threads: int
    batch: int
    """Most windows of several sessions in one call."""

    def as_json(self) -> dict[str, object]:
        machine = self.machine
        return {
            "model": self.model,
            "compute_type": self.compute_type,
            "device": self.device,
            "workers": self.workers,
            "threads": self.threads,
            "batch": self.batch,
            "machine": {
                "processor": machine.processor,
                "cores": machine.cores,
                "isa": machine.isa,
                "gpus": [gpu.name for gpu in machine.gpus],
            },
        }
