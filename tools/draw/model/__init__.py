"""The workbook template."""
