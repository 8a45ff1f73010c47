"""Files as people have them -> organisations, participants, diagnosis, history, pairs, and remarks on every doubt."""

from matching.read.diagnosis import read_diagnosis
from matching.read.pairs import read_history, read_pairs
from matching.read.remarks import REMARK_CODES, Remark, UnreadableFile
from matching.read.sign_ups import SignUps, read_organisations

__all__ = [
    "REMARK_CODES",
    "Remark",
    "SignUps",
    "UnreadableFile",
    "read_diagnosis",
    "read_history",
    "read_organisations",
    "read_pairs",
]
