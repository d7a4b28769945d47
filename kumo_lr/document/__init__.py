"""YAML and JSON text to nodes with positions."""
