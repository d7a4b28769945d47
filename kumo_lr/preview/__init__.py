"""Draw the curves of the learning rate."""
