"""Read YAML and JSON text into nodes with positions."""
