"""Talk to a Gradio app from Python. Imports nothing of Jupyter."""

from .client import Client
from .endpoint import Endpoint
from .job import Job
from .status import Status

__all__ = ["Client", "Endpoint", "Job", "Status"]
