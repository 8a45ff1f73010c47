"""What answers a need, wholly or in part: two tables of judgement, read by the two criteria of needs.

``SUBSTITUTES[need][offer]`` says how well an offer answers a need of another name, in ]0, 1[; the same name answers
wholly. ``ANSWERS[need][need of the other]`` says when what the other side *seeks* is an answer too: a company that
looks for people to hire is an opening for those whom an association supports. Values are in three steps: 0.7 nearly
the thing asked for, 0.5 a good part of it, 0.3 a beginning worth a question.
"""

from types import MappingProxyType
from typing import Final

NEARLY: Final = 0.7
IN_PART: Final = 0.5
A_BEGINNING: Final = 0.3

_SKILLS: Final = (
    "skills_accounting",
    "skills_law",
    "skills_digital",
    "skills_communication",
    "skills_hr",
    "skills_strategy",
    "skills_trades",
)

SUBSTITUTES: Final = MappingProxyType(
    {
        # Skills-based patronage without saying which skill: probably, to be asked.
        **{skill: {"skills_unspecified": IN_PART, "volunteers": A_BEGINNING} for skill in _SKILLS},
        "skills_digital": {"skills_unspecified": IN_PART, "volunteers": A_BEGINNING, "it_equipment": A_BEGINNING},
        "skills_unspecified": {**dict.fromkeys(_SKILLS, NEARLY), "volunteers": IN_PART},
        "volunteers": {"skills_unspecified": IN_PART, "team_events": IN_PART, "civic_service": A_BEGINNING},
        "trainees": {"civic_service": A_BEGINNING, "candidates": IN_PART, "networks": A_BEGINNING},
        # Openings for the people supported: a network of employers, training or orders help towards them.
        "job_openings": {"networks": A_BEGINNING, "training": A_BEGINNING, "purchases": A_BEGINNING},
        # People to hire or to host: whoever knows a public, or trains it, leads to them.
        "candidates": {"trainees": IN_PART, "training": A_BEGINNING, "knowledge_of_public": A_BEGINNING},
        "goods": {"circular_economy": NEARLY, "it_equipment": A_BEGINNING},
        "it_equipment": {"circular_economy": NEARLY, "goods": A_BEGINNING},
        "transport": {"staff_mobility": A_BEGINNING},
        "staff_mobility": {"transport": NEARLY},
        "purchases": {"circular_economy": A_BEGINNING},
        "networks": {"visibility": A_BEGINNING, "local_roots": IN_PART},
        "visibility": {"skills_communication": IN_PART, "networks": IN_PART},
        "money": {"purchases": A_BEGINNING, "networks": A_BEGINNING},
        "innovation": {"experiment_ground": NEARLY, "knowledge_of_public": IN_PART, "knowledge_of_territory": IN_PART},
        "experiment_ground": {"innovation": NEARLY, "knowledge_of_territory": A_BEGINNING},
        "training": {"disability_training": IN_PART, "awareness_workshops": IN_PART},
        "disability_training": {"training": IN_PART, "awareness_workshops": IN_PART, "knowledge_of_public": IN_PART},
        # Engaging staff, as the company seeks it: what an association opens to them.
        "team_events": {"awareness_workshops": IN_PART, "volunteers": A_BEGINNING},
        "awareness_workshops": {"training": IN_PART, "team_events": A_BEGINNING},
        "local_roots": {"knowledge_of_territory": NEARLY, "networks": IN_PART, "knowledge_of_public": A_BEGINNING},
        "knowledge_of_territory": {"local_roots": NEARLY, "networks": A_BEGINNING},
        "knowledge_of_public": {"experiment_ground": A_BEGINNING, "awareness_workshops": A_BEGINNING},
        "csr_visibility": {
            "visibility": NEARLY,
            "team_events": IN_PART,
            "awareness_workshops": IN_PART,
            "local_roots": IN_PART,
        },
        "circular_economy": {"goods": A_BEGINNING},
    }
)

# Read "seeks this" -> "is answered by the other side's seeking that".
ANSWERS: Final = MappingProxyType(
    {
        "candidates": {"job_openings": NEARLY},
        "job_openings": {"candidates": NEARLY},
        "circular_economy": {"it_equipment": NEARLY, "goods": NEARLY},
        "it_equipment": {"circular_economy": IN_PART},
        "goods": {"circular_economy": NEARLY},
        "team_events": {"volunteers": NEARLY},
        "volunteers": {"team_events": NEARLY},
        "innovation": {"experiment_ground": A_BEGINNING},
        "staff_mobility": {"transport": A_BEGINNING},
        "transport": {"staff_mobility": A_BEGINNING},
    }
)


def answer_by_offer(need: str, offer: str) -> float:
    """Return how well an offer answers a need, in [0, 1]; 1 for the same code."""
    return 1.0 if need == offer else SUBSTITUTES.get(need, {}).get(offer, 0.0)


def answer_by_need(need: str, need_of_the_other: str) -> float:
    """Return how well the other side's need answers this one, in [0, 1[."""
    return ANSWERS.get(need, {}).get(need_of_the_other, 0.0)
