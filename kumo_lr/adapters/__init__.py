"""Candidates handed to other libraries: one module for each, which only those import who have it."""
