"""What a panel shows, computed from the live model at a step boundary."""
