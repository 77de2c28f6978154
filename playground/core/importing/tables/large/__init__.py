"""Large tables: taken apart by compiled code, kept as columns on disk; what they become is the same."""
