"""Reading files that people have: tables, pictures, texts, sounds, arrays."""
