"""Draws first versions of the templates; the Office files are what users own from then on."""
