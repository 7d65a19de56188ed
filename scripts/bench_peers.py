#!/usr/bin/env python3
"""Measures other stores on the events of a run of daybook-bench; scripts/bench installs what this needs.

    bench_peers.py append --events FILE --store FOLDER    loads each store anew and times it
    bench_peers.py query  --events FILE --store FOLDER    asks them, loading first (untimed) what is not there

Prints one JSON object: figures, notes, and the counts that every store answered, which must be the same in all. To
the peers' favour: events are parsed and rows, SQL text, COPY text and pipelines are made outside the timed part; only
the columns that the questions need are drawn out, beside the JSON; PostgreSQL gets large buffers and no checkpoint in
mid-load; Redis does not rewrite its log; DuckDB loads in one go, from files that hold one kind of event each; and
they answer only the bare question.
"""
import argparse
import json
import os
import random
import shutil
import statistics
import sys
import time

# Nothing is left beside the sources.
sys.dont_write_bytecode = True
from peers import duck, postgres, redis_streams, sqlite
from peers.events import Events

# More than this is not fed to stores that take rows one batch after the other, as it takes long, unless
# BENCH_ROW_EVENTS says so. BENCH_PEERS names the stores that are measured, such as sqlite,postgres; all unless set.
ROW_EVENTS = int(os.environ.get("BENCH_ROW_EVENTS") or 2_600_000)
PEERS = [name for name in os.environ.get("BENCH_PEERS", "").split(",") if name]
REPEATS, SECONDS, IDS = 7, 20.0, 200


def timed(call):
    start = time.perf_counter()
    answer = call()
    return time.perf_counter() - start, answer


def median_ms(call):
    """Asks once to warm up, then up to REPEATS times within SECONDS; the median in ms, and the last answer."""
    answer = call()
    times, spent = [], 0.0
    while len(times) < REPEATS and (not times or spent < SECONDS):
        took, answer = timed(call)
        times.append(took)
        spent += took
    return statistics.median(times) * 1000, answer


def append(peer, folder, events):
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    with peer.Store(folder) as store:
        figures = store.measure_load(events)
        figures += store.sizes(events)
    return figures


def ask(peer, folder, events, counts):
    """The three questions; adds what the store counted to `counts`."""
    if not os.path.exists(os.path.join(folder, "loaded")):
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder)
        with peer.Store(folder) as store:
            store.load(events)
        mark(folder)
    figures = []
    with peer.Store(folder) as store:
        took, bins = median_ms(store.histogram)
        figures.append((f"{peer.KEY}.histogram", f"{peer.NAME}: histogram by version, p50", "ms", took))
        took, periods = median_ms(store.feedback)
        figures.append((f"{peer.KEY}.feedback", f"{peer.NAME}: feedback by day and version, p50", "ms", took))
        draw = random.Random(1)
        times = []
        for _ in range(IDS):
            name = f"d-{draw.randrange(events.decisions)}"
            took, rows = timed(lambda: store.decision(name))
            assert rows, name
            times.append(took)
        figures.append((f"{peer.KEY}.decision", f"{peer.NAME}: one decision by id, p50", "ms",
                        statistics.median(times) * 1000))
    counts[peer.KEY] = {
        "decisions": sum(row[-1] for row in bins), "labelled": sum(row[3] or 0 for row in periods),
        "positive": sum(row[4] or 0 for row in periods), "labelled_within": sum(row[5] or 0 for row in periods)}
    return figures


def mark(folder):
    with open(os.path.join(folder, "loaded"), "w"):
        pass


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("stage", choices=["append", "query"])
    parser.add_argument("--events", required=True)
    parser.add_argument("--store", required=True)
    parser.add_argument("--row-events", type=int, default=ROW_EVENTS)
    options = parser.parse_args()

    figures, notes, counts = [], [], {}
    full = Events(options.events)
    few = full.first(options.row_events)
    os.makedirs(options.store, exist_ok=True)
    os.chmod(options.store, 0o755)
    for peer in (sqlite, postgres, redis_streams, duck):
        if PEERS and peer.KEY not in PEERS:
            continue
        missing = peer.missing()
        if missing:
            notes.append(f"{peer.NAME}: not measured, {missing}")
            continue
        events = few if peer.TAKES_ROWS else full
        folder = os.path.join(options.store, peer.KEY)
        if options.stage == "append":
            if events is not full:
                notes.append(f"{peer.NAME}: the first {events.count} events only")
            figures += append(peer, folder, events)
            if events is full:
                mark(folder)
        elif peer.ANSWERS and events is full:
            figures += ask(peer, folder, events, counts)
        elif peer.ANSWERS:
            notes.append(f"{peer.NAME}: no questions over {full.count} events, which take hours to load")
    answers = list(counts.values())
    if any(answer != answers[0] for answer in answers):
        sys.exit(f"the stores disagree: {counts}")
    notes.append("the others are given parsed events, and asked for less: see scripts/bench_peers.py")
    names = ("key", "label", "unit", "value")
    print(json.dumps({"figures": [dict(zip(names, figure)) for figure in figures], "notes": notes,
                      "counts": answers[0] if answers else None}))


if __name__ == "__main__":
    main()
