"""Which of Excel's functions the calculator is proven to calculate as Excel's documentation says.

    python -m tools.proven        reads cases.txt, writes reportgen/formula/proven.py and docs/functions.md

A function is proven where it stands outermost in three cases or more and all of them come out right.
"""
