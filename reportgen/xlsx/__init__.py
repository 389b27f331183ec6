"""The Excel engine: templates edited in place, references that move, values that are already there."""
