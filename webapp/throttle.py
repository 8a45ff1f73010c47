"""Limits on what one person writes that stays, by that person: a whole hall is behind one address.

Personal links need no limit: their tokens have 176 bits. Guesses of passwords are counted in the database, see
services.sign_ins.
"""

from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

limiter = Limiter(get_remote_address, storage_uri="memory://")
