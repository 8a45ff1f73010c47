"""Links: what opens a phone, a projector or an account is not guessed, leaks nowhere, opens without a side effect."""
