"""A process that has imported what commands need, and forks one child for each command.

Run as a program by the `tertius` fixture: an order is a line of JSON on standard input, its answer the exit code. Each
command runs in a process of its own, with its own environment, folder, output and state; only the imports, which take
longer than most commands, are shared.
"""

import gc
import json
import os
import sys
from importlib import import_module
from pkgutil import iter_modules

from tertius import cli
from tertius.cli.main import main

# What a command imports when it runs.
ROOMS = (
    "tertius.answers",
    "tertius.api.app",
    "tertius.loading.loading",
    "tertius.measures.run",
    "tertius_loaders.claims",
)
for name in (
    *ROOMS,
    *(f"tertius.cli.{found.name}" for found in iter_modules(cli.__path__) if found.name != "__main__"),
):
    import_module(name)

gc.freeze()
order = None
for line in sys.stdin:
    child = os.fork()
    if not child:
        order = json.loads(line)
        break
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
if order is None:
    sys.exit()

os.environ.clear()
os.environ.update(order["env"])
os.chdir(order["cwd"])
for number, path in enumerate((order["in"], order["out"], order["err"])):
    opened = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    os.dup2(opened, number)
    os.close(opened)
main(order["arguments"])
