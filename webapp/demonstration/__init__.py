"""A whole evening that plays by itself: ``evening`` prepares it, ``conductor`` runs it, ``crowd`` answers.

Everything is written through the services, as views would; nothing here knows a row.
"""
