"""Find, read and explain a project's settings."""
