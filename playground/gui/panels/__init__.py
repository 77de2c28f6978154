"""Panels that draw what the views compute."""
