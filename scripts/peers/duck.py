"""DuckDB in this process; loads files in bulk, since single durable batches are not what it is for."""
import os
import time

try:
    import duckdb
except ImportError:
    duckdb = None

KEY, NAME = "duckdb", "DuckDB" + (f" {duckdb.__version__}" if duckdb else "")
TAKES_ROWS, ANSWERS = False, True

NUMBERS = ("visits", "pages", "minutes", "idle_days", "mails", "forms", "staff", "revenue", "discount", "fit", "nps")
FEATURES = "struct(first boolean, {}, source varchar, country varchar, known boolean)".format(
    ", ".join(f"{name} double" for name in NUMBERS))
DECISION = {"id": "varchar", "at": "timestamp", "model": "varchar", "version": "varchar", "subject": "varchar",
            "score": "double", "threshold": "double", "action": "varchar",
            "segments": "struct(tier varchar, region varchar)", "features": FEATURES}
OUTCOME = {"id": "varchar", "at": "timestamp", "decision": "varchar", "label": "boolean", "by": "varchar"}
HISTOGRAM = """
select version, least(floor(score * 20), 19)::int as bin, count(*) from decision
where model = 'lead-score' group by 1, 2
"""
FEEDBACK = """
with o as (select decision, arg_max(label, rowid) as label, arg_min("at", rowid) as first_at
           from outcome group by decision)
select d."at"::date as day, d.version, count(*), count(o.label), count(*) filter (where o.label),
       count(*) filter (where o.first_at - d."at" <= interval 14 days)
from decision d left join o on o.decision = d.id where d.model = 'lead-score' group by 1, 2
"""


def missing():
    return "Python has no duckdb" if duckdb is None else None


class Store:
    def __init__(self, folder):
        self.folder = folder
        self.path = os.path.join(folder, "ledger.duckdb")

    def __enter__(self):
        self.db = duckdb.connect(self.path)
        return self

    def __exit__(self, *_):
        self.db.close()

    def load(self, events):
        paths = events.split(self.folder)
        start = time.perf_counter()
        for table, columns, path in (("decision", DECISION, paths[0]), ("outcome", OUTCOME, paths[1])):
            self.db.execute(f"create table {table} as select * from read_ndjson('{path}', columns = {columns})")
        self.db.execute("checkpoint")
        spent = time.perf_counter() - start
        for path in paths:
            os.unlink(path)
        return spent

    def measure_load(self, events):
        return [("duckdb.load", f"{NAME}, NDJSON files in bulk", "events/s", events.count / self.load(events))]

    def sizes(self, events):
        kept = os.path.getsize(self.path) / events.decisions
        return [("duckdb.kept", f"{NAME}: kept, per decision, columns without the JSON", "B", kept)]

    def histogram(self):
        return self.db.execute(HISTOGRAM).fetchall()

    def feedback(self):
        return self.db.execute(FEEDBACK).fetchall()

    def decision(self, name):
        row = self.db.execute("select * from decision where id = ?", [name]).fetchall()
        return row and row + self.db.execute("select * from outcome where decision = ?", [name]).fetchall()
