"""`python -m reportgen` is the same as `reportgen`."""

from __future__ import annotations

from reportgen.cli.app import main

if __name__ == "__main__":
    main()
