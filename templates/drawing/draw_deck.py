"""Draw the first version of templates/iij/deck.pptx.

    python templates/drawing/draw_deck.py [--out FILE] [--force]

The drawn file is a start: a designer edits it in PowerPoint from then on, so an existing one is left alone
unless --force is given.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from deck import library, package

TARGET = Path(__file__).resolve().parents[1] / "iij" / "deck.pptx"


def main() -> int:
    """Draw, unless a template already stands there."""
    parser = argparse.ArgumentParser(description="Draw the slide library.")
    parser.add_argument("--out", type=Path, default=TARGET)
    parser.add_argument("--force", action="store_true", help="replace an existing file")
    options = parser.parse_args()
    if options.out.exists() and not options.force:
        print(
            f"{options.out} exists; a drawn template never replaces an edited one. Use --force to do so.",
            file=sys.stderr,
        )
        return 1
    deck = package.blank()
    library.draw(deck)
    package.save(deck, options.out)
    print(options.out)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
