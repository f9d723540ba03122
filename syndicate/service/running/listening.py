"""Where the service listens: an address and port, or a Unix socket (``unix:/run/syndicate/http.sock``)."""

import errno
import socket
import stat
from pathlib import Path

from syndicate.errors import UsageError

UNIX = "unix:"
_BACKLOG = 2048
_TOLD = {
    errno.EADDRINUSE: "another program listens there already: stop it, or choose another --port",
    errno.EACCES: "this user may not listen there: choose a port from 1024 on, and let nginx have 80 and 443",
    errno.EPERM: "this user may not listen there",
    errno.EADDRNOTAVAIL: "this machine has no such address: 127.0.0.1 is this machine, 0.0.0.0 all of its addresses",
    errno.ENOENT: "its folder is not there: make it first (systemd: RuntimeDirectory=)",
}


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens; UsageError, in words, where it cannot. Port 0 is any free one."""
    try:
        return _on_path(Path(host.removeprefix(UNIX))) if host.startswith(UNIX) else _on_port(host, port)
    except socket.gaierror as error:
        raise UsageError(f"--host {host}: no machine has this name: write an address such as 127.0.0.1") from error
    except OSError as error:
        told = _TOLD.get(error.errno or 0, error.strerror or str(error))
        place = host if host.startswith(UNIX) else f"{host}:{port}"
        raise UsageError(f"cannot listen at {place}: {told}") from error


def url_of(listening: socket.socket) -> str:
    """The address at which a browser on this machine reaches it, with its ``/``; of a Unix socket ``unix:PATH``."""
    if listening.family == socket.AF_UNIX:
        return f"{UNIX}{listening.getsockname()}"
    host, port = listening.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - told, not bound
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def _on_port(host: str, port: int) -> socket.socket:
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    made = socket.socket(family, kind, protocol)
    try:
        # Not SO_REUSEPORT: a second server at the same port must fail aloud.
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(address)
        made.listen(_BACKLOG)
        made.setblocking(False)
    except BaseException:
        made.close()
        raise
    return made


def _on_path(path: Path) -> socket.socket:
    made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        if path.exists() and stat.S_ISSOCK(path.stat().st_mode):
            _clear(path)
        made.bind(str(path))
        path.chmod(0o660)  # nginx is let in by its group
        made.listen(_BACKLOG)
        made.setblocking(False)
    except BaseException:
        made.close()
        raise
    return made


def _clear(path: Path) -> None:
    """Remove the socket of a server that was killed; one that answers is in use."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        try:
            probe.connect(str(path))
        except ConnectionRefusedError:
            path.unlink()
            return
    raise OSError(errno.EADDRINUSE, "in use")
