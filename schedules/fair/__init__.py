"""The lowest total of a participant: as high as it can be for a small share of the weight."""
