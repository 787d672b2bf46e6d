"""What a search makes small or large, and what has to hold."""

import re

from .errors import KoineRayError

SECONDS = {"": 1, "s": 1, "min": 60, "h": 3600, "d": 86400, "w": 7 * 86400}
CONSTRAINT = re.compile(r"\s*([^<>=\s]+)\s*([<>])=?\s*([-+]?[0-9.]+(?:[eE][-+]?[0-9]+)?)\s*([a-z]*)\s*")


class Goal:
    """A measure, by its path in `koine simulate --format json`."""

    def __init__(self, measure, is_maximised=False):
        self.measure, self.is_maximised = measure, is_maximised

    @property
    def direction(self):
        return "maximize" if self.is_maximised else "minimize"

    def is_better(self, value, other):
        return value > other if self.is_maximised else value < other


class Constraint:
    """`wait_s.p99 < 1h`; limits of times may have units."""

    def __init__(self, text):
        match = CONSTRAINT.fullmatch(text)
        if not match or match[4] not in SECONDS:
            raise KoineRayError(f"--constraint: found '{text}', expected MEASURE < LIMIT, such as 'wait_s.p99 < 1h'")
        self.text, self.measure, self.is_upper = text, match[1], match[2] == "<"
        self.limit = float(match[3]) * SECONDS[match[4]]

    def violation(self, value):
        """By how much a value misses the limit, relative to it; 0 or less where it holds."""
        if value is None:
            return float("inf")
        excess = value - self.limit if self.is_upper else self.limit - value
        return excess / max(abs(self.limit), 1e-9)
