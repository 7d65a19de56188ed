"""Redis Streams on a Unix socket, the log fsynced before every answer. Holds all in memory, so it gets fewer events."""
import os
import shutil
import socket
import subprocess
import time

KEY, NAME = "redis", "Redis Streams"
TAKES_ROWS, ANSWERS = True, False
EVENTS = 1_300_000


def missing():
    return None if shutil.which("redis-server") else "there is no redis-server"


class Store:
    def __init__(self, folder):
        self.folder = folder

    def __enter__(self):
        path = os.path.join(self.folder, "socket")
        self.server = subprocess.Popen(
            [shutil.which("redis-server"), "--port", "0", "--unixsocket", path, "--dir", self.folder, "--save", "",
             "--appendonly", "yes", "--appendfsync", "always", "--auto-aof-rewrite-percentage", "0"],
            stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + 60
        while True:
            try:
                self.socket = socket.socket(socket.AF_UNIX)
                self.socket.connect(path)
                return self
            except OSError:
                if self.server.poll() is not None or time.monotonic() > deadline:
                    raise
                time.sleep(0.05)

    def __exit__(self, *_):
        self.socket.close()
        self.server.terminate()
        self.server.wait()

    def call(self, pipeline, answers):
        """Sends commands that each answer with one bulk string, and waits for all answers."""
        self.socket.sendall(pipeline)
        ends = 0
        while ends < 2 * answers:
            data = self.socket.recv(1 << 18)
            if not data or b"-ERR" in data:
                raise RuntimeError(data[:200])
            ends += data.count(b"\r\n")

    def measure_load(self, events):
        self.events = events.first(EVENTS)
        spent = 0.0
        for batch in self.events.line_batches():
            pipeline = b"".join(
                b"*5\r\n$4\r\nXADD\r\n$6\r\nevents\r\n$1\r\n*\r\n$1\r\ne\r\n$%d\r\n%s\r\n" % (len(line) - 1, line[:-1])
                for line in batch)
            start = time.perf_counter()
            self.call(pipeline, len(batch))
            spent += time.perf_counter() - start
        rate = self.events.count / spent
        return [("redis.append", f"{NAME}, appendfsync always, pipelines of 1,000", "events/s", rate)]

    def sizes(self, _):
        kept = sum(os.path.getsize(os.path.join(root, name))
                   for root, _, names in os.walk(self.folder) for name in names if name != "socket")
        return [("redis.kept", f"{NAME}: log on disk, per decision", "B", kept / self.events.decisions)]
