"""A drawing and a table that say the same: one as SVG for the eye, one as rows for whoever does not see it.

Colours are classes and the custom properties of a page (``--c-ink`` and its like), each with a fallback, so that the
same drawing follows a page into the dark and onto paper, and stands alone as a file. On paper there is neither tint nor
grey: what a tint says on the screen, the size of a black mark says there (Hinton's diagrams).
"""

from dataclasses import dataclass

Cell = str | int | float


@dataclass(frozen=True)
class Picture:
    """An SVG element and its table twin.

    svg: the element, for a page that has ``STYLE``. header, rows: the twin; numbers are numbers. name: a file's stem.
    """

    name: str
    title: str
    description: str
    svg: str
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def standalone(self) -> str:
        """Return the drawing as the text of a file that stands alone, its colours inside."""
        opening, rest = self.svg.split(">", 1)
        return f"<?xml version='1.0' encoding='UTF-8'?>\n{opening}><style>{STYLE}</style>{rest}\n"


STYLE = """
.picture { font: 400 15px/1.2 var(--f-text, Verdana, system-ui, sans-serif); }
.picture text { fill: var(--c-ink, #14202b); }
.picture .faint { fill: var(--c-ink-soft, #46545f); }
.picture .strong { font-weight: 700; }
.picture .ground { fill: var(--c-surface, #ffffff); }
.picture .tint { fill: var(--c-ink, #14202b); }
.picture .tinted, .picture .sized { fill: none; stroke: var(--c-ink, #14202b); }
.picture .tint-0 { fill-opacity: .03; stroke-opacity: .03; }
.picture .tint-1 { fill-opacity: .13; stroke-opacity: .13; }
.picture .tint-2 { fill-opacity: .27; stroke-opacity: .27; }
.picture .tint-3 { fill-opacity: .42; stroke-opacity: .42; }
.picture .tint-4 { fill-opacity: .85; stroke-opacity: .85; }
.picture .over-tint-4 { fill: var(--c-on-ink, #ffffff); }
.picture .size { fill: var(--c-ink, #14202b); }
.picture .size, .picture .sized { display: none; }
.picture .edge { fill: none; stroke: var(--c-edge, #66747f); stroke-width: 1; }
.picture .free { fill: none; stroke: var(--c-edge, #66747f); stroke-width: 1.5; stroke-dasharray: 4 3; }
.picture .mark { fill: var(--c-surface, #ffffff); stroke: var(--c-ink, #14202b); stroke-width: 1.5; }
.picture .fine { stroke-width: 1; }
.picture .asked { fill: none; stroke: var(--c-ink, #14202b); stroke-width: 3; }
.picture .of-rows { fill: var(--c-company, #5b2a86); }
.picture .of-columns { fill: var(--c-association, #00634d); }
.picture .axis { fill: none; stroke: var(--c-edge, #66747f); stroke-width: 1; }
.picture .floor { fill: none; stroke: var(--c-ink, #14202b); stroke-width: 2; }
.picture .bound { fill: none; stroke: var(--c-ink, #14202b); stroke-width: 2; stroke-dasharray: 5 4; }
.picture .around { fill: none; stroke: var(--c-surface, #ffffff); stroke-width: 5; }
.picture .curve { fill: none; stroke: var(--c-ink, #14202b); stroke-width: 2; }
.picture .here { fill: var(--c-ink, #14202b); stroke: var(--c-ink, #14202b); }
@media print {
  .picture { --c-ink: #000; --c-ink-soft: #000; --c-edge: #000; --c-company: #000; --c-association: #000; }
  .picture { --c-surface: #fff; --c-on-ink: #000; }
  .picture .tint, .picture .tinted { display: none; }
  .picture .size, .picture .sized { display: inline; }
  .picture .of-columns:not(.sign) { fill: #fff; stroke: #000; stroke-width: 1; }
}
@media (forced-colors: active) {
  .picture { forced-color-adjust: none; --c-ink: CanvasText; --c-ink-soft: CanvasText; --c-edge: CanvasText; }
  .picture { --c-company: CanvasText; --c-association: CanvasText; --c-surface: Canvas; --c-on-ink: Canvas; }
}
"""
