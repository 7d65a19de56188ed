"""The events of a run, as the stores want them; all of this happens outside what is timed."""
import itertools
import json
import os

BATCH = 1_000


class Events:
    """The first `count` events of an NDJSON file; `decisions` of them are decisions."""

    def __init__(self, path, count=None):
        self.path = path
        self.count = 0
        self.decisions = 0
        with open(path, "rb") as file:
            for line in itertools.islice(file, count):
                self.count += 1
                self.decisions += line.startswith(b'{"type":"decision"')

    def first(self, count):
        return self if self.count <= count else Events(self.path, count)

    def lines(self):
        with open(self.path, "rb") as file:
            yield from itertools.islice(file, self.count)

    def line_batches(self):
        lines = self.lines()
        while batch := list(itertools.islice(lines, BATCH)):
            yield batch

    def row_batches(self):
        """Batches as (rows of decisions, rows of outcomes); `n` is the number of the event."""
        for start, batch in zip(itertools.count(0, BATCH), self.line_batches()):
            decisions, outcomes = [], []
            for n, line in enumerate(batch, start):
                text = line.decode().rstrip("\n")
                e = json.loads(text)
                if e["type"] == "decision":
                    decisions.append((n, e["id"], e["at"], e["model"], e["version"], e["subject"], e["score"],
                                      e["threshold"], e["action"], text))
                else:
                    outcomes.append((n, e["id"], e["at"], e["decision"], e["label"], text))
            yield decisions, outcomes

    def split(self, folder):
        """Writes decisions.ndjson and outcomes.ndjson, unless they are there; their paths."""
        paths = [os.path.join(folder, name) for name in ("decisions.ndjson", "outcomes.ndjson")]
        if not all(map(os.path.exists, paths)):
            with open(paths[0], "wb") as decisions, open(paths[1], "wb") as outcomes:
                for line in self.lines():
                    (decisions if line.startswith(b'{"type":"decision"') else outcomes).write(line)
        return paths
