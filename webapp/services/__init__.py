"""What the application does, one file per topic: plain functions that take a session and plain arguments.

They return plain values and never commit; the request (or the command) that calls them owns the transaction.
"""
