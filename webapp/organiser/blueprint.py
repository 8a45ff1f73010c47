"""The map of the organiser's desk: every view of this package hangs below one blueprint."""

from flask import Blueprint

organiser = Blueprint("organiser", __name__)
