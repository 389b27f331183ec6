"""Formulas of Excel: read as texts and trees, judged, and calculated as Excel would."""
