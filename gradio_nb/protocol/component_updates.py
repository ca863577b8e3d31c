"""Changes that an app makes to its components, such as the choices of a menu (docs/protocol.md §6, §12)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..frozen import replace
from .config import choices_of, number_of, words_of
from .schema import Endpoint, Parameter

Update = Mapping[str, Any]


def adapted(endpoint: Endpoint, updates: Mapping[int, Update]) -> Endpoint:
    """Give an endpoint as it is after updates of its inputs.

    Parameters
    ----------
    endpoint : Endpoint
    updates : mapping
        By the ids of components.
    """
    inputs = tuple(
        _changed(slot, updates[slot.component_id])
        if isinstance(slot, Parameter) and slot.component_id is not None and slot.component_id in updates
        else slot
        for slot in endpoint.inputs
    )
    return endpoint if inputs == endpoint.inputs else replace(endpoint, inputs=inputs)


def _changed(parameter: Parameter, update: Update) -> Parameter:
    new: dict[str, Any] = {key: words_of(update[key]) for key in ("label", "info", "placeholder") if key in update}
    if "label" in new:
        new["label"] = new["label"] or parameter.name
    new |= {key: number_of(update[key]) for key in ("minimum", "maximum", "step") if key in update}
    if "choices" in update:
        new["choices"] = choices_of(update["choices"])
    if "value" in update and not parameter.required:
        new["default"] = update["value"]
    if "visible" in update:
        new["visible"] = update["visible"] is True
    return replace(parameter, **new, props={**parameter.props, **update})
