"""Blocks are data: one description per kind, from which palette, inspector, files and shapes follow."""
