"""Looking after an installation: what is checked at start, backups that are verified, and bringing one back."""
