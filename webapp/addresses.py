"""Addresses: links as people outside reach this server, and whether a text is the address of a mailbox."""

from email_validator import EmailNotValidError, validate_email
from flask import request

from webapp import access
from webapp.services.sign_ins import LONGEST_EMAIL


def public(path: str) -> str:
    """The full address of a path, as phones, projectors and mails' readers reach this server."""
    return (access.settings().public_url or request.url_root.rstrip("/")) + path


def is_valid(email: str) -> bool:
    """Whether a text may be a mailbox's address; nothing is looked up."""
    if len(email) > LONGEST_EMAIL:
        return False
    try:
        validate_email(email, check_deliverability=False)
    except EmailNotValidError:
        return False
    return True
