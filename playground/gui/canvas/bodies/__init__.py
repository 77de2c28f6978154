"""The live pictures inside blocks: one class per kind of body."""
