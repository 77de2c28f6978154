"""Data sets as descriptions, their generators, splits and preparation."""
