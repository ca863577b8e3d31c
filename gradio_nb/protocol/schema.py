"""What an app offers: its endpoints, their parameters and returns.

Frozen values without behaviour; `gradio_nb.protocol.config` makes them from what a
server answers to `/config` and `/info` (docs/protocol.md §3, §4).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..frozen import Frozen


class Parameter(Frozen, unprinted=["props"]):
    """One visible input of an endpoint.

    Attributes
    ----------
    name : str
        Python name, as `predict(name=...)` takes it.
    label, info : str
        What the app's page shows.
    component : str
        Gradio component in lower case, such as `"textbox"`.
    required : bool
        Whether a call has to give it.
    default : object
        Wire form of what is sent when the call does not give it.
    schema : mapping
        JSON schema of the wire form, `{}` where the server has none.
    example : object
        An example in wire form; may hold remote URLs, which are not for fetching.
    choices : tuple of (label, value) pairs, or None
        None where anything goes.
    minimum, maximum, step : float or None
    precision : int or None
        0 means integers.
    lines : int
        Height of a text box. More than 1 means many lines.
    max_length, max_choices : int or None
    placeholder : str
    file_types : tuple of str
        Such as `".txt"` or `"image"`; empty where every file is welcome.
    multiple : bool
        Takes a list: several files, several choices.
    custom_values : bool
        Takes values that are not among the choices.
    props : mapping
        Everything else the server said of the component.
    component_id : int or None
        What updates call it by.
    visible : bool
        False once the app has hidden it with an update.
    """

    name: str
    label: str
    component: str
    required: bool = True
    default: Any = None
    info: str = ""
    schema: Mapping[str, Any] = {}
    example: Any = None
    choices: tuple[tuple[str, Any], ...] | None = None
    minimum: float | None = None
    maximum: float | None = None
    step: float | None = None
    precision: int | None = None
    lines: int = 1
    max_length: int | None = None
    max_choices: int | None = None
    placeholder: str = ""
    file_types: tuple[str, ...] = ()
    multiple: bool = False
    custom_values: bool = False
    props: Mapping[str, Any] = {}
    component_id: int | None = None
    visible: bool = True


class Hidden(Frozen):
    """An input that no caller sees and every call sends, such as State.

    Attributes
    ----------
    value : object
        Wire form; None for State, which lives on the server.
    is_state : bool
    """

    value: Any = None
    is_state: bool = False


class Return(Frozen, unprinted=["props"]):
    """One visible output of an endpoint; `name` is its field in the result tuple."""

    name: str
    label: str
    component: str
    schema: Mapping[str, Any] = {}
    props: Mapping[str, Any] = {}
    component_id: int | None = None


class Example(Frozen):
    """Values that the app's author offers, by parameter name, in wire form."""

    label: str
    values: Mapping[str, Any]


class Endpoint(Frozen):
    """One function of the app.

    Attributes
    ----------
    name : str
        With the leading slash: `"/predict"`.
    fn_index : int
        What the server calls it by.
    inputs : tuple of Parameter or Hidden
        In the order of the wire.
    outputs : tuple of Return or None
        In the order of the wire; None for outputs that no caller sees.
    description : str
    examples : tuple of Example
    public : bool
        Listed by the app. The others can be called by name all the same.
    rank : int
        For menus: 0 is what people come for, higher is plumbing.
    generator : bool
        Whether it gives partial results.
    queue : bool
        Whether jobs wait for their turn; in Gradio 3 those that do not travel another way.
    cancels : tuple of int
        The fn_indices that calling it would stop.
    oauth_token : str
        Whether it acts in the caller's name with a token of theirs: "required", "optional", or "" (6.21 and later).
    cancelled_by : int or None
        The fn_index of an event of the app that does nothing but stop this one.
    shares_choices : bool
        It has a menu that an event of the app fills: the server knows the new choices in that session only.
    """

    name: str
    fn_index: int
    inputs: tuple[Parameter | Hidden, ...] = ()
    outputs: tuple[Return | None, ...] = ()
    description: str = ""
    examples: tuple[Example, ...] = ()
    public: bool = True
    rank: int = 0
    generator: bool = False
    queue: bool = True
    cancels: tuple[int, ...] = ()
    oauth_token: str = ""
    cancelled_by: int | None = None
    shares_choices: bool = False

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        return tuple(i for i in self.inputs if isinstance(i, Parameter))

    @property
    def returns(self) -> tuple[Return, ...]:
        return tuple(o for o in self.outputs if o is not None)

    @property
    def has_state(self) -> bool:
        """Whether the server has to see its jobs in one session."""
        return self.shares_choices or any(isinstance(i, Hidden) and i.is_state for i in self.inputs)


class App(Frozen):
    """What a server said of itself.

    Attributes
    ----------
    version : str
        Of Gradio, such as `"6.31.0"`.
    protocol : str
        Such as `"sse_v3"`; `"ws"` where the server names none (docs/protocol.md §1).
    api_prefix : str
        `"/gradio_api"` since 5.0, else empty.
    title : str
    space_id : str or None
    app_id : str
        Changes when the app restarts. A string, for it is larger than JavaScript's numbers.
    max_file_size : int or None
        Bytes.
    heartbeat : bool
        The app wants to know when its visitors leave (docs/protocol.md §13).
    endpoints : mapping
        By name, in the order of the app.
    """

    version: str
    protocol: str
    api_prefix: str = ""
    title: str = ""
    space_id: str | None = None
    app_id: str = ""
    max_file_size: int | None = None
    heartbeat: bool = False
    endpoints: Mapping[str, Endpoint] = {}
