#!/usr/bin/env python3
"""Times the comparison of two halves of some decisions: Daybook's `drift` and `compare`, and pandas with scipy,
NannyML and Evidently on the same rows. `scripts/bench --statistics` installs what this needs and runs it.

    bench_statistics.py --bin FOLDER --folder FOLDER [--decisions N] [--json]

Each compares the 15 features and the score of the first half with those of the second. Of the others the calculation
alone is timed, from data frames in memory, each in a process of its own, as the larger ones may not fit; of Daybook the
answer over its socket, from the ledger on disk. At 10 million decisions the data frames take some 5 GB, and the whole
about half an hour.
"""
import argparse
import importlib
import importlib.util
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import time
import warnings

sys.dont_write_bytecode = True
warnings.filterwarnings("ignore")
REPEATS = 5
ROWS_AT_A_TIME = 200_000


def ask(path, target):
    """One question; the seconds it took, and the answer."""
    connection = socket.socket(socket.AF_UNIX)
    connection.connect(path)
    start = time.perf_counter()
    connection.sendall(f"GET {target} HTTP/1.1\r\nHost: d\r\nConnection: close\r\n\r\n".encode())
    data = b""
    while piece := connection.recv(1 << 20):
        data += piece
    took = time.perf_counter() - start
    head, _, body = data.partition(b"\r\n\r\n")
    if b" 200 " not in head.split(b"\r\n")[0]:
        raise SystemExit(f"{target}: {body.decode()}")
    return took, json.loads(body)


def measure_daybook(programs, folder, events, middle):
    ledger = os.path.join(folder, "ledger")
    subprocess.run([f"{programs}/daybookd", "init", ledger], check=True, stdout=subprocess.DEVNULL)
    log = open(os.path.join(folder, "daybookd.log"), "w")
    daemon = subprocess.Popen([f"{programs}/daybookd", "run", ledger], stdout=log, stderr=log)
    try:
        path = os.path.join(ledger, "query.sock")
        while not os.path.exists(path):
            if daemon.poll() is not None:
                raise SystemExit("daybookd has ended: see its log")
            time.sleep(0.05)
        subprocess.run(
            [f"{programs}/daybook", "append", "--directory", ledger, events], check=True, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        sides = f"model=lead-score&baseline=to%3D{middle}&current=from%3D{middle}"
        figures, counts = {}, None
        for name, more in (("drift", "&seasonal=none&segments=false"), ("compare", "")):
            asked = [ask(path, f"/v1/{name}?{sides}{more}") for _ in range(REPEATS + 1)][1:]
            figures[name] = statistics.median(took for took, _ in asked)
            counts = counts or asked[0][1]
        return figures, counts
    finally:
        daemon.terminate()
        daemon.wait()
        log.close()


def frames(events):
    """The two halves of the decisions, and the time between them."""
    import pandas
    rows, times, parts = [], [], []

    def gather():
        # One text for all that are equal.
        part = pandas.DataFrame(rows)
        for name in part.columns:
            if part[name].dtype == object:
                part[name] = part[name].map(lambda value: sys.intern(value) if isinstance(value, str) else value)
        parts.append(part)
        rows.clear()

    with open(events, "rb") as file:
        for line in file:
            event = json.loads(line)
            if event["type"] == "decision":
                times.append(event["at"])
                rows.append({**event["features"], "score": event["score"]})
                if len(rows) == ROWS_AT_A_TIME:
                    gather()
    if rows:
        gather()
    middle = sorted(times)[len(times) // 2]
    frame = pandas.concat(parts, ignore_index=True)
    parts.clear()
    for name in frame.columns:
        if frame[name].dtype == bool:
            frame[name] = frame[name].map({True: "true", False: "false"})
    first = pandas.Series(times) < middle
    return frame[first].reset_index(drop=True), frame[~first].reset_index(drop=True), middle


def with_pandas(baseline, current, numeric, categories):
    import numpy
    import pandas
    from scipy import stats
    from scipy.spatial.distance import jensenshannon
    for name in numeric:
        a, b = baseline[name].dropna().to_numpy(), current[name].dropna().to_numpy()
        stats.ks_2samp(a, b, method="asymp")
        edges = numpy.unique(numpy.quantile(a, numpy.linspace(0.1, 0.9, 9)))
        p = numpy.bincount(numpy.searchsorted(edges, a, side="right"), minlength=len(edges) + 1) / len(a)
        q = numpy.bincount(numpy.searchsorted(edges, b, side="right"), minlength=len(edges) + 1) / len(b)
        p, q = numpy.where(p == 0, 1e-4, p), numpy.where(q == 0, 1e-4, q)
        ((p - q) * numpy.log(p / q)).sum()
        jensenshannon(p, q, base=2)
        stats.wasserstein_distance(a, b)
        baseline[name].isna().mean(), current[name].isna().mean()
    for name in categories:
        table = pandas.DataFrame({"a": baseline[name].value_counts(), "b": current[name].value_counts()}).fillna(0)
        stats.chi2_contingency(table.to_numpy().T, correction=False)
        jensenshannon(table["a"] / len(baseline), table["b"] / len(current), base=2)
        baseline[name].isna().mean(), current[name].isna().mean()


def with_nannyml(baseline, current, numeric, categories):
    os.environ["NML_DISABLE_USAGE_LOGGING"] = "1"
    import nannyml
    calculator = nannyml.UnivariateDriftCalculator(
        column_names=numeric + categories, continuous_methods=["kolmogorov_smirnov", "jensen_shannon", "wasserstein"],
        categorical_methods=["chi2", "jensen_shannon"], chunk_number=10)
    calculator.fit(baseline)
    calculator.calculate(current)


def with_evidently(baseline, current, numeric, categories):
    os.environ["DO_NOT_TRACK"] = "1"
    from evidently import DataDefinition, Dataset, Report
    from evidently.presets import DataDriftPreset
    definition = DataDefinition(numerical_columns=numeric, categorical_columns=categories)
    one = Dataset.from_pandas(baseline, data_definition=definition)
    other = Dataset.from_pandas(current, data_definition=definition)
    Report([DataDriftPreset()]).run(other, one)


def in_child(calculate, modules, *frames):
    """The seconds that a calculation takes in a process of its own, with its modules loaded before; None, and why, when
    it does not end well."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            for module in modules:
                importlib.import_module(module)
            start = time.perf_counter()
            calculate(*frames)
            os.write(writer, str(time.perf_counter() - start).encode())
        except Exception as error:
            os.write(writer, f"failed: {error}".encode()[:500])
        os._exit(0)
    os.close(writer)
    said = os.fdopen(reader).read()
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return None, f"ended by signal {os.WTERMSIG(status)}"
    return (None, said) if said.startswith("failed") else (float(said), "")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", required=True)
    parser.add_argument("--folder", required=True)
    parser.add_argument("--decisions", type=int, default=100_000)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    folder = os.path.join(given.folder, "statistics")
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    events = os.path.join(folder, "events.ndjson")
    with open(events, "wb") as file:
        subprocess.run([f"{given.bin}/daybook-bench", "generate", "--decisions", str(given.decisions)], check=True,
                       stdout=file)
    start = time.perf_counter()
    baseline, current, middle = frames(events)
    load = time.perf_counter() - start
    figures, answer = measure_daybook(given.bin, folder, events, middle)
    categories = [name for name in baseline.columns if baseline[name].dtype == object]
    numeric = [name for name in baseline.columns if name not in categories]
    rows = [("Daybook: drift of 15 features", figures["drift"]), ("Daybook: compare, the scores", figures["compare"])]
    others = [
        ("pandas and scipy", ["scipy.stats", "scipy.spatial"], with_pandas), ("NannyML", ["nannyml"], with_nannyml),
        ("Evidently", ["evidently", "evidently.presets"], with_evidently)]
    reasons = {}
    for words, modules, calculate in others:
        took, reasons[words] = None, "not installed"
        if importlib.util.find_spec(modules[0].split(".")[0]) is not None:
            print(f"bench: {words} ...", file=sys.stderr)
            took, reasons[words] = in_child(calculate, modules, baseline, current, numeric, categories)
        rows.append((words, took))
    shutil.rmtree(folder)
    ours = figures["drift"] + figures["compare"]
    report = {
        "verb": "statistics", "decisions": given.decisions, "baseline": len(baseline), "current": len(current),
        "features": len(baseline.columns) - 1, "load_seconds": load, "answered": len(answer.get("tables", {})),
        "figures": [
            {"what": words, "seconds": took, "to_daybook": took and took / ours, "why_not": reasons.get(words) or None}
            for words, took in rows],
    }
    if given.json:
        print(json.dumps(report))
    print(f"two halves of {given.decisions:,} decisions, {report['features']} features and the score", file=sys.stderr)
    for words, took in rows:
        text = reasons[words] if took is None else f"{took:.3f} s  {took / ours:.1f}x of Daybook's two"
        print(f"  {words:32} {text}", file=sys.stderr)
    print(f"  reading the rows into data frames: {load:.1f} s, not counted", file=sys.stderr)


main()
