"""The language server: what editors show while a plan is written."""
