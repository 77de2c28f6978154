"""The network as a value: blocks, wires, pure edits, topology and layout."""
