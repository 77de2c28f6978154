"""The engine "compiled": rows of steps of small dense networks as machine code, without the GIL."""
