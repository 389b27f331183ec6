"""The lists, formulas and timeline of a model workbook."""
