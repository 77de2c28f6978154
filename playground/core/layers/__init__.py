"""Modules that PyTorch lacks, and the making of a call."""
