"""What a search makes small or large, and what has to hold."""

import re

from .errors import KoineRayError

# What a limit may be in: times, or parts of a hundred.
UNITS = {"": 1, "ms": 0.001, "s": 1, "min": 60, "h": 3600, "d": 86400, "w": 7 * 86400, "%": 0.01}
CONSTRAINT = re.compile(
    r"\s*([^<>=]*[^<>=\s])\s*([<>])=?\s*([-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?)\s*([a-z]*|%)\s*"
)
# Names of measures in koine's reports, as `koine tune` reads them.
STATISTICS = ["mean", "p50", "p90", "p99", "max"]
NAMES = {
    f"{statistic} {name}": f"{path}.{statistic}"
    for name, path in {"wait": "wait_s", "completion time": "completion_s", "slowdown": "bounded_slowdown"}.items()
    for statistic in STATISTICS
} | {
    "makespan": "makespan_s",
    "utilization": "utilization.allocated",
    "productive utilization": "utilization.productive",
    "energy": "energy_kwh",
    "energy of the site": "facility_energy_kwh",
    "electricity cost": "electricity_cost",
    "carbon": "carbon_kg",
}


# Ends of the names of measures that have a unit other than time, and beginnings of counts.
OTHER_UNITS = ("_kwh", "_kg", "_w", "_gb", "per_s", "cost", "slowdown")
COUNTS = ("jobs.", "run.", "engine.")


def expected_limit(measure, unit):
    """What a limit of a measure has to be, where it is not in `unit`; None where it may be."""
    words = measure.split(".")
    is_time = measure.startswith("wait_s_by_size.") or any(
        word.endswith("_s") and not word.endswith("per_s") for word in words
    )
    if is_time:
        return "a time such as 1h" if unit == "%" else None
    if any(word in ("utilization", "fragmentation", "slo_attainment") for word in words):
        return "a share such as 60%" if unit and unit != "%" else None
    has_unit = measure.startswith(COUNTS) or any(word.endswith(OTHER_UNITS) for word in words)
    return "a number without a unit" if unit and has_unit else None


def path(measure):
    """The path of a measure in the JSON summary, whose name in reports will do as well."""
    words = " ".join(measure.split())
    return NAMES.get(words, words)


class Goal:
    """A measure, by its path in `koine simulate --format json` or its name in reports: `mean wait`."""

    def __init__(self, measure, is_maximised=False):
        self.measure, self.is_maximised = path(measure), is_maximised
        self.option = "--maximize" if is_maximised else "--minimize"

    @property
    def direction(self):
        return "maximize" if self.is_maximised else "minimize"

    def is_better(self, value, other):
        return value > other if self.is_maximised else value < other


def goals_of(minimize, maximize):
    """The goals as the command names them; the mean wait if it names none."""
    goals = [Goal(measure) for measure in minimize] + [Goal(measure, True) for measure in maximize]
    goals = goals or [Goal("wait_s.mean")]
    measures = [goal.measure for goal in goals]
    for measure in dict.fromkeys(measures):
        if measures.count(measure) > 1:
            raise KoineRayError(f"--minimize: {measure} is given as a goal twice")
    return goals


class Constraint:
    """`p99 wait < 1h`; limits of times may have units, and shares may be in percent."""

    option = "--constraint"

    def __init__(self, text):
        match = CONSTRAINT.fullmatch(text)
        if not match or match[4] not in UNITS:
            raise KoineRayError(f"--constraint: found '{text}', expected MEASURE < LIMIT, such as 'p99 wait < 1h'")
        self.text, self.measure, self.is_upper = text, path(match[1]), match[2] == "<"
        expected = expected_limit(self.measure, match[4])
        if expected:
            raise KoineRayError(f"--constraint: found '{text}', expected {expected} as the limit of {self.measure}")
        self.limit = float(match[3]) * UNITS[match[4]]

    def violation(self, value):
        """By how much a value misses the limit, relative to it; 0 or less where it holds."""
        if value is None:
            return float("inf")
        excess = value - self.limit if self.is_upper else self.limit - value
        return excess / max(abs(self.limit), 1e-9)
