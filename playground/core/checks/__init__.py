"""What keeps a project from training, advice, and the fixes that mend it; the Analysis."""
