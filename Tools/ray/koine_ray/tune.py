"""Optuna's samplers by ask and tell against koine, on a Ray cluster."""

import collections
import importlib.util
import json
import os
import tempfile

from . import cluster
from .errors import KoineRayError
from .goals import Constraint, Goal
from .progress import Progress
from .space import Space, number, policy_file

VIOLATIONS = "violations"


class Trials:
    """How koine is asked what a policy achieves: one `koine sweep` of one point over the seeds.

    `split` keeps jobs that are submitted from then on out of the search, for a check on what it has
    never seen.
    """

    def __init__(self, program, subject, settings, measures, seeds, seed, split=None, folder=None):
        self.program, self.subject, self.folder = program, subject, os.path.abspath(folder or os.getcwd())
        self.settings, self.measures, self.split = list(settings), measures, split
        self.seeds = ["--seeds", str(seeds), "--seed", str(seed)]

    def arguments(self, policy, is_held_out=False):
        """`policy` are settings of its parts and parameters; what it does not name is the scenario's."""
        words = [*self.settings, *(f"policy.{key}={number(value)}" for key, value in policy.items())]
        if self.split is not None:
            words.append(f"submit_{'from' if is_held_out else 'to'}={self.split}")
        measures = [word for measure in self.measures for word in ("--measure", measure)]
        sets = [word for setting in words for word in ("--set", setting)]
        # A sweep wants something that varies. Runs have seeds of their own, so this changes none of them.
        return ["sweep", *self.subject, *sets, "--vary", "seed=1", *self.seeds, *measures]

    def values(self, report):
        """The measures in a report of sweep, in order; None where the run has none."""
        means = list(report["points"][0]["means"].values())
        return [mean["mean"] if mean else None for mean in means]

    def here(self, policy, store, is_held_out=False):
        """The measures of a policy by a run on this machine, found in `store` if it is there."""
        return self.values(self.program.read([*self.arguments(policy, is_held_out), "--store", store], self.folder))


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
        self.study = optuna.create_study(
            directions=[goal.direction for goal in goals], sampler=sampler
        )
        self.failure = None

    def run(self, count, store, is_uploaded=False, report=Progress):
        """Asks for `count` policies, and keeps their runs in `store`, where those of an earlier search are found."""
        is_resumed = os.path.exists(os.path.join(self.trials.folder, store))
        progress, running = report(count, "trials"), collections.deque()
        asked = 0
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
                return lambda: {"failed": str(error)}
        task = cluster.Task(program, [*words, "--format", "json"], None if is_uploaded else folder)
        reference = task.submit()
        return lambda: cluster.fetch(reference, may_fail=True)

    def _tell(self, trial, outcome, store):
        outcome = outcome()
        if "failed" in outcome:
            # A composition that cannot run this scenario is no candidate.
            self.failure = self.failure or outcome["failed"].removeprefix("koine: ")
            self.study.tell(trial, state=self.optuna.trial.TrialState.FAIL)
            return
        if "store" in outcome:
            self.trials.program.merge(outcome["store"], store, self.trials.folder)
        values = self.trials.values(json.loads(outcome["output"]))
        found, limited = values[: len(self.goals)], values[len(self.goals) :]
        trial.set_user_attr(VIOLATIONS, [c.violation(v) for c, v in zip(self.constraints, limited, strict=True)])
        if any(value is None for value in found):
            self.study.tell(trial, state=self.optuna.trial.TrialState.FAIL)
        else:
            self.study.tell(trial, found)

    def _note(self):
        front = self.front()
        return f"best {self.goals[0].measure} {self.best(front).values[0]:.6g}" if front else ""

    def front(self):
        """What keeps the constraints and no other trial beats in all goals; one trial for one goal."""
        done = [t for t in self.study.trials if t.state == self.optuna.trial.TrialState.COMPLETE]
        kept = [t for t in done if all(v <= 0 for v in t.user_attrs[VIOLATIONS])]
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

        def loss(trial):
            return sum(
                abs(value - (max if goal.is_maximised else min)(column)) / (max(column) - min(column) or 1)
                for goal, value, column in zip(self.goals, trial.values, zip(*(t.values for t in front)), strict=True)
            )

        return min(front, key=lambda trial: (loss(trial), trial.number))


def sampler(name, seed, constraints):
    """One of Optuna's samplers; all but `random` know constraints."""
    import optuna

    def violations(trial):
        return trial.user_attrs.get(VIOLATIONS, ())

    kinds = {
        "tpe": optuna.samplers.TPESampler,
        "gp": optuna.samplers.GPSampler,
        "nsga2": optuna.samplers.NSGAIISampler,
        "random": optuna.samplers.RandomSampler,
    }
    limits = {"constraints_func": violations} if constraints and name != "random" else {}
    for module in ("scipy", "torch") if name == "gp" else ():
        if importlib.util.find_spec(module) is None:
            raise KoineRayError(f"--sampler gp: {module} is not installed: pip install 'Tools/ray[gp]'")
    return kinds[name](seed=seed, **limits)


def tune(program, options, report=Progress):
    """Searches as the arguments of the command say, and returns what was found."""
    space = Space(program, options.vary)
    goals = [Goal(m) for m in options.minimize] + [Goal(m, True) for m in options.maximize]
    goals = goals or [Goal("wait_s.mean")]
    constraints = [Constraint(text) for text in options.constraint]
    measures = [goal.measure for goal in goals] + [limit.measure for limit in constraints]
    subject = [options.subject] if options.subject else []
    trials = Trials(program, subject, options.set, measures, options.seeds, options.seed, options.split)
    kind = sampler(options.sampler, options.seed, constraints)
    # Slips in arguments show here, before the first trial.
    inventory = program.read([*trials.arguments({}), *_stored(options.store), "--dry-run"])
    store = inventory["store"]
    with tempfile.TemporaryDirectory() as scratch:
        own = os.path.join(scratch, "own.db")
        rows = [("the scenario's own", trials.here({}, own), _held_out(trials, {}, own))]
        composition = program.summary(own)["run"]
        cluster.connect(options.address, trials.folder if options.upload else None)
        search = Search(trials, space, goals, constraints, kind, options.parallel)
        search.run(options.trials, store, options.upload, report)
        front = search.front()
        if not front:
            raise KoineRayError(_nothing_found(search, options.trials))
        best = search.best(front)
        policy = best.user_attrs["policy"]
        rows.append(("the best found", trials.here(policy, store), _held_out(trials, policy, store)))
    return Findings(search, front, policy_file(composition, policy), measures, rows)


class Findings:
    """What a search has found, for people and programs."""

    def __init__(self, search, front, policy, measures, rows):
        self.front, self.policy, self.measures, self.rows = front, policy, measures, rows
        self.trials = len(search.study.trials)
        self.refused = sum(t.state == search.optuna.trial.TrialState.FAIL for t in search.study.trials)
        self.goals = search.goals

    @property
    def json(self):
        def values(numbers):
            return numbers and dict(zip(self.measures, numbers, strict=True))

        return {
            "trials": self.trials,
            "refused": self.refused,
            "results": [{"policy": n, "searched": values(s), "held_out": values(h)} for n, s, h in self.rows],
            "front": [{"policy": t.user_attrs["policy"], "values": t.values} for t in self.front],
            "policy": self.policy,
        }

    @property
    def text(self):
        width = max(len(name) for name, _, _ in self.rows)
        lines = [f"{self.trials} trials, {self.refused} of them refused by koine"]
        for place, measure in enumerate(self.measures):
            lines.append(f"\n{measure}")
            for name, searched, held_out in self.rows:
                unseen = f"   held out {_text(held_out[place])}" if held_out else ""
                lines.append(f"  {name:<{width}}  {_text(searched[place])}{unseen}")
        if len(self.goals) > 1:
            lines.append("\nNo other trial is better in all of " + ", ".join(g.measure for g in self.goals))
            for trial in self.front:
                values = "  ".join(_text(value) for value in trial.values)
                policy = " ".join(f"{key}={number(value)}" for key, value in trial.user_attrs["policy"].items())
                lines.append(f"  {values}  {policy}")
        return "\n".join([*lines, "", self.policy])


def _text(value):
    return "unknown" if value is None else f"{value:.6g}"


def _stored(store):
    return ["--store", store] if store else []


def _held_out(trials, policy, store):
    return trials.here(policy, store, is_held_out=True) if trials.split is not None else None


def _nothing_found(search, count):
    if search.failure:
        return f"none of {count} trials could be run, or none keeps the constraints; the first was refused: {search.failure}"
    return f"none of {count} trials keeps the constraints: {', '.join(c.text for c in search.constraints)}"
