"""What a search has found, for people and programs."""

from .space import number


class Findings:
    """The policies that were tried, those that nothing beats, and the best beside the scenario's own."""

    def __init__(self, search, front, policy, measures, rows):
        self.front, self.policy, self.measures, self.rows = front, policy, measures, rows
        self.trials = len(search.study.trials)
        self.refused = sum(t.state == search.optuna.trial.TrialState.FAIL for t in search.study.trials)
        self.goals = search.goals

    @property
    def json(self):
        return {
            "trials": self.trials,
            "refused": self.refused,
            "results": [{"policy": name, "searched": seen, "held_out": unseen} for name, seen, unseen in self.rows],
            "front": [{"policy": t.user_attrs["policy"], "values": t.values} for t in self.front],
            "policy": self.policy,
        }

    @property
    def text(self):
        width = max(len(name) for name, _, _ in self.rows)
        lines = [f"{self.trials} trials, {self.refused} of them refused by koine"]
        for measure in self.measures:
            lines.append(f"\n{measure}")
            for name, searched, held_out in self.rows:
                unseen = f"   held out {_text(held_out[measure])}" if held_out else ""
                lines.append(f"  {name:<{width}}  {_text(searched[measure])}{unseen}")
        if len(self.goals) > 1:
            lines.append("\nNo other trial is better in all of " + ", ".join(g.measure for g in self.goals))
            for trial in self.front:
                values = "  ".join(_text(value) for value in trial.values)
                policy = " ".join(f"{key}={number(value)}" for key, value in trial.user_attrs["policy"].items())
                lines.append(f"  {values}  {policy}")
        return "\n".join([*lines, "", self.policy])


def _text(value):
    return "unknown" if value is None else f"{value:.6g}"
