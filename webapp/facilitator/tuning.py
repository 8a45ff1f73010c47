"""What a facilitator tries out in the address -> weights to look at pairs with; nothing is kept until it is saved."""

from collections.abc import Mapping
from dataclasses import dataclass

from matching.weights import CRITERION_NAMES, CriterionWeights, InvalidWeights
from webapp.services.criterion_weights import Setting, WeightsInUse

POINTS = "points-"
TRIED = "tried"


@dataclass(frozen=True, kw_only=True)
class Tuning:
    """The weights in use, and the setting that is looked at: the same one while nothing is tried.

    ``diagnosis``: whether the territory's diagnosis weighs the fragilities; without it is a way of looking, never
    saved. ``refused``: what was asked for cannot be, so that the weights in use are shown.
    """

    in_use: WeightsInUse
    setting: Setting
    diagnosis: bool = True
    refused: bool = False

    @property
    def moved(self) -> bool:
        """Whether some weight differs from the one in use."""
        return self.setting != self.in_use.setting

    @property
    def tried(self) -> bool:
        """Whether anything differs from what counts now."""
        return self.moved or not self.diagnosis

    @property
    def weights(self) -> CriterionWeights:
        """The weights to look at pairs with."""
        return self.setting.weights(TRIED) if self.moved else self.in_use.weights

    @property
    def arguments(self) -> dict[str, str]:
        """What an address carries to show the same again; nothing while nothing is tried."""
        found = arguments_of(self.setting) if self.moved else {}
        return found if self.diagnosis else found | {"diagnosis": "off"}


def arguments_of(setting: Setting) -> dict[str, str]:
    """What an address or a form carries to show this setting."""
    points = {f"{POINTS}{name}": str(round(number)) for name, number in setting.points.items()}
    return points | {"giving": str(round(100 * setting.giving))}


def setting_of(arguments: Mapping[str, str], otherwise: Setting) -> Setting:
    """The setting that a form or an address carries; what it does not say is as in ``otherwise``.

    Raises InvalidWeights when a value is not a number or out of range, or when nothing counts any more.
    """
    points = {name: _number(arguments, f"{POINTS}{name}", otherwise.points.get(name, 0)) for name in CRITERION_NAMES}
    return Setting(points=points, giving=round(_number(arguments, "giving", 100 * otherwise.giving) / 100, 2))


def tuning_of(arguments: Mapping[str, str], in_use: WeightsInUse) -> Tuning:
    """What an address tries out; what cannot be is left aside, and said."""
    diagnosis = arguments.get("diagnosis") != "off"
    try:
        return Tuning(in_use=in_use, setting=setting_of(arguments, in_use.setting), diagnosis=diagnosis)
    except InvalidWeights:
        return Tuning(in_use=in_use, setting=in_use.setting, diagnosis=diagnosis, refused=True)


def _number(arguments: Mapping[str, str], name: str, otherwise: float) -> float:
    text = arguments.get(name, "").strip()
    if not text:
        return otherwise
    if not (text.isascii() and text.isdecimal() and len(text) <= 3):
        raise InvalidWeights(((name, text),))
    return int(text)
