"""The page of somebody's own data: what was understood of a file, and what will be made of it."""
