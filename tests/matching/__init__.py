"""Tests of who should meet, and why."""
