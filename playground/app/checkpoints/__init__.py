"""Copies of a run that goes on, so that no kill, crash or power cut costs more than half a minute of it."""
