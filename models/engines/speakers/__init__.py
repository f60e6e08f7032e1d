"""Engines that tell voices apart, and the pure parts that they are made of."""
