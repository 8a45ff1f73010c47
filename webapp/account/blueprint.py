"""The map of an account's own pages: every view of this package hangs below one blueprint."""

from flask import Blueprint

account = Blueprint("account", __name__)
