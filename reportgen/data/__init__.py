"""The canonical tables: catalogue, printed figures, vintages, and the sources they are read from."""
