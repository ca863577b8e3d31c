"""ChatEndpoint to a Gradio app from Python. Imports nothing of Jupyter."""

import logging

from .client import Client
from .endpoint import Endpoint
from .jobs.job import Job
from .jobs.status import Status

# What to do with its records is for the program to say that uses the package.
logging.getLogger("gradio_nb").addHandler(logging.NullHandler())

__all__ = ["Client", "Endpoint", "Job", "Status"]
