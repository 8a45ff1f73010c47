"""What accounts do about themselves and each other; importing this hangs every view on its blueprint."""

from webapp.account import installation, invitations, own, reset
from webapp.account.blueprint import account

__all__ = ["account", "installation", "invitations", "own", "reset"]
