"""What a figure is worth: expressions, the resolver that answers queries, and how a figure is shown."""
