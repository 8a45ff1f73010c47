"""The next version of a plan: what was played stands, and as few announced cells as possible change."""
