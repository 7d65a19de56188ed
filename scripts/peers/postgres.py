"""PostgreSQL on a Unix socket, every commit fsynced."""
import glob
import os
import pwd
import shutil
import subprocess
import time

try:
    import psycopg
except ImportError:
    psycopg = None

KEY, NAME = "postgres", "PostgreSQL"
TAKES_ROWS, ANSWERS = True, True

SCHEMA = """
create table decision (n bigint, id text primary key, at timestamptz, model text, version text, subject text,
                       score float8, threshold float8, action text, body jsonb);
create index decision_subject on decision (subject);
create table outcome (n bigint, id text primary key, at timestamptz, decision text, label boolean, body jsonb);
create index outcome_decision on outcome (decision);
"""
HISTOGRAM = """
select version, least(floor(score * 20), 19)::int as bin, count(*) from decision
where model = 'lead-score' group by 1, 2
"""
FEEDBACK = """
with last as (select distinct on (decision) decision, label from outcome order by decision, n desc),
     first as (select distinct on (decision) decision, at from outcome order by decision, n)
select (d.at at time zone 'UTC')::date as day, d.version, count(*), count(last.label),
       count(*) filter (where last.label), count(*) filter (where first.at - d.at <= interval '14 days')
from decision d left join last on last.decision = d.id left join first on first.decision = d.id
where d.model = 'lead-score' group by 1, 2
"""
SETTINGS = {
    "listen_addresses": "", "fsync": "on", "synchronous_commit": "on", "full_page_writes": "on",
    "shared_buffers": "1GB", "work_mem": "256MB", "maintenance_work_mem": "512MB", "max_wal_size": "16GB",
    "checkpoint_timeout": "1h", "jit": "off", "timezone": "UTC",
}


def program(name):
    found = shutil.which(name)
    return found or next(iter(sorted(glob.glob(f"/usr/lib/postgresql/*/bin/{name}"), reverse=True)), None)


def missing():
    if psycopg is None:
        return "Python has no psycopg"
    return None if program("initdb") else "there is no initdb"


def other_user():
    """Who runs the server: not root, which it refuses."""
    if os.getuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
            return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        except KeyError:
            pass
    raise RuntimeError("there is no user to run PostgreSQL as")


class Store:
    def __init__(self, folder):
        self.folder = folder
        self.data = os.path.join(folder, "data")

    def __enter__(self):
        user = other_user()
        if user:
            os.chown(self.folder, user["user"], user["group"])
        log = open(os.path.join(self.folder, "log"), "a")
        if not os.path.exists(self.data):
            subprocess.run(
                [program("initdb"), "-D", self.data, "-U", "bench", "-A", "trust", "-E", "UTF8", "--locale=C"],
                stdout=log, stderr=log, check=True, cwd="/", **user)
        settings = [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]
        self.server = subprocess.Popen([program("postgres"), "-D", self.data, "-k", self.folder, *settings],
                                       stdout=log, stderr=log, cwd="/", **user)
        deadline = time.monotonic() + 60
        while True:
            try:
                self.db = psycopg.connect(host=self.folder, user="bench", dbname="postgres", autocommit=True)
                return self
            except psycopg.OperationalError:
                if self.server.poll() is not None or time.monotonic() > deadline:
                    raise
                time.sleep(0.05)

    def __exit__(self, *_):
        self.db.close()
        self.server.terminate()
        self.server.wait()

    def drop(self):
        self.db.execute("drop table if exists decision, outcome")
        self.db.execute("checkpoint")
        self.db.execute(SCHEMA)

    def insert(self, events):
        """In transactions of 1,000 events, as one multi-row INSERT a table; seconds."""
        self.drop()
        cursor = psycopg.ClientCursor(self.db)

        def statement(table, rows):
            if not rows:
                return ""
            places = "(" + ",".join(["%s"] * len(rows[0])) + ")"
            values = ",".join(cursor.mogrify(places, row) for row in rows)
            return f"insert into {table} values {values}"

        spent = 0.0
        for decisions, outcomes in events.row_batches():
            text = ";".join(filter(None, ["begin", statement("decision", decisions), statement("outcome", outcomes),
                                          "commit"])).encode()
            start = time.perf_counter()
            self.db.pgconn.exec_(text)
            spent += time.perf_counter() - start
        found = self.db.execute("select count(*) from decision").fetchone()[0]
        assert found == events.decisions, found
        return spent

    def load(self, events):
        """COPY of everything in one transaction, from text that stands in files; seconds."""
        self.drop()
        tables = ("decision", "outcome")
        paths = [os.path.join(self.folder, f"{table}.copy") for table in tables]
        with open(paths[0], "wb") as decision_file, open(paths[1], "wb") as outcome_file:
            for decisions, outcomes in events.row_batches():
                for file, rows in ((decision_file, decisions), (outcome_file, outcomes)):
                    for row in rows:
                        cells = [str(cell).replace("\\", "\\\\") for cell in row]
                        file.write("\t".join(cells).encode() + b"\n")
        start = time.perf_counter()
        with self.db.transaction(), self.db.cursor() as cursor:
            for table, path in zip(tables, paths):
                with open(path, "rb") as file, cursor.copy(f"copy {table} from stdin") as copy:
                    while block := file.read(1 << 18):
                        copy.write(block)
        spent = time.perf_counter() - start
        for path in paths:
            os.unlink(path)
        self.db.execute("analyze")
        return spent

    def measure_load(self, events):
        insert = events.count / self.insert(events)
        copy = events.count / self.load(events)
        return [("postgres.append", f"{NAME}, multi-row, batches of 1,000", "events/s", insert),
                ("postgres.copy", f"{NAME}, COPY in one transaction", "events/s", copy)]

    def sizes(self, events):
        size = self.db.execute(
            "select pg_total_relation_size('decision') + pg_total_relation_size('outcome')").fetchone()[0]
        return [("postgres.kept", f"{NAME}: kept, per decision", "B", size / events.decisions)]

    def histogram(self):
        return self.db.execute(HISTOGRAM).fetchall()

    def feedback(self):
        return self.db.execute(FEEDBACK).fetchall()

    def decision(self, name):
        row = self.db.execute("select body::text from decision where id = %s", (name,), prepare=True).fetchall()
        return row and row + self.db.execute(
            "select body::text from outcome where decision = %s", (name,), prepare=True).fetchall()
