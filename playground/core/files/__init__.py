"""Project files: safe readers and atomic writers, bytes and arrays."""
