"""The network as a PyTorch module: its weights by key, initial values, answers."""
