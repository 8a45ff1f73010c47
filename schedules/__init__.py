"""When and where people meet: a table of weights and a room -> a plan of rounds, with its proof.

problem = PlanningProblem(weights, n_rounds=8, n_tables=20, forbidden=[(0, 3)])
plan = build_plan(problem)
check_plan(problem, plan)  # [] when no rule is broken
"""

from schedules.broken_rules import BrokenRule, check_plan
from schedules.build import build_plan
from schedules.faults import Fault, InvalidProblem
from schedules.plan import Certificate, Meeting, MeetingPlan
from schedules.problem import ANY_TABLE, STAYS, PlanningProblem
from schedules.shortages import InfeasiblePlan, Shortage

__all__ = [
    "ANY_TABLE",
    "STAYS",
    "BrokenRule",
    "Certificate",
    "Fault",
    "InfeasiblePlan",
    "InvalidProblem",
    "Meeting",
    "MeetingPlan",
    "PlanningProblem",
    "Shortage",
    "build_plan",
    "check_plan",
]
