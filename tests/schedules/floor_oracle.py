"""The highest lowest total of a small flow of pairs: every choice counted, or CP-SAT, from the text of the rules."""

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from ortools.sat.python import cp_model

UNITS = 10**6


@dataclass(frozen=True)
class HighestFloor:
    """floor: of choices within the tolerance; weights: the most weight of such choices, by the floor they reach."""

    most_weight: float
    floor: float
    weight_at: dict[float, float]

    def most_weight_at(self, floor: float) -> float:
        """The most weight of the choices that reach the floor."""
        return max(weight for reached, weight in self.weight_at.items() if reached >= floor - 1e-9)


def every_choice(flow, standing, fair, tolerance) -> HighestFloor | None:
    """Count every choice of ``n_meetings`` allowed pairs that keeps the rules and the levels above the weight."""
    sides = (flow.row_side, flow.column_side)
    pairs = np.argwhere(flow.allowed).tolist()
    found = []
    for choice in combinations(pairs, flow.n_meetings):
        rows, columns = [pair[0] for pair in choice], [pair[1] for pair in choice]
        counts = [np.bincount(who, minlength=len(side.most)) for who, side in zip((rows, columns), sides, strict=True)]
        if any((n < side.least).any() or (n > side.most).any() for n, side in zip(counts, sides, strict=True)):
            continue
        organisations = {(sides[0].groups[row], sides[1].groups[column]) for row, column in choice}
        if len(organisations) < len(choice):
            continue
        if not _novel_enough(flow, choice):
            continue
        squares = sum(int(((side.standing + n) ** 2).sum()) for n, side in zip(counts, sides, strict=True))
        idled = sum(0 if s.idled is None else int((s.idled * n).sum()) for n, s in zip(counts, sides, strict=True))
        totals = [part.copy() for part in standing]
        for row, column in choice:
            totals[0][row] += flow.weights[row, column]
            totals[1][column] += flow.weights[row, column]
        weight = sum(flow.weights[row, column] for row, column in choice)
        lowest = min([*totals[0][fair[0]], *totals[1][fair[1]]], default=np.inf)
        found.append(((squares if flow.even_counts else 0, -idled), weight, float(lowest)))
    if not found:
        return None
    first_level = min(entry[0] for entry in found)
    found = [entry for entry in found if entry[0] == first_level]
    already = float(standing[0].sum())
    most = max(weight for _, weight, _ in found)
    within = [(w, low) for _, w, low in found if w + already >= (1 - tolerance) * (most + already) - 1e-9]
    weight_at: dict[float, float] = {}
    for weight, lowest in within:
        weight_at[lowest] = max(weight, weight_at.get(lowest, 0.0))
    return HighestFloor(most, max(weight_at), weight_at)


def _novel_enough(flow, choice) -> bool:
    for side, part in ((flow.row_side, 0), (flow.column_side, 1)):
        if side.novel_least is None:
            continue
        for who, least in enumerate(side.novel_least):
            if sum(bool(flow.novel[pair[0], pair[1]]) for pair in choice if pair[part] == who) < least:
                return False
    return True


def by_cp_sat(flow, standing, fair, tolerance, *, least_squares) -> HighestFloor:
    """The same of a larger flow, without colleagues, history and novelty; weights are multiples of 1e-6."""
    pairs = np.argwhere(flow.allowed)
    units = np.rint(flow.weights * UNITS).astype(np.int64)

    def model_of():
        model = cp_model.CpModel()
        meets = {(row, column): model.new_bool_var("") for row, column in pairs.tolist()}
        squares, totals = [], []
        for part, side in ((0, flow.row_side), (1, flow.column_side)):
            for who in range(len(side.most)):
                mine = [pair for pair in meets if pair[part] == who]
                count = model.new_int_var(int(side.least[who]), int(side.most[who]), "")
                model.add(count == sum(meets[pair] for pair in mine))
                square = model.new_int_var(0, 10_000, "")
                model.add_multiplication_equality(square, [count + int(side.standing[who])] * 2)
                squares.append(square)
                if fair[part][who]:
                    brought = round(float(standing[part][who]) * UNITS)
                    totals.append(brought + sum(meets[pair] * int(units[pair]) for pair in mine))
        model.add(sum(meets.values()) == flow.n_meetings)
        if flow.even_counts:
            model.add(sum(squares) == least_squares)
        return model, sum(meet * int(units[pair]) for pair, meet in meets.items()), totals

    def best(model, aim):
        model.maximize(aim)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.linearization_level = 2
        assert solver.solve(model) == cp_model.OPTIMAL
        return round(solver.objective_value)

    model, weight, _ = model_of()
    most = best(model, weight)
    already = round(float(standing[0].sum()) * UNITS)
    needed = int(np.ceil((1 - tolerance) * (most + already))) - already
    model, weight, totals = model_of()
    lowest = model.new_int_var(0, 100 * UNITS, "")
    for total in totals:
        model.add(lowest <= total)
    model.add(weight >= needed)
    floor = best(model, lowest)
    model, weight, totals = model_of()
    for total in totals:
        model.add(total >= floor)
    heaviest = best(model, weight)
    return HighestFloor(most / UNITS, floor / UNITS, {floor / UNITS: heaviest / UNITS})
