"""Finished files read anew and compared: with what was built, the tables, each other."""
