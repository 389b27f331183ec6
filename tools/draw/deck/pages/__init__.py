"""One module per library page or family of pages; each offers functions that take a Page and draw on it."""
