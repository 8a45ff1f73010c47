"""When and where people meet: a table of weights and a room -> a plan of rounds, with its proof.

problem = PlanningProblem(weights, n_rounds=8, n_tables=20, forbidden=[(0, 3)])
plan = build_plan(problem)
check_plan(problem, plan)  # [] when no rule is broken
repaired = repair_plan(situation, plan, from_round=3)
changes(plan, repaired, from_round=3)  # whom to tell what
"""

from schedules.broken_rules import BrokenRule, check_plan
from schedules.build import build_plan
from schedules.changes import Change, changes
from schedules.faults import Fault, InvalidProblem
from schedules.plan import Certificate, Meeting, MeetingPlan
from schedules.problem import ANY_TABLE, STAYS, PlanningProblem
from schedules.repair import repair_plan
from schedules.repairing.in_force import problem_in_force
from schedules.repairing.repair_certificate import RepairCertificate
from schedules.shortages import InfeasiblePlan, Shortage

__all__ = [
    "ANY_TABLE",
    "STAYS",
    "BrokenRule",
    "Certificate",
    "Change",
    "Fault",
    "InfeasiblePlan",
    "InvalidProblem",
    "Meeting",
    "MeetingPlan",
    "PlanningProblem",
    "RepairCertificate",
    "Shortage",
    "build_plan",
    "changes",
    "check_plan",
    "problem_in_force",
    "repair_plan",
]
