"""Figures measured on demand; nothing here is part of the suite."""
