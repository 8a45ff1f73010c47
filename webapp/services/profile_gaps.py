"""A profile -> which of the things a profile is asked for it does not say."""

from collections.abc import Callable
from types import MappingProxyType
from typing import Final

from matching.organisations import Organisation

ASKED_FOR: Final = MappingProxyType[str, Callable[[Organisation], object]](
    {
        "kind": lambda one: one.kind,
        "size": lambda one: one.size or one.side == "association",  # an association has no size
        "commune": lambda one: one.place.commune or one.place.postcode,
        "reach": lambda one: one.reach,
        "fragilities": lambda one: one.fragilities,
        "needs": lambda one: one.needs,
        "offers": lambda one: one.offers,
        "objectives": lambda one: one.objectives,
        "forms": lambda one: one.forms or one.undecided,
        "presentation": lambda one: one.presentation.strip(),
    }
)


def gaps(organisation: Organisation) -> tuple[str, ...]:
    """The names of what the profile does not say, in the order of a sheet."""
    return tuple(name for name, said in ASKED_FOR.items() if not said(organisation))
