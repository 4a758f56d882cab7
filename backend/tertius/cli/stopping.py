"""How commands that run until they are told to stop are told so."""

import signal


def heed_stop_signals() -> None:
    """Have SIGTERM, and SIGINT where a shell has it ignored, end a command as Ctrl-C does: with all cleaned up."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
