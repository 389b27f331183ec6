"""reportgen: canonical metric tables in, Excel models and PowerPoint decks out, every number traceable."""
