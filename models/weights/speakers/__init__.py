"""The weights that tell voices apart: where they come from, and how they become files that onnxruntime loads."""
