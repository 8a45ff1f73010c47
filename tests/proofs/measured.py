"""A program, run and measured by the operating system: its processor seconds and its greatest memory, in a file.

    python -I -S measured.py FILE PROGRAM ARGUMENT ...

A process begins with the memory of whoever started it, as far as the system's figures go; this small one stands between
so that the figures are the program's own.
"""

import json
import os
import sys


def main() -> None:
    """Run the program with its input and output as they are; end as it ended."""
    running = os.spawnv(os.P_NOWAIT, sys.argv[2], sys.argv[2:])  # noqa: S606  there is no shell between
    _number, status, cost = os.wait4(running, 0)
    with open(sys.argv[1], "w") as file:
        json.dump({"seconds": cost.ru_utime + cost.ru_stime, "mebibytes": cost.ru_maxrss / 1024}, file)
    code = os.waitstatus_to_exitcode(status)
    os._exit(code if code >= 0 else 128 - code)


if __name__ == "__main__":
    main()
