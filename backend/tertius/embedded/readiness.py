"""Ask a server over the network whether it is up: a Bolt handshake and two HTTP requests, and no driver."""

import http.client
import socket
import struct

# Magic number, then four proposals of a version: 5.8 and the eight minor versions below it, 4.4, and two blanks.
_HANDSHAKE = struct.pack(">I", 0x6060B017) + bytes([0, 8, 8, 5]) + bytes([0, 0, 4, 4]) + bytes(8)


def bolt_answers(port: int, timeout: float = 1.0) -> bool:
    """Say whether a Bolt server on the loopback interface agrees on a version of the protocol.

    Parameters
    ----------
    port
        TCP port.
    timeout
        Seconds to wait for each step.
    """
    try:
        with socket.create_connection(("127.0.0.1", port), timeout) as connection:
            connection.sendall(_HANDSHAKE)
            answer = b""
            while len(answer) < 4:
                part = connection.recv(4 - len(answer))
                if not part:
                    return False
                answer += part
    except OSError:
        return False
    return answer != bytes(4) and answer != b"HTTP"


def http_answers(port: int, path: str, timeout: float = 2.0) -> bool:
    """Say whether an HTTP server on the loopback interface serves ``path`` with status 200.

    Parameters
    ----------
    port
        TCP port.
    path
        Absolute path, such as ``/browser/``.
    timeout
        Seconds to wait for each step.
    """
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request("GET", path, headers={"Accept": "*/*"})
        response = connection.getresponse()
        response.read()
    except (OSError, http.client.HTTPException):
        return False
    else:
        return response.status == 200
    finally:
        connection.close()


def is_free(port: int) -> bool:
    """Say whether a server could listen on ``port`` of the loopback interface.

    Parameters
    ----------
    port
        TCP port.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        # As the server does: a port whose last connections are still dying down is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_ports(count: int) -> list[int]:
    """Return ``count`` different ports that nobody listens on at this moment.

    The server is not told to choose for itself: with port 0 it advertises 7687 whatever it took, and Neo4j Browser
    believes that.
    """
    probes = [socket.socket(socket.AF_INET, socket.SOCK_STREAM) for _ in range(count)]
    try:
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]
    finally:
        for probe in probes:
            probe.close()
