"""The hall's projector, opened by a link: time left, board of tables, thanks. Names and tables, nothing else."""
