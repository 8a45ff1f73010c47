"""Rectangles, lines, marks and words -> one SVG element, every text escaped, numbers written short.

Marks that look alike go into one path each, so that the ten thousand cells of a hundred by a hundred stay light.
"""

import unicodedata
from collections.abc import Mapping
from xml.etree.ElementTree import Element, SubElement, tostring

LETTER = 0.57  # width of a usual letter for its size, in a wide typeface
LINE_HEIGHT = 16.0  # the least distance of two labels


class Drawing:
    """An SVG element under construction; coordinates are in pixels at its natural size."""

    def __init__(self, name: str, width: float, height: float, *, title: str, description: str) -> None:
        self.name = name
        self._root = Element(
            "svg",
            {
                "xmlns": "http://www.w3.org/2000/svg",
                "class": f"picture picture-{name}",
                "viewBox": f"0 0 {short(width)} {short(height)}",
                "width": short(width),
                "height": short(height),
                "role": "img",
                "aria-labelledby": f"picture-{name}-title picture-{name}-description",
            },
        )
        SubElement(self._root, "title", {"id": f"picture-{name}-title"}).text = clean(title)
        SubElement(self._root, "desc", {"id": f"picture-{name}-description"}).text = clean(description)
        self._paths: dict[tuple[str, str], list[str]] = {}

    def note(self, values: Mapping[str, float]) -> None:
        """Say something about the drawing to scripts, as data attributes of the element."""
        for name, value in values.items():
            self._root.set(f"data-{name}", short(value))

    def rectangle(self, x: float, y: float, width: float, height: float, classes: str) -> None:
        """Add a rectangle to the path of its classes."""
        corner = f"M{short(x)} {short(y)}h{short(width)}v{short(height)}h{short(-width)}z"
        self._add(corner, classes)

    def disc(self, x: float, y: float, radius: float, classes: str) -> None:
        """Add a disc to the path of its classes."""
        arc = f"a{short(radius)} {short(radius)} 0 1 0"
        path = f"M{short(x - radius)} {short(y)}{arc}{short(2 * radius)} 0{arc}{short(-2 * radius)} 0z"
        self._add(path, classes)

    def lozenge(self, x: float, y: float, radius: float, classes: str) -> None:
        """Add a lozenge, the sign of an unexpected meeting, to the path of its classes."""
        to, back = short(radius), short(-radius)
        path = f"M{short(x)} {short(y - radius)}l{to} {to}l{back} {to}l{back} {back}z"
        self._add(path, classes)

    def stroke(self, x: float, y: float, length: float, thickness: float, classes: str) -> None:
        """Add a thick stroke to the right to the path of its classes: a rectangle in few letters."""
        self._add(f"M{short(x)} {short(y)}h{short(length)}", classes, thickness)

    def line(self, points: list[tuple[float, float]], classes: str) -> None:
        """Add a line through the points to the path of its classes."""
        corners = "L".join(f"{short(x)} {short(y)}" for x, y in points)
        self._add(f"M{corners}", classes)

    def text(
        self, x: float, y: float, words: str, classes: str = "", *, anchor: str = "start", turn: float = 0
    ) -> None:
        """Write words on a base line; ``turn`` in degrees. Marks drawn so far lie below them."""
        self.settle()
        attributes = {"x": short(x), "y": short(y)}
        if classes:
            attributes["class"] = classes
        if anchor != "start":
            attributes["text-anchor"] = anchor
        if turn:
            attributes["transform"] = f"rotate({short(turn)} {short(x)} {short(y)})"
        SubElement(self._root, "text", attributes).text = clean(words)

    def settle(self) -> None:
        """Put the collected marks into the drawing, so that later ones lie above them."""
        for (classes, thickness), parts in self._paths.items():
            width = {"stroke-width": thickness} if thickness else {}
            SubElement(self._root, "path", {"class": classes, **width, "d": "".join(parts)})
        self._paths = {}

    def svg(self) -> str:
        """Return the element as text."""
        self.settle()
        return tostring(self._root, encoding="unicode")

    def _add(self, path: str, classes: str, thickness: float = 0) -> None:
        self._paths.setdefault((classes, short(thickness) if thickness else ""), []).append(path)


def short(value: float) -> str:
    """Write a length with at most one decimal."""
    return "0" if abs(value) < 0.05 else f"{value:.1f}".removesuffix(".0")


def two_decimals(value: float) -> str:
    """Write a number with at most two decimals, as an English sentence has it."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if value else "0"


def clean(words: str) -> str:
    """Leave out what XML cannot hold."""
    kept = (sign for sign in words if unicodedata.category(sign) not in ("Cc", "Cs") or sign in "\t\n")
    return "".join(sign for sign in kept if sign not in "\ufffe\uffff")


def fitting(words: str, width: float, *, size: float = 15) -> str:
    """Shorten words so that they fit a width, as letters of that size usually do."""
    n_letters = max(1, int(width / (LETTER * size)))
    return words if len(words) <= n_letters else words[: max(1, n_letters - 1)].rstrip() + "…"


def every(distance: float) -> int:
    """Return k so that every k-th of things that lie so far apart can have a label."""
    return max(1, -(-int(LINE_HEIGHT * 10) // max(1, int(distance * 10))))
