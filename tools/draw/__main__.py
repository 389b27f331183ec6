"""`python -m tools.draw`."""

from pathlib import Path

from tools.draw.command import main

raise SystemExit(main(root=Path(__file__).resolve().parents[2]))
