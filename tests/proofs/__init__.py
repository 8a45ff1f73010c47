"""Proofs of what is promised: each a command with its seed, its figure and what it shows with the defence removed."""
