"""What all Office files share: packages, parts, cells, references, layouts, chart parts."""
