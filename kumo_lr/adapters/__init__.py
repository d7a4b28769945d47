"""Adapters that convert candidates for other libraries; each module needs its library installed."""
