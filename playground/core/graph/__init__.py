"""What wires say of a network: who feeds whom, groups laid flat, the paths of blocks."""
