"""Ctrl-C that is not lost.

Python raises KeyboardInterrupt wherever it happens to be. In a destructor or a callback, of which Ray has
many, it is printed or swallowed and the program goes on; so it is noted as well.
"""

import signal

_is_noted = False


def watch():
    """Notes Ctrl-C from now on, unless whoever started the program wants it ignored."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _note)


def check():
    """Raises KeyboardInterrupt if Ctrl-C has been pressed."""
    if _is_noted:
        raise KeyboardInterrupt


def _note(number, frame):
    global _is_noted
    _is_noted = True
    signal.default_int_handler(number, frame)
