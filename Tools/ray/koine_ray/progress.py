"""How far an experiment is, for people."""

import sys
import time


class Progress:
    """A line that changes on a terminal; elsewhere a line every ten seconds, and the last one."""

    GAP_S = 10

    def __init__(self, total, unit, output=None):
        self.total, self.unit, self.output = total, unit, output or sys.stderr
        self.done, self.began, self.shown = 0, time.monotonic(), time.monotonic()

    def add(self, count=1, note=""):
        self.done += count
        now = time.monotonic()
        is_last = self.done >= self.total
        if self.output.isatty():
            end = "\n" if is_last else ""
            print(f"\r\033[K{self.line(now, note)}", end=end, file=self.output, flush=True)
        elif is_last or now - self.shown >= self.GAP_S:
            self.shown = now
            print(self.line(now, note), file=self.output, flush=True)

    def line(self, now, note):
        rate = self.done / max(now - self.began, 1e-9)
        left_s = (self.total - self.done) / max(rate, 1e-9)
        text = f"koine-ray: {self.done} of {self.total} {self.unit}, {rate:.1f}/s"
        return text + (f", {left_s:.0f} s left" if left_s else "") + (f", {note}" if note else "")
