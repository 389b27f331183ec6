"""The project folder: what lies where, which times and vintages a report has, files written whole or not at all."""
