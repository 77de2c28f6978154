"""Project and data fields become shapes, problems and a PyTorch module."""
