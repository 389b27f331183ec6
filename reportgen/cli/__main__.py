"""`python -m reportgen.cli` is the same as `reportgen`."""

from reportgen.cli.app import main

if __name__ == "__main__":
    main()
