"""Sheets: samples beside each other that are no rows of a table, one description a kind."""
