"""Proofs of what is promised. A module with a ``main`` is a command: it prints its figure, and ends with 1 when
something is wrong. What is seen with the defence removed, its control, is an option of the command or a test in
``test_NAME.py``.
"""
