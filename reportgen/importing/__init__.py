"""Figures from where they are: filings and data files, read, mapped, tried and told."""
