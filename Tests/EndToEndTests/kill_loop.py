"""Kills the daemon at random moments under load and holds what it acknowledged against what it has afterwards.

    kill_loop.py DAYBOOKD CYCLES SEED [steps]

With `steps` the daemon is one that kills itself in the middle of a checkpoint or, every other time, of a merge (see
Tests/DiesAtSteps); then a rebuild is killed 20 times on the way and resumed, and has to end equal to what had grown.

The oracle is this process: an event whose acknowledgement arrived must be there for ever, once, with its exact bytes
and its position; an event that was sent may be there; nothing else may be. Exit 0 when all of it holds, 1 with a line
for each breach, 2 when the run itself failed. Prints one JSON line of figures.
"""
import http.client
import json
import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time

WRITERS = 4


class UnixHTTP(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("d", timeout=60)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(60)
        self.sock.connect(self.path)


def connect(path, daemon):
    """A connection as soon as the daemon listens; looks again until it does or has died."""
    deadline = time.monotonic() + 60
    while True:
        s = socket.socket(socket.AF_UNIX)
        try:
            s.connect(path)
            s.settimeout(60)
            return s
        except OSError:
            s.close()
            if daemon.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(f"the daemon did not come up (exit {daemon.poll()})")
            time.sleep(0.005)


class Oracle:
    def __init__(self):
        self.lock = threading.Lock()
        self.sent = {}
        self.acknowledged = {}
        self.breaches = []

    def breach(self, text):
        with self.lock:
            self.breaches.append(text)

    def answer(self, id, line):
        answer = json.loads(line)
        if "position" in answer:
            with self.lock:
                before = self.acknowledged.setdefault(id, answer["position"])
            if before != answer["position"]:
                self.breach(f"{id} was acknowledged at {before} and then at {answer['position']}")
        elif answer.get("error", {}).get("code") != "unknown":
            self.breach(f"{id} was refused: {line!r}")


def writer(path, daemon, oracle, name, rng):
    """Sends bursts and reads their answers until the connection breaks."""
    try:
        s = connect(path, daemon)
    except SystemExit:
        return
    reader = s.makefile("rb")
    count = 0
    try:
        while True:
            burst = []
            for _ in range(rng.choice([1, 1, 3, 20, 200])):
                id = f"{name}-{count}"
                count += 1
                event = {
                    "type": "decision", "id": id, "at": "2026-05-01T00:00:00Z", "model": "m", "version": "v1",
                    "subject": f"s-{rng.randrange(50)}", "score": rng.random(), "features": {"n": rng.random()},
                }
                line = json.dumps(event).encode()
                oracle.sent[id] = line
                burst.append((id, line))
            s.sendall(b"".join(line + b"\n" for _, line in burst))
            for id, _ in burst:
                line = reader.readline()
                if not line.endswith(b"\n"):
                    return
                oracle.answer(id, line)
    except OSError:
        return
    finally:
        s.close()


def resend(path, daemon, oracle, ids, may_die=False):
    """Sends events again over one connection, and checks that what was acknowledged is a duplicate."""
    if not ids:
        return
    try:
        s = connect(path, daemon)
    except SystemExit:
        if may_die:
            return
        raise
    reader = s.makefile("rb")

    def push():
        try:
            for id in ids:
                s.sendall(oracle.sent[id] + b"\n")
            s.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # Whoever reads the answers says what is missing.

    pusher = threading.Thread(target=push)
    pusher.start()
    for id in ids:
        try:
            line = reader.readline()
        except OSError:
            line = b""
        if not line.endswith(b"\n"):
            if not (may_die and daemon.wait(timeout=60)):
                oracle.breach(f"no answer to {id} sent again")
            break
        known = id in oracle.acknowledged
        oracle.answer(id, line)
        if known and not json.loads(line).get("duplicate"):
            oracle.breach(f"LOST: {id} was acknowledged, and taken as new when it was sent again")
    pusher.join()
    s.close()


def everything(path, oracle):
    """Reads the ledger through the query socket, page by page."""
    http = UnixHTTP(path)
    after, events = 0, []
    while True:
        http.request("GET", f"/v1/events?limit=1000&after={after}", headers={"Accept": "application/json"})
        response = http.getresponse()
        body = response.read()
        if response.status != 200:
            raise SystemExit(f"query failed: {response.status} {body!r}")
        rows = json.loads(body)["tables"]["events"]
        if not rows:
            return events
        events += rows
        after = rows[-1]["position"]


REBUILD_KILLS = 20


def rebuild(runner, directory, oracle, rng):
    """Kills a rebuild on the way, again and again; how often it was killed before it came to its end."""
    kills = 0
    for _ in range(REBUILD_KILLS):
        run = subprocess.run(
            [runner, "rebuild", directory], capture_output=True, text=True,
            env={**os.environ, "DAYBOOK_DIE_AT": f"checkpoint:{rng.randrange(1, 8)}"})
        if run.returncode == -9:
            kills += 1
        elif run.returncode != 0 or not run.stdout.strip().endswith("equal"):
            oracle.breach(f"a rebuild ended with {run.returncode}: {run.stdout} {run.stderr}")
    run = subprocess.run([runner, "rebuild", directory], capture_output=True, text=True)
    if run.returncode != 0 or not run.stdout.strip().endswith("equal"):
        oracle.breach(f"the resumed rebuild ended with {run.returncode}: {run.stdout} {run.stderr}")
    return kills


def main():
    runner, cycles, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    steps = sys.argv[4:] == ["steps"]
    deaths = {"checkpoint": 0, "merge": 0}
    figures = {}
    # A daemon with a planted bug runs the ledger; making and verifying it is always the real one's work.
    daybookd = os.path.join(os.path.dirname(runner), "daybookd")
    base = tempfile.mkdtemp(prefix="daybook-kill-")
    directory = os.path.join(base, "ledger")
    rng = random.Random(seed)
    oracle = Oracle()
    if subprocess.run([daybookd, "init", directory], stdout=subprocess.DEVNULL).returncode != 0:
        raise SystemExit("init failed")
    append, query = os.path.join(directory, "append.sock"), os.path.join(directory, "query.sock")
    unanswered = 0
    try:
        for cycle in range(cycles):
            kind = "merge" if cycle % 2 else "checkpoint"
            environment = dict(os.environ)
            if steps:
                environment["DAYBOOK_DIE_AT"] = f"{kind}:{rng.randrange(1, 30)}"
            daemon = subprocess.Popen([runner, "run", directory], stderr=subprocess.DEVNULL, env=environment)
            open_ids = [id for id in oracle.sent if id not in oracle.acknowledged]
            unanswered += len(open_ids)
            sample = rng.sample(sorted(oracle.acknowledged), min(50, len(oracle.acknowledged)))
            resend(append, daemon, oracle, open_ids + sample, may_die=steps)
            threads = [
                threading.Thread(
                    target=writer,
                    args=(append, daemon, oracle, f"c{cycle}-w{n}", random.Random(rng.random())),
                )
                for n in range(WRITERS)
            ]
            for thread in threads:
                thread.start()
            if steps:
                try:
                    daemon.wait(timeout=60)
                    deaths[kind] += daemon.returncode == -9
                except subprocess.TimeoutExpired:
                    daemon.kill()
            else:
                # The moment of the kill is what is random here, not a wait for something.
                time.sleep(rng.uniform(0.01, 0.25))
                daemon.kill()
            daemon.wait()
            for thread in threads:
                thread.join()
        daemon = subprocess.Popen([runner, "run", directory], stderr=subprocess.DEVNULL)
        acknowledged_before = dict(oracle.acknowledged)
        resend(append, daemon, oracle, sorted(oracle.sent))
        rows = everything(query, oracle)
        daemon.terminate()
        if daemon.wait(timeout=30) != 0:
            oracle.breach(f"the daemon ended with {daemon.returncode} after SIGTERM")
        seen = {}
        for number, row in enumerate(rows, 1):
            if row["position"] != number:
                oracle.breach(f"position {number} is missing")
                break
            if row["id"] in seen:
                oracle.breach(f"DOUBLED: {row['id']}")
            seen[row["id"]] = row["position"]
            if row["id"] not in oracle.sent:
                oracle.breach(f"INVENTED: {row['id']}")
            elif row["event"].encode() != oracle.sent[row["id"]]:
                oracle.breach(f"CHANGED: {row['id']}")
        for id, position in acknowledged_before.items():
            if seen.get(id) != position:
                oracle.breach(f"LOST: {id} was acknowledged at {position}, found at {seen.get(id)}")
        if steps:
            figures = {"killed_in": deaths, "rebuilds_killed": rebuild(runner, directory, oracle, rng)}
            again = subprocess.run([daybookd, "rebuild", directory], capture_output=True, text=True)
            if again.returncode != 0 or "equal" not in again.stdout:
                oracle.breach(f"rebuild: {again.stdout} {again.stderr}")
        verify = subprocess.run([daybookd, "verify", directory], capture_output=True, text=True)
        if verify.returncode != 0:
            oracle.breach(f"verify: {verify.stdout} {verify.stderr}")
    finally:
        if "daemon" in locals() and daemon.poll() is None:
            daemon.kill()
        shutil.rmtree(base, ignore_errors=True)
    for text in oracle.breaches[:20]:
        print(text, file=sys.stderr)
    print(json.dumps({
        "cycles": cycles, "seed": seed, "sent": len(oracle.sent), "acknowledged": len(acknowledged_before),
        "unanswered_when_killed": unanswered, "breaches": len(oracle.breaches), **figures}))
    sys.exit(1 if oracle.breaches else 0)


main()
