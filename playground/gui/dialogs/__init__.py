"""What opens over the window: questions, export, templates, commands, shortcuts, diagnostics."""
