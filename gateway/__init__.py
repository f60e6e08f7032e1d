"""Every edge of the system, and the only place that wires its parts together."""
