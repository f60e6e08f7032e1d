"""Where inference runs: what machine is there, what fits on it, and the threads that carry it."""
