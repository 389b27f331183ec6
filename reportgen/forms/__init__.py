"""The input workbook for a new document: what it asks for, and what a person typed into it."""
