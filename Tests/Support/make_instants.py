"""Writes the rows of Fixtures/times/instants.csv on standard output: an RFC 3339 time, a comma, its microseconds since 1970.

Seeded, so that every run writes the same 2,000 rows. The reference is Python's datetime; the digits of a fraction
below a microsecond, which datetime does not hold, are added to the text only.
"""

import datetime
import random

EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
END = 253_402_300_800

random.seed(20090608)
rows = 0
while rows < 2_000:
    seconds = random.choice([random.randrange(END), random.randrange(1_000_000_000, 2_000_000_000)])
    digits = random.choice([0, 0, 1, 3, 6, 9])
    fraction = "".join(random.choice("0123456789") for _ in range(digits))
    microseconds = int((fraction + "000000")[:6])
    offset = random.choice([0, 0, random.randrange(-1439, 1440)])
    moment = EPOCH + datetime.timedelta(seconds=seconds, microseconds=microseconds)
    try:
        local = moment.astimezone(datetime.timezone(datetime.timedelta(minutes=offset)))
    except OverflowError:
        continue
    sign = "-" if offset < 0 else "+"
    zone = "Z" if offset == 0 else f"{sign}{abs(offset) // 60:02}:{abs(offset) % 60:02}"
    text = f"{local:%Y-%m-%dT%H:%M:%S}{'.' + fraction if fraction else ''}{zone}"
    whole = (moment - EPOCH) // datetime.timedelta(microseconds=1)
    print(f"{text},{whole}")
    rows += 1
