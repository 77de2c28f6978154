"""The main window: bars, docks and what commands ask of it."""
