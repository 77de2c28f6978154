"""Studies of a trained network: why it answers what it answers."""
