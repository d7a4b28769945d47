"""Read files, and replace them atomically."""

from __future__ import annotations

import errno
import os
import re
import stat

from kumo_lr.phrases import quote
from kumo_lr.typed import Any

SUFFIXES = (".yaml", ".yml", ".json")
# Settings live in a file of their own, or in a table of pyproject.toml.
OWN_FILES = ("kumo-lr.toml", ".kumo-lr.toml")
PYPROJECT = "pyproject.toml"
# Anything larger is not a plan, or is an endless device.
_LARGEST = 1 << 30
LARGEST_SETTINGS = 1 << 22
# Folders of devices and open file descriptors: replacing a file there would not do what it says.
_DEVICES = r"/dev|/dev/(?:fd|pts)|/proc/.*"


class UnreadableError(Exception):
    """A file or folder that cannot be read or written, with what to do about it."""

    def __init__(self, path: str, error: OSError) -> None:
        reason = error.strerror or str(error)
        super().__init__(reason if isinstance(error, _RefusalError) else reason.lower())
        self.path = path
        self._error = error
        self.help = {
            FileNotFoundError: "check the path",
            PermissionError: "check its permissions",
        }.get(type(error), "check the path and its permissions")

    def __reduce__(self) -> tuple[type[UnreadableError], tuple[str, OSError]]:
        """Return how pickle rebuilds the error in another process."""
        return UnreadableError, (self.path, self._error)


class _RefusalError(OSError):
    """A refusal of ours, rather than the operating system's, to read or write a file."""

    def __init__(self, reason: str, help_: str) -> None:
        super().__init__(errno.EINVAL, reason)
        self.help = help_


class Walked(str):
    """The path of a file that was found in a folder, rather than named by the caller."""

    __slots__ = ()


class DeadLink(Walked):
    """The path of a broken symbolic link that was found in a folder."""

    __slots__ = ()


def read(path: str, *, only_files: bool = False, most: int = _LARGEST) -> bytes:
    """Return the bytes of a file, of which there may be `most`.

    Pipes and terminals are read to their end unless `only_files` is true; other devices are refused.

    Raises:
        UnreadableError: The file cannot be read.
    """
    try:
        flags = os.O_RDONLY | getattr(os, "O_BINARY", 0)
        if only_files:  # do not wait for a pipe without a writer
            flags |= getattr(os, "O_NONBLOCK", 0)
        descriptor = os.open(path, flags)
        try:
            status = os.fstat(descriptor)
            size = status.st_size
            if not stat.S_ISREG(status.st_mode):
                _refuse_to_read(descriptor, status.st_mode, only_files=only_files)
            elif size > most:
                raise _too_large(most)
            data = os.read(descriptor, size + 1)
            if len(data) != size:
                data = _read_on(descriptor, data, most)
            return data
        finally:
            os.close(descriptor)
    except (OSError, ValueError) as error:
        raise _unusable(path, error) from None


def _read_on(descriptor: int, data: bytes, most: int) -> bytes:
    """Read the rest of a pipe, or of a file that is still growing."""
    chunks, size = [data], len(data)
    while more := os.read(descriptor, 1 << 20):
        chunks.append(more)
        size += len(more)
        if size > most:
            raise _too_large(most)
    return b"".join(chunks)


def _refuse_to_read(descriptor: int, mode: int, *, only_files: bool) -> None:
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    is_device = stat.S_ISCHR(mode) or stat.S_ISBLK(mode)
    if only_files or (is_device and not os.isatty(descriptor) and not _is_null(descriptor)):
        raise _RefusalError("it is a device" if is_device else "it is not a regular file", "name a file")


def _is_null(descriptor: int) -> bool:
    return os.path.samestat(os.fstat(descriptor), os.stat(os.devnull))


def _too_large(most: int) -> _RefusalError:
    if most < _LARGEST:
        return _RefusalError(f"it is larger than {most >> 20} MiB", "name another file")
    return _RefusalError(f"it is larger than {most >> 30} GiB", "name the file of a plan")


def _unusable(path: str, error: OSError | ValueError) -> UnreadableError:
    """Return the exception that describes what went wrong with a path."""
    if isinstance(error, IsADirectoryError):
        error = _RefusalError("it is a folder", "name a file in it")
    elif isinstance(error, FileNotFoundError) and os.path.islink(path):
        error = _leads_nowhere(path)
    elif isinstance(error, UnicodeEncodeError):
        error = _RefusalError("its name has a character that no file name has", "check the path")
    elif not isinstance(error, OSError):
        error = _RefusalError("its name has a null character in it", "check the path")
    raised = UnreadableError(path, error)
    if isinstance(error, _RefusalError):
        raised.help = error.help
    return raised


def _leads_nowhere(path: str) -> _RefusalError:
    reason = f"it is a link to nowhere: it leads to {quote(os.readlink(path))}, which does not exist"
    return _RefusalError(reason, "correct the link, or name the file itself")


def write(path: str, data: bytes, *, create: bool = False, expected: bytes | None = None) -> None:
    """Replace a file's content atomically, keeping its owner and mode.

    A symbolic link stays a link: the file that it points to is replaced.

    Args:
        path: The file to replace.
        data: The new content.
        create: Whether the file may be missing.
        expected: The content that was read earlier; the file is left alone if it has changed since.

    Raises:
        UnreadableError: The file cannot be replaced, or has changed.
    """
    try:
        target = _target_of(path)
        before = None if create and not os.path.lexists(target) else _status_of(target)
        with _SignalsWait():
            _replace(target, data, before, expected)
    except (OSError, ValueError) as error:
        raise _unusable(path, error) from None


def _target_of(path: str) -> str:
    """Follow a link one step at a time, since a link to an open file would resolve to an unrelated one."""
    for _ in range(40):
        folder, name = os.path.split(path)
        folder = os.path.realpath(folder or os.curdir)
        if re.fullmatch(_DEVICES, folder):
            raise _RefusalError("it is a device, or an open file by its number", "name a file")
        path = os.path.join(folder, name)
        if not os.path.islink(path):
            return path
        path = os.path.join(folder, os.readlink(path))
    raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))


def _status_of(target: str) -> os.stat_result:
    """Return the status of a file that may be replaced."""
    status = os.stat(target)
    if not stat.S_ISREG(status.st_mode):
        raise _RefusalError("not a regular file", "name a file")
    # Root may write to any file, but a read-only file should stay unchanged all the same.
    if not status.st_mode & 0o222 or not os.access(target, os.W_OK):
        raise _RefusalError("it is read-only", "make it writable first, or leave it as it is")
    if status.st_nlink > 1:
        raise _RefusalError(
            f"it has {status.st_nlink} names (hard links), and only this one would be changed",
            "break the link first: copy the file and move the copy over it",
        )
    return status


class _SignalsWait:
    """A context that lets the signals that end a process wait for the moment it takes to write a file.

    Blocking them would not do: in a process with workers, another thread receives them.
    """

    def __init__(self) -> None:
        self._received: list[int] = []
        self._before: dict[int, Any] = {}

    def __enter__(self) -> None:
        import signal  # only needed for writing

        ending = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP", "SIGINT") if hasattr(signal, name)]
        try:
            for number in ending:
                if signal.getsignal(number) is not None:  # otherwise a library in C handles it
                    self._before[number] = signal.signal(number, lambda n, _frame: self._received.append(n))
        except ValueError:  # only the main thread may say who handles signals
            pass

    def __exit__(self, *_: object) -> None:
        import signal

        for number, handler in self._before.items():
            signal.signal(number, handler)
        for number in self._received:
            signal.raise_signal(number)


def _replace(target: str, data: bytes, before: os.stat_result | None, expected: bytes | None) -> None:
    """Write a temporary file beside the target, and move it into place."""
    temporary = os.path.join(os.path.dirname(target), f".kumo-lr-{os.urandom(8).hex()}.tmp")
    # O_EXCL guarantees that the file is ours, so that no other file is overwritten, or removed below.
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    descriptor = os.open(temporary, flags, 0o666 if before is None else 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            if before is not None:
                _take_over(descriptor, before)
            os.fsync(descriptor)
        _refuse_changed(target, expected)
        os.replace(temporary, target)
    except BaseException:
        os.unlink(temporary)
        raise


def _refuse_changed(target: str, expected: bytes | None) -> None:
    if expected is not None and read(target, only_files=True) != expected:
        raise _RefusalError("it changed since it was read", "run the command again")


def _take_over(descriptor: int, before: os.stat_result) -> None:
    """Set the owner, group and mode of a new file to those of the file it replaces."""
    if not hasattr(os, "fchown"):
        return
    status = os.fstat(descriptor)
    if (status.st_uid, status.st_gid) != (before.st_uid, before.st_gid):
        try:
            os.fchown(descriptor, before.st_uid, before.st_gid)
        except PermissionError:
            raise _RefusalError("its owner or group would change", "run as its owner") from None
    os.fchmod(descriptor, stat.S_IMODE(before.st_mode))
