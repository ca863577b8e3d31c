"""A small Gradio app to try everything on: no model, no network, all pictures and sounds computed.

``python -m gradio_nb.demo --port 7860`` serves it. It needs the extra ``gradio_nb[demo]``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import gradio as gr

__all__ = ["build"]


def build() -> gr.Blocks:
    """Build the app; `gradio` is imported only now.

    Returns
    -------
    gradio.Blocks
        Not launched yet.

    Raises
    ------
    ImportError
        Gradio is not installed.

    Examples
    --------
    >>> import gradio_nb as gnb
    >>> from gradio_nb import demo
    >>> app = gnb.connect(demo.build())
    """
    try:
        from .app import build_app
    except ImportError as error:
        raise ImportError(f"The demo app needs Gradio: pip install 'gradio_nb[demo]' ({error})") from error
    return build_app()
