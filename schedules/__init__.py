"""When and where people meet: a table of weights and a room -> a plan of rounds, with its proof.

problem = PlanningProblem(weights, n_rounds=8, n_tables=20, forbidden=[(0, 3)])
plan = build_plan(problem)
check_plan(problem, plan)  # [] when no rule is broken
repaired = repair_plan(situation, plan, from_round=3)
changes(plan, repaired, from_round=3)  # whom to tell what
why_not(problem, plan, 4, 7)  # a rule, their rounds, their limits, or what the pair would cost
what_if(problem, plan, more_tables=2)  # the evening that would be, in numbers
"""

from schedules.broken_rules import BrokenRule, check_plan
from schedules.build import build_plan
from schedules.changes import Change, changes
from schedules.faults import Fault, InvalidProblem
from schedules.plan import Certificate, Meeting, MeetingPlan
from schedules.problem import ANY_TABLE, STAYS, PlanningProblem
from schedules.repair import repair_plan
from schedules.repair_certificate import RepairCertificate
from schedules.repairing.in_force import problem_in_force, waived_pairs
from schedules.shortages import InfeasiblePlan, Shortage
from schedules.what_if import Figures, WhatIf, curve, what_if
from schedules.why_not import PairCost, PairReason, WhyNot, cost_of_pair, pair_prices, why_not

__all__ = [
    "ANY_TABLE",
    "STAYS",
    "BrokenRule",
    "Certificate",
    "Change",
    "Fault",
    "Figures",
    "InfeasiblePlan",
    "InvalidProblem",
    "Meeting",
    "MeetingPlan",
    "PairCost",
    "PairReason",
    "PlanningProblem",
    "RepairCertificate",
    "Shortage",
    "WhatIf",
    "WhyNot",
    "build_plan",
    "changes",
    "check_plan",
    "cost_of_pair",
    "curve",
    "pair_prices",
    "problem_in_force",
    "repair_plan",
    "waived_pairs",
    "what_if",
    "why_not",
]
