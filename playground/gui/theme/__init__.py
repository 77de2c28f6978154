"""Colours, type, icons and number formats of the window."""
