"""The command line: thin commands over the pipeline, exit codes, and output for people or machines."""

from reportgen.cli.app import main

__all__ = ["main"]
