"""Public sets laid out as files that the importers open: what was fetched is read, and written plainly."""
