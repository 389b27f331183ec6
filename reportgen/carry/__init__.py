"""A person's work in an old workbook, carried over into the rebuilt one."""
