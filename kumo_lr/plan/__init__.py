"""Typed configs: loaded, resolved, compared and written."""
