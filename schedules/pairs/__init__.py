"""Which pairs meet: a b-matching, solved on a core of good pairs and proven over all."""
