"""The checks, one file each: ties, claims, duplicates, targets, plausibility, coverage; all by interval arithmetic."""
