"""reportgen: canonical metric tables in, Excel models and PowerPoint decks out, every number traceable."""

__version__ = "0.1.0"
