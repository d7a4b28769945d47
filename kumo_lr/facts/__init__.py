"""What the field is: strategies, run modes, where it stands, and the curves, as plain data."""
