"""How koine tells what a policy achieves."""

import os

from .space import number


class Trials:
    """How koine is asked what a policy achieves: one `koine sweep` of one point over the seeds.

    `split` keeps jobs that are submitted from then on out of the search, for a check on what it has
    never seen.
    """

    def __init__(self, program, subject, settings, measures, seeds, seed, split=None, folder=None):
        self.program, self.subject, self.folder = program, subject, os.path.abspath(folder or os.getcwd())
        self.settings, self.measures, self.split = list(settings), measures, split
        self.seed, self.seeds = seed, seeds

    def arguments(self, policy, is_held_out=False):
        """`policy` are settings of its parts and parameters; what it does not name is the scenario's."""
        words = [*self.settings, *(f"policy.{key}={number(value)}" for key, value in policy.items())]
        if self.split is not None:
            words.append(f"submit_{'from' if is_held_out else 'to'}={self.split}")
        measures = [word for measure in self.measures for word in ("--measure", measure)]
        sets = [word for setting in words for word in ("--set", setting)]
        # A sweep wants something that varies; a point's seed is the first of its runs, whatever --seed says.
        seeds = ["--vary", f"seed={self.seed}", "--seeds", str(self.seeds)]
        return ["sweep", *self.subject, *sets, *seeds, *measures]

    def values(self, report):
        """{measure: value} of a report of sweep; None where the run has none."""
        means = report["points"][0]["means"].values()
        return {name: mean and mean["mean"] for name, mean in zip(self.measures, means, strict=True)}

    def here(self, policy, store, is_held_out=False):
        """The measures of a policy by a run on this machine, found in `store` if it is there."""
        return self.values(self.program.read([*self.arguments(policy, is_held_out), "--store", store], self.folder))
