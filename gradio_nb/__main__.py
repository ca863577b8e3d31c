"""`python -m gradio_nb`."""

from .cli import main

raise SystemExit(main())
