"""The controls that every panel is made of, painted by ourselves."""
