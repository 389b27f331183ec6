"""Drawing the first version of the slide library. Once a designer has edited deck.pptx, that file is the truth."""
