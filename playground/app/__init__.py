"""What is open: the project, its undo history, the run and the commands. No Qt."""
