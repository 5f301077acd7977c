"""Measurements of the house: how fast it answers (`python -m benchmarks.turns`) and how well it understands."""
