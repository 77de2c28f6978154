"""A run as one script of plain PyTorch: printed from the values that build and train the network."""
