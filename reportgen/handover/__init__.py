"""The page that is given away with finished files: what they show, where each figure comes from, what changed."""
