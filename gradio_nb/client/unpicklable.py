"""Objects that belong to one process: their connections, locks and threads cannot be copied."""

from __future__ import annotations

from typing import ClassVar, NoReturn, SupportsIndex

from .. import errors


class Unpicklable:
    """Base of classes that `pickle`, `copy.copy` and `copy.deepcopy` refuse, with a message that says what to do."""

    _instead: ClassVar[str] = "Create another one where you need it."

    def __reduce_ex__(self, protocol: SupportsIndex) -> NoReturn:
        name = type(self).__name__
        raise errors.UsageError(
            f"A {name} cannot be pickled or copied: it has connections and threads of this process.",
            hint=self._instead,
        )
