"""What Optuna proposes: compositions of a policy's parts, and the parameters that these declare."""

import math

from .errors import KoineRayError

# A part's key in scenarios and policy files, and its name in `koine list policies` and summaries.
PARTS = {"order": "order", "placement": "place", "backfill": "backfill", "preemption": "preempt"}
# What no scheduler can know, so that no search finds it unless it is asked to.
ORACLE = "(an oracle)"


class Space:
    """Searches order, placement and backfill with all that they declare, unless `vary` says otherwise.

    `vary` are restrictions as of `koine tune`: order=fifo,wfp3, order.exponent=1..4, order.exponent=2.
    A parameter counts while the choice that declares it is made.
    """

    def __init__(self, program, vary=()):
        listed = program.read(["list", "policies"])
        given = _given(vary)
        self.choices, known = {}, []
        for part, name in PARTS.items():
            known += [part, *(parameter["key"] for choice in listed[name] for parameter in choice["parameters"])]
            if part in given:
                self.choices[part] = _named(part, given[part], listed[name])
            elif part != "preemption":
                self.choices[part] = [choice for choice in listed[name] if ORACLE not in choice["meaning"]]
        for key in given:
            if key not in known:
                raise KoineRayError(f"--vary: unknown parameter '{key}' (known: {', '.join(dict.fromkeys(known))})")
        self.ranges = {key: values for key, values in given.items() if key not in PARTS}
        for key in self.ranges:
            self._refuse_idle(key, listed)
        for choices in self.choices.values():
            for choice in choices:
                for parameter in choice["parameters"]:
                    self._range(parameter)

    def _refuse_idle(self, key, listed):
        """Raises that no choice that is searched declares the parameter."""
        part = key.partition(".")[0]
        owners = [
            choice["name"]
            for choice in listed[PARTS[part]]
            if any(parameter["key"] == key for parameter in choice["parameters"])
        ]
        if not any(choice["name"] in owners for choice in self.choices.get(part, [])):
            raise KoineRayError(
                f"--vary: {key}: counts only beside {part}={','.join(owners)}, which is not searched"
            )

    def suggest(self, trial):
        """The settings of a scenario that a trial proposes: {key: value}, parts before their parameters."""
        settings = {}
        for part, choices in self.choices.items():
            names = [choice["name"] for choice in choices]
            name = trial.suggest_categorical(part, names) if len(names) > 1 else names[0]
            settings[part] = name
            for parameter in choices[names.index(name)]["parameters"]:
                settings[parameter["key"]] = self._suggest(trial, f"{parameter['key']} ({name})", parameter)
        return settings

    def _suggest(self, trial, name, parameter):
        values = self._range(parameter)
        if len(values) == 1:
            return values[0]
        is_log = parameter["scale"] == "log"
        if parameter["type"] == "choice":
            return trial.suggest_categorical(name, values)
        if parameter["type"] == "integer":
            return trial.suggest_int(name, *values, log=is_log)
        # Four digits in the search as in the file that is written.
        value = float(f"{trial.suggest_float(name, *values, log=is_log):.4g}")
        return min(max(value, values[0]), values[1])

    def _range(self, parameter):
        """Least and greatest value, or the words of a choice; one alone where nothing is left to search."""
        key, given = parameter["key"], self.ranges.get(parameter["key"])
        if parameter["type"] == "choice":
            return _words(key, given, parameter)
        low, high = parameter["minimum"], parameter["maximum"]
        if given is None:
            return [low, high]
        kind = int if parameter["type"] == "integer" else float
        try:
            ends = [kind(end) for end in given.split("..")]
        except ValueError:
            ends = []
        if not (1 <= len(ends) <= 2 and all(low <= end <= high for end in ends) and ends == sorted(ends)):
            raise KoineRayError(
                f"--vary: {key}: found '{given}', expected a number from {low:g} to {high:g}, or a range in it "
                "such as 1..4"
            )
        return ends if len(set(ends)) > 1 else ends[:1]


def _given(vary):
    """{key: values}, with the keys that koine uses."""
    given = {}
    for text in vary:
        key, values = _split(text)
        if key == "place" or key.startswith("place."):
            key = "placement" + key.removeprefix("place")
        if key in given:
            raise KoineRayError(f"--vary: key '{key}' is defined twice")
        given[key] = values
    return given


def _split(text):
    key, sign, values = text.partition("=")
    if not (key and sign and values):
        raise KoineRayError(
            f"--vary: found '{text}', expected KEY=VALUES, such as order=fifo,wfp3 or order.exponent=1..4"
        )
    return key.removeprefix("policy."), values


def _named(part, text, choices):
    names = text.split(",")
    known = [choice["name"] for choice in choices]
    for name in names:
        if name not in known:
            raise KoineRayError(f"--vary: unknown {part} '{name}' (known: {', '.join(known)})")
    return [choice for choice in choices if choice["name"] in names]


def _words(key, given, parameter):
    known = [
        word for word in parameter["choices"] if ORACLE not in parameter["meaning"] or word == parameter["default"]
    ]
    if given is None:
        return known
    for word in given.split(","):
        if word not in parameter["choices"]:
            raise KoineRayError(f"--vary: {key}: unknown '{word}' (known: {', '.join(parameter['choices'])})")
    return given.split(",")


def policy_file(composition, settings):
    """A policy file: what `settings` say, over the parts and parameters that a summary shows.

    A part that is replaced takes its parameters with it.
    """
    parts = {part: settings.get(part, composition[name]) for part, name in PARTS.items()}
    allocator = composition.get("allocator")
    if allocator not in (None, "none"):
        parts["allocator"] = allocator
    parameters = {
        key: value
        for key, value in (composition.get("parameters") or {}).items()
        if key.partition(".")[0] not in settings
    }
    parameters |= {key: value for key, value in settings.items() if key not in PARTS}
    lines = [f"{part}: {name}" for part, name in parts.items()]
    if parameters:
        lines += ["parameters:", *(f"  {key}: {number(value)}" for key, value in parameters.items())]
    return "\n".join(lines) + "\n"


def number(value):
    """As koine reads and writes it: whole numbers without a point."""
    if isinstance(value, float) and value == math.floor(value) and abs(value) < 1e15:
        return str(int(value))
    return str(value)
