"""Writing a trained model for other programs, verified before it is called done."""
