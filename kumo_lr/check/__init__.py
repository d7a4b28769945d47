"""Check text: the checker, its fast path, suppressions, fixes, and runs over many files."""
