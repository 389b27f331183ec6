"""The template of the form."""
