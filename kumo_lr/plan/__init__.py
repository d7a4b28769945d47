"""Load, resolve, compare and write typed configs."""
