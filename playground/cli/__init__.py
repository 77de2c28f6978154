"""Sub-commands over app and core."""
