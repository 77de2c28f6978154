"""What a pointer does on the canvas: one class a gesture. None of them edits; they call the app."""
