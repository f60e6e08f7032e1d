"""Remembers which steps a preparation of weights went through."""

from models.weights.progress import Step


class Recorder:
    def __init__(self) -> None:
        self.steps: list[Step] = []

    def __call__(self, step: Step, what: str, done: int, total: int) -> None:
        if step not in self.steps[-1:]:
            self.steps.append(step)
