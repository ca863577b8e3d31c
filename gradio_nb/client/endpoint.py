"""An endpoint of a connected app, as a function."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ..protocol import schema
from ..protocol.config import slug
from ..values import family, type_text
from ..values.base import FileLike

if TYPE_CHECKING:
    import inspect

    from .jobs.job import Job

# More are not in the annotation.
MANY_CHOICES = 12

Submit = Callable[["schema.Endpoint", Sequence[Any], Mapping[str, Any]], "Job"]


class Endpoint:
    """A function of the app: call it, or `submit` to it.

    Its signature and docstring are those of the app: `inspect.signature(endpoint)`, `endpoint?`.

    Attributes
    ----------
    spec : gradio_nb.protocol.schema.Endpoint
        Everything the server says of it.
    """

    def __init__(self, spec: schema.Endpoint, submit: Submit) -> None:
        self.spec = spec
        self._submit = submit
        self.__name__ = self.__qualname__ = spec.name.lstrip("/")
        self.__doc__ = docstring(spec)

    @property
    def name(self) -> str:
        return self.spec.name

    @property
    def parameters(self) -> dict[str, schema.Parameter]:
        """The parameters by name."""
        return {p.name: p for p in self.spec.parameters}

    @property
    def returns(self) -> tuple[schema.Return, ...]:
        return self.spec.returns

    @property
    def examples(self) -> tuple[schema.Example, ...]:
        return self.spec.examples

    def __call__(self, /, *args: Any, **kwargs: Any) -> Any:
        return self._submit(self.spec, args, kwargs).result()

    def submit(self, /, *args: Any, **kwargs: Any) -> Job:
        """Start a job without waiting for it."""
        return self._submit(self.spec, args, kwargs)

    @property
    def __signature__(self) -> inspect.Signature:
        return signature(self.spec)

    def __repr__(self) -> str:
        return signature_text(self.spec)


def signature(spec: schema.Endpoint) -> inspect.Signature:
    """Make the signature that Python people expect.

    Parameters stand in the order of the app. From the first on that has no default after one that
    has, or that follows a name which is no Python name, they go by name only; that name itself is
    left out, and can be given as `inputs={...}` to `predict`.
    """
    import inspect
    from keyword import iskeyword

    made: list[inspect.Parameter] = []
    optional = by_name = False
    for p in spec.parameters:
        if not p.name.isidentifier() or iskeyword(p.name):
            by_name = True
            continue
        optional = optional or not p.required
        by_name = by_name or (optional and p.required)
        made.append(
            inspect.Parameter(
                p.name,
                inspect.Parameter.KEYWORD_ONLY if by_name else inspect.Parameter.POSITIONAL_OR_KEYWORD,
                default=inspect.Parameter.empty if p.required else p.default,
                annotation=annotation(p),
            )
        )
    return inspect.Signature(made)


def annotation(parameter: schema.Parameter) -> Any:
    """Give the Python type of a parameter."""
    return family(parameter.component).annotation(parameter)


def parameter_text(parameter: schema.Parameter, typed: bool = False) -> str:
    """Print a parameter: `steps=4`, or with its type `steps: int = 4`."""
    default = "" if parameter.required else short_repr(parameter.default, annotation(parameter))
    if typed:
        return f"{parameter.name}: {type_text(annotation(parameter))}" + (f" = {default}" if default else "")
    return parameter.name + (f"={default}" if default else "")


def short_repr(value: Any, kind: Any = None) -> str:
    """Print a value in a few letters."""
    if value is not None and kind is FileLike:
        return "<file>"
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:38]}…{text[-1]}"


def signature_text(spec: schema.Endpoint) -> str:
    """Print an endpoint: `infer(prompt, seed=0) -> (image, seed)`."""
    inputs = ", ".join(parameter_text(p) for p in spec.parameters)
    names = [r.name for r in spec.returns]
    outputs = names[0] if len(names) == 1 else f"({', '.join(names)})" if names else "None"
    return f"{spec.name.lstrip('/')}({inputs}) -> {outputs}"


def docstring(spec: schema.Endpoint) -> str:
    """Make the docstring of an endpoint out of what the app's page says."""
    lines = [signature_text(spec), ""]
    if spec.description:
        lines += [spec.description, ""]
    if spec.oauth_token:
        lines += [f"Acts in your name with the oauth_token= of the client ({spec.oauth_token}).", ""]
    if spec.parameters:
        lines += ["Parameters", "----------"]
        for p in spec.parameters:
            lines += [parameter_text(p, typed=True), *(f"    {facts}" for facts in [details(p)] if facts)]
        lines.append("")
    if spec.returns:
        lines += ["Returns", "-------", *(f"{r.name} : {r.label} ({r.component})" for r in spec.returns)]
    return "\n".join(lines).rstrip() + "\n"


def summary(spec: schema.Endpoint) -> str:
    """Say in a few lines how an endpoint is called."""
    lines = [f"{spec.name}  {signature_text(spec)}"]
    if spec.description:
        lines.append(f"    {spec.description}")
    if spec.oauth_token:
        lines.append(f"    acts in your name with the oauth_token= of the client ({spec.oauth_token})")
    for p in spec.parameters:
        facts = details(p)
        lines.append(f"    {parameter_text(p, typed=True)}" + (f"  # {facts}" if facts else ""))
    return "\n".join(lines)


def details(p: schema.Parameter) -> str:
    """Say what the signature does not: label, info, range, limits."""
    facts = [p.label if slug(p.label) != p.name else "", p.info]
    if p.minimum is not None or p.maximum is not None:
        low, high = ("…" if v is None else f"{v:g}" for v in (p.minimum, p.maximum))
        facts.append(f"{low} to {high}" + (f" in steps of {p.step:g}" if p.step else ""))
    if p.choices and len(p.choices) > MANY_CHOICES:
        facts.append(f"one of {', '.join(repr(v) for _, v in p.choices[:MANY_CHOICES])}, …")
    if p.max_length:
        facts.append(f"at most {p.max_length} characters")
    if p.file_types:
        facts.append(f"files: {', '.join(p.file_types)}")
    return "; ".join(fact.rstrip(".") for fact in facts if fact)
