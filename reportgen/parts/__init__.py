"""Pieces of parts that both engines work on: worksheet cells, layout arithmetic, references, chart caches."""
