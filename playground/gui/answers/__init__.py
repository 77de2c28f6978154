"""The page with a network's answers to a file."""
