"""Finished files read through their packages alone, and compared: with what was built, the tables, each other."""

from reportgen.verify.inventory import Finished, read_finished
from reportgen.verify.receipt import FileReceipt, Receipt
from reportgen.verify.seal import BuildMark, write_seal

__all__ = ["BuildMark", "FileReceipt", "Finished", "Receipt", "read_finished", "write_seal"]
