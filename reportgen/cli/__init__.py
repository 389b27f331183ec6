"""The command line: one module per command, exit codes, and output for people or machines."""
