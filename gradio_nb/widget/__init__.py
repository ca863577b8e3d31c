"""What lives in the notebook."""

from .space import Space, connect

__all__ = ["Space", "connect"]
