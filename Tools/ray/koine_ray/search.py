"""Optuna's samplers by ask and tell against koine, on a Ray cluster."""

import collections
import importlib.util
import json
import os

from . import cluster
from .errors import KoineRayError
from .experiment import is_power_of_two, refuse_foreign
from .progress import Progress


class Search:
    """A study of Optuna whose objective is koine.

    Results depend on the arguments, the seed and `parallel`, not on the cluster: trials are told in
    the order in which they were asked, each before the one `parallel` later is asked.
    """

    def __init__(self, trials, space, goals, constraints, sampler, parallel=4):
        import optuna

        optuna.logging.set_verbosity(optuna.logging.WARNING)
        self.optuna, self.trials, self.space = optuna, trials, space
        self.goals, self.constraints, self.parallel = goals, constraints, parallel
        self.study = optuna.create_study(directions=[goal.direction for goal in goals], sampler=sampler)
        self.failure, self._merged = None, 0

    def run(self, count, store, is_uploaded=False, report=Progress):
        """Asks for `count` policies, and keeps their runs in `store`, where those of an earlier search are found."""
        is_resumed = os.path.exists(os.path.join(self.trials.folder, store))
        self._handed = []
        try:
            self._run(count, store, is_resumed, is_uploaded, report(count, "trials"))
        finally:
            if self._handed:
                cluster.abandon(self._handed)

    def _run(self, count, store, is_resumed, is_uploaded, progress):
        running, asked = collections.deque(), 0
        while asked < count or running:
            while asked < count and len(running) < self.parallel:
                trial = self.study.ask()
                trial.set_user_attr("policy", self.space.suggest(trial))
                running.append((trial, self._begin(trial, store, is_resumed, is_uploaded)))
                asked += 1
            trial, outcome = running.popleft()
            self._tell(trial, outcome, store)
            progress.add(note=self._note())

    def _begin(self, trial, store, is_resumed, is_uploaded):
        """What will tell the outcome: a call on the cluster, or the store where it has the runs."""
        words = self.trials.arguments(trial.user_attrs["policy"])
        program, folder = self.trials.program, self.trials.folder
        if is_resumed:
            try:
                if not program.read([*words, "--store", store, "--dry-run"], folder)["missing"]:
                    return lambda: {"output": program.call([*words, "--store", store, "--format", "json"], folder)}
            except KoineRayError as error:
                refusal = {"failed": str(error)}
                return lambda: refusal
        task = cluster.Task(program, [*words, "--format", "json"], None if is_uploaded else folder)
        reference = task.submit()
        self._handed.append(reference)
        return lambda: cluster.fetch(reference, may_fail=True)

    def _tell(self, trial, outcome, store):
        outcome = outcome()
        if "failed" in outcome:
            # A composition that cannot run this scenario is no candidate.
            self.failure = self.failure or outcome["failed"].removeprefix("koine: ")
            self.study.tell(trial, state=self.optuna.trial.TrialState.FAIL)
            return
        if "store" in outcome:
            self._merge(trial, outcome, store)
        values = self.trials.values(json.loads(outcome["output"]))
        found = [values[goal.measure] for goal in self.goals]
        for limit in self.constraints:
            trial.set_constraint(limit.text, limit.violation(values[limit.measure]))
        if any(value is None for value in found):
            self.study.tell(trial, state=self.optuna.trial.TrialState.FAIL)
        else:
            self.study.tell(trial, found)

    def _merge(self, trial, outcome, store):
        program, folder = self.trials.program, self.trials.folder
        program.merge(outcome["store"], store, folder)
        self._merged += 1
        if is_power_of_two(self._merged):
            words = [*self.trials.arguments(trial.user_attrs["policy"]), "--store", store, "--dry-run"]
            inventory = program.read(words, folder)
            refuse_foreign(len(inventory["missing"]), inventory["runs"])

    def _note(self):
        front = self.front()
        return f"best {self.goals[0].measure} {self.best(front).values[0]:.6g}" if front else ""

    def front(self):
        """What keeps the constraints and no other trial beats in all goals; one trial for one goal."""
        done = [t for t in self.study.trials if t.state == self.optuna.trial.TrialState.COMPLETE]
        kept = [t for t in done if all(violation <= 0 for violation in t.constraints.values())]
        front = {}
        for trial in kept:
            if not any(self._beats(other.values, trial.values) for other in kept):
                front.setdefault(tuple(trial.values), trial)
        return list(front.values())

    def _beats(self, values, others):
        pairs = list(zip(self.goals, values, others, strict=True))
        return all(not g.is_better(o, v) for g, v, o in pairs) and any(g.is_better(v, o) for g, v, o in pairs)

    def best(self, front):
        """The policy of a front that loses least against the best of each goal, in parts of the front's extent."""

        columns = list(zip(*(trial.values for trial in front), strict=True))

        def loss(trial):
            return sum(
                abs(value - (max if goal.is_maximised else min)(column)) / (max(column) - min(column) or 1)
                for goal, value, column in zip(self.goals, trial.values, columns, strict=True)
            )

        return min(front, key=lambda trial: (loss(trial), trial.number))


def sampler(name, seed):
    """One of Optuna's samplers; all but `random` know constraints."""
    import optuna

    for module in ("scipy", "torch") if name == "gp" else ():
        if importlib.util.find_spec(module) is None:
            raise KoineRayError(f"--sampler gp: {module} is not installed: pip install 'Tools/ray[gp]'")
    kinds = {
        "tpe": optuna.samplers.TPESampler,
        "gp": optuna.samplers.GPSampler,
        "nsga2": optuna.samplers.NSGAIISampler,
        "random": optuna.samplers.RandomSampler,
    }
    # NumPy takes no more than 32 bits.
    return kinds[name](seed=seed % 2**32)
