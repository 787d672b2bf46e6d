"""koine-ray: koine's experiments on a Ray cluster.

    koine-ray sweep my-scenario.yaml --vary load=0.6..1.2/7 --seeds 10
    koine-ray --address 10.0.0.1:6379 compare my-scenario.yaml --policy fifo,easy --seeds 50
    koine-ray tune my-scenario.yaml --minimize wait_s.mean --sampler tpe --out best.yaml

What follows sweep or compare are koine's own arguments; koine-ray tune --help has those of tune. Runs
that the store has are not made again: after an interruption, the same command goes on.
"""

import argparse
import json
import re
import shlex
import sys

import ray

from . import cluster, interruption, output
from .errors import KoineRayError
from .experiment import Experiment
from .program import Program


def main(arguments=None):
    """Exit codes are koine's: 2 for what the user can put right, 130 after Ctrl-C."""
    words = sys.argv[1:] if arguments is None else arguments
    options = parser().parse_args(words)
    if options.command == "tune":
        tune_parser().parse_args(options.arguments, namespace=options)
    interruption.watch()
    with output.for_results_alone() as results:
        options.results = results
        return run(options, words)


def run(options, words):
    options.program = None
    try:
        return run_search(options) if options.command == "tune" else run_experiment(options)
    except KoineRayError as error:
        print(f"koine-ray: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        again = shlex.join(["koine-ray", *words])
        kept = "what had ended is kept" if options.program and options.program.has_kept else "nothing had ended yet"
        print(f"\nkoine-ray: stopped; {kept}. To go on: {again}", file=sys.stderr)
        return 130
    finally:
        ray.shutdown()


def parser():
    parser = argparse.ArgumentParser(
        prog="koine-ray", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--address", help="a running cluster, or auto; RAY_ADDRESS, or a cluster of this machine")
    parser.add_argument("--koine", metavar="PATH", help="the program, the same build on all nodes; KOINE or PATH")
    parser.add_argument("--upload", action="store_true", help="send this folder to the nodes; else they share it")
    parser.add_argument("--parts", type=positive, metavar="N", help="how many parts; eight for each processor")
    parser.add_argument("--in-flight", type=positive, metavar="N", help="parts in Ray's hands; two a processor")
    parser.add_argument("command", choices=["sweep", "compare", "tune"])
    parser.add_argument("arguments", nargs=argparse.REMAINDER, help="as of koine")
    return parser


def tune_parser():
    parser = argparse.ArgumentParser(
        prog="koine-ray tune", description="Lets Optuna search koine's policies, by ask and tell."
    )
    add = parser.add_argument
    add("subject", nargs="?", help="a scenario file, or a topology as in koine sweep")
    add("--set", action="append", default=[], metavar="KEY=VALUE", help="change a key of the scenario")
    add(
        "--minimize", action="append", default=[], metavar="MEASURE", help="make small; wait_s.mean if no goal is given"
    )
    add("--maximize", action="append", default=[], metavar="MEASURE", help="make large")
    add("--constraint", action="append", default=[], metavar="'MEASURE < LIMIT'", help="has to hold: 'p99 wait < 1h'")
    add("--vary", action="append", default=[], metavar="KEY=VALUES", help="order=fifo,wfp3 or order.exponent=1..4")
    add("--sampler", choices=["tpe", "gp", "nsga2", "random"], default="tpe", help="of Optuna (tpe)")
    add("--trials", type=positive, default=100, help="policies to try (100)")
    add("--parallel", type=positive, default=4, help="trials that are asked for before the first is told (4)")
    add("--seeds", type=positive, default=1, help="runs of a trial, with seeds from --seed on (1)")
    add("--seed", type=whole, default=1, help="fixes everything random (1)")
    add("--split", metavar="TIME", help="search on jobs submitted before, check on those from then on, such as 21d")
    add("--store", help="the run store; koine.db beside the scenario if not given")
    add("--out", metavar="FILE", help="write the best policy, for koine simulate --policy FILE")
    add("--format", choices=["text", "json"], default="text", help="how to print the results")
    return parser


def positive(text):
    return whole(text, 1)


def whole(text, least=0):
    if not re.fullmatch("[0-9]+", text) or int(text) < least:
        raise argparse.ArgumentTypeError(f"found '{text}', expected a whole number from {least}")
    return int(text)


def run_experiment(options):
    program = options.program = Program(options.koine)
    words = [options.command, *options.arguments]
    if {"-h", "--help"} & set(words):
        return program.show(words, options.results)
    experiment = Experiment(program, words)
    experiment.check()
    if not experiment.is_dry and experiment.inventory()["missing"]:
        cluster.connect(options.address, experiment.folder if options.upload else None)
        experiment.run(options.parts, options.in_flight, options.upload)
    return program.show(experiment.given, options.results, experiment.folder)


def run_search(options):
    if options.out:
        output.check(options.out)
    try:
        from .tune import tune

        options.program = Program(options.koine)
        found = tune(options.program, options)
    except ModuleNotFoundError as error:
        raise KoineRayError(f"{error.name} is not installed: pip install 'Tools/ray[optuna]'") from error
    # What the search found is worth more than the file: it is shown first.
    text = json.dumps(found.json, indent=2) + "\n" if options.format == "json" else found.text
    print(text, end="", file=options.results, flush=True)
    if options.out:
        output.write(options.out, found.policy)
    return 0


if __name__ == "__main__":
    sys.exit(main())
