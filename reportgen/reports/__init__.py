"""Report definitions, and what they become: sentences, tables, charts, pages."""
