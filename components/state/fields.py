"""Fields of the state, with what their controls need."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from segmentation.study.design.fields import Field as ServiceField

__all__ = ["field", "service_field"]


def field(
    default: Any, title: str, help: str, *, ge: Any = None, le: Any = None, **more: Any
) -> Any:
    """Return a state field; `more` has further fields of its `ControlSpec`, such as `group`."""
    finite = False if isinstance(default, float) else None
    return Field(
        default=default,
        title=title,
        description=help,
        ge=ge,
        le=le,
        allow_inf_nan=finite,
        json_schema_extra=more,
    )


def service_field(of: ServiceField, default: Any, **more: Any) -> Any:
    """Return a state field; title, help, bounds and unit are the service's by default."""
    numbers: dict[str, Any] = {} if of.kind == "choice" else {"ge": of.low, "le": of.high}
    if of.unit:
        numbers["unit"] = of.unit
    return field(default, of.title, **{"help": of.help, **numbers, **more})
