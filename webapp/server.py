"""An application -> a server that answers on a port until it is told to stop (gunicorn, threads in worker processes).

The application, its engines included, is made in each worker after the fork. No access log is kept: personal links
stand in addresses.
"""

import ctypes
import errno
import resource
import signal
import socket
import sys
from collections.abc import Callable

from flask import Flask
from gunicorn.app.base import BaseApplication

from webapp import limits, logged
from webapp.server_log import ServerLog
from webapp.waiting_room import THREADS, WaitingRoomWorker

SECONDS_TO_START = 300  # a worker that has not come up by then is started again
SECONDS_TO_FINISH = 30
LEAST_CONNECTIONS, MOST_CONNECTIONS = 200, 8000
FILES_FOR_THE_REST = 100
TELL_OF_THE_PARENT_S_END = 1  # PR_SET_PDEATHSIG of prctl(2)


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn carries no types
    """Serves what ``load`` makes in each worker."""

    def __init__(self, load: Callable[[], Flask], *, host: str, port: int, workers: int = 1) -> None:
        self._load = load
        self._address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        self._workers = workers
        super().__init__()

    def load_config(self) -> None:
        """Gunicorn's settings; those not named here keep its defaults."""
        settings = {
            "bind": self._address,
            "workers": self._workers,
            "worker_class": WaitingRoomWorker,
            "worker_connections": most_connections(),
            "threads": sum(THREADS.values()),
            "timeout": SECONDS_TO_START,
            "graceful_timeout": SECONDS_TO_FINISH,
            "keepalive": 5,
            "forwarder_headers": "",  # else a header that a proxy passes on names another path than the request
            "limit_request_line": limits.LONGEST_REQUEST_LINE,
            "limit_request_field_size": limits.LONGEST_HEADER,
            "limit_request_fields": limits.MOST_HEADERS,
            "accesslog": None,
            "logger_class": ServerLog,
            "loglevel": "warning",
            "control_socket_disable": True,
        }
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Make the application; called in each worker."""
        # A terminal sends Ctrl-C to every process. Workers wait for the main one to pass it on: told twice at once, a
        # worker blocks in the lock of its threads until it is killed.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        _end_with_the_main_process()
        logged.keep_values_out_of_a_server()
        return self._load()


def _end_with_the_main_process() -> None:
    """Leave the port to the server that is started next; a worker notices late, and finishes first, by itself.

    What it was doing is undone, and nobody was told that it was done. Only Linux tells a process of its parent's end.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(TELL_OF_THE_PARENT_S_END, signal.SIGKILL)


def most_connections() -> int:
    """How many connections one worker holds: a large hall several times over, within the system’s limit."""
    files = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return max(LEAST_CONNECTIONS, min(MOST_CONNECTIONS, files - FILES_FOR_THE_REST))


def port_is_taken(host: str, port: int) -> bool:
    """Whether somebody answers on the port already; raises OSError when the address is not this machine's."""
    with _socket_for(host) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return True
            raise
    return False


def free_port(host: str) -> int:
    """A port that nobody listens on."""
    with _socket_for(host) as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def address_for_neighbours() -> str:
    """This machine's address on the network it is connected to, "" when there is none; nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # kept for documentation (RFC 5737): a route is chosen, no packet leaves
            return str(probe.getsockname()[0])
        except OSError:
            return ""


def _socket_for(host: str) -> socket.socket:
    return socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
