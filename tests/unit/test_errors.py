import pickle
import re

import pytest

from gradio_nb import errors
from gradio_nb.errors import GradioNbError

CLASSES = [c for c in vars(errors).values() if isinstance(c, type) and issubclass(c, GradioNbError)]


def drawn():
    """Class name to the name of its parent, as the docstring of the module draws them."""
    parents, path = {}, []
    for line in errors.__doc__.split("::", 1)[1].splitlines():
        match = re.match(r"([ │├└─…]*)(\w+)", line)
        if not match or not isinstance(getattr(errors, match[2], None), type):
            continue
        depth = (len(match[1]) - 4) // 4
        path[depth:] = [match[2]]
        parents[match[2]] = path[depth - 1] if depth else None
    return parents


def test_the_tree_that_is_drawn_is_the_tree_that_is():
    assert drawn() == {c.__name__: c.__bases__[0].__name__ if c is not GradioNbError else None for c in CLASSES}


@pytest.mark.parametrize("cls", CLASSES)
def test_each_error_has_a_hint_and_says_it(cls):
    error = cls("It went wrong.")
    assert error.hint.endswith((".", "…"))
    assert "\n" not in error.hint
    assert str(error) == f"It went wrong.\n→ {error.hint}"
    assert error.message == "It went wrong."
    assert cls.__doc__


@pytest.mark.parametrize("cls", CLASSES)
def test_an_error_can_have_a_hint_of_its_own(cls):
    assert str(cls("It went wrong.", hint="Try this.")) == "It went wrong.\n→ Try this."
    assert str(cls("It went wrong.", hint="")) == "It went wrong."


@pytest.mark.parametrize("cls", CLASSES)
def test_errors_travel_between_processes(cls):
    error = cls("It went wrong.", hint="Try this.")
    copy = pickle.loads(pickle.dumps(error))
    assert (type(copy), str(copy), copy.hint) == (cls, str(error), "Try this.")


def test_errors_are_what_python_people_catch():
    assert issubclass(errors.BadArgument, ValueError)
    assert issubclass(errors.UnknownEndpoint, LookupError)
    assert issubclass(errors.TimedOut, TimeoutError)


def test_the_title_of_an_app_error_is_shown():
    assert str(errors.AppError("No.", title="Bad day", hint="")) == "Bad day: No."
    assert str(errors.AppError("No.", hint="")) == "No."


def test_a_bad_argument_knows_its_fields():
    assert errors.BadArgument("x: is wrong", parameter="x").fields == {"x": "is wrong"}
    assert errors.BadArgument("is wrong").fields == {}
