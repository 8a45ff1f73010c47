"""Two worlds: two evenings that differ in one one-sided answer look the same to everybody but whoever gave it."""
