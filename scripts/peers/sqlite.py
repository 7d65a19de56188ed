"""SQLite in this process, in WAL mode, every commit fsynced."""
import os
import sqlite3
import time

KEY, NAME = "sqlite", f"SQLite {sqlite3.sqlite_version}"
TAKES_ROWS, ANSWERS = True, True

SCHEMA = """
create table decision (n integer, id text primary key, at text, model text, version text, subject text, score real,
                       threshold real, action text, body text);
create index decision_subject on decision (subject);
create table outcome (n integer primary key, id text unique, at text, decision text, label integer, body text);
create index outcome_decision on outcome (decision);
"""
HISTOGRAM = """
select version, min(cast(score * 20 as integer), 19) as bin, count(*) from decision
where model = 'lead-score' group by 1, 2
"""
# With max(), SQLite takes the other columns from the row that holds it.
FEEDBACK = """
with last as (select decision, label, max(n) from outcome group by decision),
     first as (select decision, at, min(n) from outcome group by decision)
select substr(d.at, 1, 10) as day, d.version, count(*), count(last.label), sum(last.label),
       sum(julianday(first.at) - julianday(d.at) <= 14.0)
from decision d left join last on last.decision = d.id left join first on first.decision = d.id
where d.model = 'lead-score' group by 1, 2
"""


def missing():
    return None


class Store:
    def __init__(self, folder):
        self.path = os.path.join(folder, "ledger.sqlite")

    def __enter__(self):
        self.db = sqlite3.connect(self.path, isolation_level=None, cached_statements=64)
        self.db.execute("pragma journal_mode = wal")
        self.db.execute("pragma synchronous = full")
        self.db.execute("pragma cache_size = -262144")
        return self

    def __exit__(self, *_):
        self.db.close()

    def insert(self, decisions, outcomes):
        self.db.execute("begin immediate")
        self.db.executemany("insert into decision values (?,?,?,?,?,?,?,?,?,?)", decisions)
        self.db.executemany("insert into outcome values (?,?,?,?,?,?)", outcomes)
        self.db.execute("commit")

    def load(self, events):
        self.db.executescript(SCHEMA)
        spent = 0.0
        for decisions, outcomes in events.row_batches():
            start = time.perf_counter()
            self.insert(decisions, outcomes)
            spent += time.perf_counter() - start
        self.db.execute("pragma wal_checkpoint(truncate)")
        self.db.execute("analyze")
        return spent

    def measure_load(self, events):
        return [("sqlite.append", f"{NAME}, WAL, FULL, batches of 1,000", "events/s", events.count / self.load(events))]

    def sizes(self, events):
        return [("sqlite.kept", f"{NAME}: kept, per decision", "B", os.path.getsize(self.path) / events.decisions)]

    def histogram(self):
        return self.db.execute(HISTOGRAM).fetchall()

    def feedback(self):
        return self.db.execute(FEEDBACK).fetchall()

    def decision(self, name):
        row = self.db.execute("select body from decision where id = ?", (name,)).fetchall()
        return row and row + self.db.execute("select body from outcome where decision = ?", (name,)).fetchall()
