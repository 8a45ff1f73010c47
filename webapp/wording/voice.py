"""One language: its translations, names of codes, numbers and lists. Everything that makes sentences is built on it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta

from webapp.wording import labels, numbers
from webapp.wording.marking import N_

AND = N_("%(first)s et %(last)s")
AND_MORE = N_("%(first)s et %(count)s de plus")
WITH_DETAIL = N_("%(phrase)s (%(detail)s)")
MOST_LISTED = 12


class Voice:
    """Says French sentences in its own language; ``translate`` is its gettext, the identity for French."""

    def __init__(self, translate: Callable[[str], str], locale: str) -> None:
        self.translate = translate
        self.locale = locale.replace("-", "_").partition("_")[0]

    def say(self, sentence: str, values: Mapping[str, object] | None = None) -> str:
        """The sentence in this language, with its values filled in; numbers are written as the language does."""
        translated = self.translate(sentence)
        return translated if values is None else translated % {name: self._shown(one) for name, one in values.items()}

    def say_count(self, count: int, one: str, many: str, values: Mapping[str, object] | None = None) -> str:
        """The singular or the plural sentence for ``count``, with ``%(count)s`` and the other values filled in."""
        sentence = one if numbers.is_one(count, self.locale) else many
        return self.say(sentence, {"count": count, **(values or {})})

    def label(self, code: str) -> str:
        """The name of a code, to stand alone. Raises KeyError when the code has none."""
        return self.translate(labels.LABELS[code]) if code else ""

    def side(self, side: str, *, many: bool = False) -> str:
        """The name of a side: one organisation or all of them."""
        return self.translate((labels.SIDES_MANY if many else labels.SIDES)[side])

    def in_a_sentence(self, code: str) -> str:
        """The name of a code as it stands inside a sentence: "mécénat"."""
        return _lowered(self.label(code))

    def listed(self, codes: Sequence[str]) -> str:
        """The names of several codes as one text: "Compétences juridiques, bénévoles et locaux"."""
        names = [self.label(code) for code in codes]
        return self.enumerated([*names[:1], *map(_lowered, names[1:])])

    def resource(self, code: str, detail: str = "", *, role: str, side: str) -> str:
        """A need or an offer of one side inside a sentence, with the sheet's own words in brackets."""
        special = labels.RESOURCES_OF_ONE_SIDE.get((side, role, code))
        return self.with_detail(self.translate(special or labels.RESOURCES_WITHIN[code]), self.detail(code, detail))

    def detail(self, code: str, detail: str) -> str:
        """The sheet's own words for a resource, "" when they only repeat its name."""
        words = detail.strip().rstrip(".;,").rstrip()
        name = labels.RESOURCES[code].casefold()
        return "" if words.casefold() in name or words.casefold() in self.label(code).casefold() else words

    def with_detail(self, phrase: str, detail: str) -> str:
        """A phrase, followed by words in brackets if there are any."""
        return self.say(WITH_DETAIL, {"phrase": phrase, "detail": detail}) if detail else phrase

    def enumerated(self, items: Sequence[str]) -> str:
        """Several items in a row: "a, b et c"; beyond MOST_LISTED the rest are counted."""
        if len(items) > MOST_LISTED:
            more = {"first": ", ".join(items[:MOST_LISTED]), "count": len(items) - MOST_LISTED}
            return self.say(AND_MORE, more)
        if len(items) < 2:
            return "".join(items)
        return self.say(AND, {"first": ", ".join(items[:-1]), "last": items[-1]})

    def number(self, value: float) -> str:
        """A number: "0,64", "0.64"."""
        return numbers.number(value, self.locale)

    def share(self, value: float) -> str:
        """A share in [0, 1] as a whole percentage: "40 %", "40%"; never used for a score."""
        return numbers.share(value, self.locale)

    def time(self, moment: datetime, zone: str) -> str:
        """A clock time in a time zone: "18 h 45", "6.45 pm"."""
        return numbers.time(moment, zone, self.locale)

    def date(self, moment: date, zone: str | None = None) -> str:
        """A date: "mardi 1er décembre 2026"; a datetime is taken to the time zone first."""
        return numbers.day(moment, zone, self.locale)

    def date_as_written(self, written: str) -> str:
        """A date of a file in words when it is one (2025-11-18), else as it stands there."""
        try:
            return self.date(date.fromisoformat(written))
        except ValueError:
            return written

    def minutes_seconds(self, length: timedelta | float) -> str:
        """A length of time as a countdown shows it: "7:05"."""
        return numbers.minutes_seconds(length)

    def _shown(self, value: object) -> object:
        return self.number(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _lowered(name: str) -> str:
    """A name inside a list begins with a small letter, unless it begins with an abbreviation."""
    return name if name[1:2].isupper() or name[1:2] in "&" else name[:1].lower() + name[1:]
