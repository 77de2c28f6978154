"""Files that other programs run: written and checked in processes of their own."""
