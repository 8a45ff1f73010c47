"""What the door noted of somebody -> a few words, to stand beside or after the name."""

from typing import Final

from webapp.services.presence import Stay
from webapp.wording.marking import N_
from webapp.wording.voice import Voice

EXPECTED: Final = N_("pas encore là")
HERE: Final = N_("là")
ABSENT: Final = N_("ne vient pas")
UNTIL: Final = N_("là jusqu’au tour %(round)s")
FROM: Final = N_("là dès le tour %(round)s")


def stay_words(voice: Voice, stay: Stay | None) -> str:
    """What was noted of somebody; None is nobody's stay yet."""
    if stay is None:
        return voice.say(EXPECTED)
    if stay.absent:
        return voice.say(ABSENT)
    if stay.last_round is not None:
        return voice.say(UNTIL, {"round": stay.last_round})
    return voice.say(FROM, {"round": stay.first_round}) if stay.first_round > 1 else voice.say(HERE)
