"""What lives in the notebook."""

from .space import Space, connect, duplicate

__all__ = ["Space", "connect", "duplicate"]
