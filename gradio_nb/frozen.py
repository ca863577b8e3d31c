"""Values that cannot be changed: what a frozen dataclass does, at a fraction of the price.

`dataclasses` compiles six methods for each class and loads `inspect`, which costs as much as a third of
`import requests` in those modules that every import of the client loads. Here all classes share their methods.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

if TYPE_CHECKING:
    from typing_extensions import dataclass_transform
else:

    def dataclass_transform(**_):
        return lambda cls: cls


T = TypeVar("T", bound="Frozen")


@dataclass_transform(frozen_default=True)
class Frozen:
    """Base of values: a subclass declares its fields as a dataclass does.

    Defaults are shared, so one that could be changed is to be annotated as what cannot, such as `Mapping`.

    Parameters
    ----------
    unprinted : collection of str
        Of a subclass: fields that are not for `repr`.
    """

    _fields: ClassVar[tuple[str, ...]] = ()
    _defaults: ClassVar[dict[str, Any]] = {}
    _unprinted: ClassVar[Collection[str]] = ()

    def __init_subclass__(cls, unprinted: Collection[str] = (), **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        own = cls.__annotations__
        cls._fields = (*cls._fields, *own)
        cls._defaults = {**cls._defaults, **{name: vars(cls)[name] for name in own if name in vars(cls)}}
        cls._unprinted = (*cls._unprinted, *unprinted)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        fields, values = self._fields, vars(self)
        if not kwargs and len(args) == len(fields):
            values.update(zip(fields, args, strict=True))
            return
        values.update(self._defaults)
        values.update(zip(fields, args, strict=False))
        values.update(kwargs)
        twice = not kwargs.keys().isdisjoint(fields[: len(args)])
        if twice or len(args) > len(fields) or values.keys() != set(fields):
            raise TypeError(f"{type(self).__name__} takes {', '.join(fields)}.")

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"A {type(self).__name__} cannot be changed.")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"A {type(self).__name__} cannot be changed.")

    def __eq__(self, other: object) -> bool:
        return vars(self) == vars(other) if type(self) is type(other) else NotImplemented

    def __hash__(self) -> int:
        return hash(tuple(vars(self)[name] for name in self._fields))

    def __repr__(self) -> str:
        shown = (f"{name}={vars(self)[name]!r}" for name in self._fields if name not in self._unprinted)
        return f"{type(self).__qualname__}({', '.join(shown)})"


def replace(value: T, **changes: Any) -> T:
    """Give a value that differs in some fields."""
    return type(value)(**{**vars(value), **changes})
