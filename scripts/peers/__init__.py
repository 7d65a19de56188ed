"""The stores that bench_peers.py measures: one module each, with the same names in each.

KEY, NAME; TAKES_ROWS: loaded batch after batch; ANSWERS: can be asked the questions; missing(): why it cannot be
measured here, or None; Store(folder): a context manager with measure_load, load, sizes, histogram, feedback, decision.
"""
