"""`koine-ray tune`: a search for the policy that serves a scenario best."""

import contextlib
import os
import tempfile

from . import cluster
from .errors import KoineRayError
from .findings import Findings
from .goals import Constraint, goals_of
from .progress import Progress
from .search import Search, sampler
from .space import Space, policy_file
from .trials import Trials


def tune(program, options, report=Progress):
    """Searches as the arguments of the command say, and returns what was found."""
    space = Space(program, options.vary)
    goals = goals_of(options.minimize, options.maximize)
    constraints = [Constraint(text) for text in dict.fromkeys(options.constraint)]
    measures = list(dict.fromkeys(what.measure for what in [*goals, *constraints]))
    subject = [options.subject] if options.subject else []
    trials = Trials(program, subject, options.set, measures, options.seeds, options.seed, options.split)
    kind = sampler(options.sampler, options.seed)
    # Slips in arguments show here, before the first trial.
    asked = [*goals, *constraints]
    with _told_as_asked(asked):
        store = program.read([*trials.arguments({}), *_stored(options.store), "--dry-run"])["store"]
    with tempfile.TemporaryDirectory() as scratch:
        own = os.path.join(scratch, "own.db")
        with _told_as_asked(asked):
            rows = [("the scenario's own", trials.here({}, own), _held_out(trials, {}, own))]
        _refuse_unknown(asked, rows[0][1], options.subject or "the scenario")
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


def _stored(store):
    return ["--store", store] if store else []


@contextlib.contextmanager
def _told_as_asked(asked):
    """What koine does not know as a --measure is told as the option that asked for it."""
    try:
        yield
    except KoineRayError as error:
        text = str(error)
        for what in asked:
            quoted = f": unknown measure '{what.measure}'"
            text = text.replace(f"--measure{quoted}", f"{what.option}{quoted}")
        raise KoineRayError(text) from error


def _refuse_unknown(asked, values, scenario):
    """Nothing can be compared by what the scenario's own policy has no value of, such as unknown energy."""
    unknown = [
        f"{what.option}: {what.measure} is unknown in a run of {scenario} with its own policy"
        for what in asked
        if values[what.measure] is None
    ]
    if unknown:
        raise KoineRayError("\n".join(dict.fromkeys(unknown)))


def _held_out(trials, policy, store):
    return trials.here(policy, store, is_held_out=True) if trials.split is not None else None


def _nothing_found(search, count):
    if search.failure:
        return f"none of {count} trials can run, or none keeps the constraints; the first refusal: {search.failure}"
    if not search.constraints:
        return f"none of {count} trials has a value of {', '.join(goal.measure for goal in search.goals)}"
    return f"none of {count} trials keeps the constraints: {', '.join(c.text for c in search.constraints)}"
