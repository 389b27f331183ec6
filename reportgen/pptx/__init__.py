"""The PowerPoint engine: pages of a template library, filled from a plan, as one deck."""
