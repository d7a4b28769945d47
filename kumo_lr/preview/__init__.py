"""What the learning rate will do, as curves."""
