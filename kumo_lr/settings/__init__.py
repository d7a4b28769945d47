"""A project's settings: found, read and explained."""
