"""The shared macros and bases, rendered without the application: structure, secrecy of the look, nothing inline."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import Babel

import webapp
from schedules.pictures import Picture
from webapp.wording import Words

WEBAPP = Path(webapp.__file__).parent
STATIC = WEBAPP / "static"
COMPONENTS = sorted((WEBAPP / "templates" / "components").glob("*.html"))
SHARED = [*COMPONENTS, *sorted((WEBAPP / "templates").glob("base*.html"))]
VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "path", "rect", "circle", "use", "source", "wbr"}
STATE = {
    "version": "v7",
    "now": 1_795_542_780_000,
    "speed": 1.0,
    "phase": "meeting",
    "round_number": 4,
    "ends": 1_795_543_122_000,
    "remaining": 341.2,
}

# One use of every macro: (file, macro) -> the template that calls it.
USES = {
    ("passwords", "new_password"): "{{ m.new_password({}) }}",
    ("passwords", "link_once"): "{{ m.link_once('/invitation/a', 'Voici le lien') }}",
    ("passwords", "kept_of_account"): "{{ m.kept_of_account(3, 'contact@example.org') }}",
    ("signs", "icon"): "{{ m.icon('clock') }}",
    ("signs", "mark"): "{{ m.mark() }}",
    ("signs", "side_shape"): "{{ m.side_shape('company') }}",
    ("signs", "side_sign"): "{{ m.side_sign('association', 'Vélo pour tous 67') }}{{ m.side_sign('company') }}",
    ("signs", "state_tag"): "{% for kind in ('ready', 'to_decide', 'to_check', 'blocking', 'now') %}"
    "{{ m.state_tag(kind) }}{% endfor %}{{ m.state_tag('plain', 'Tour 4') }}",
    ("signs", "figure"): "{{ m.figure(0.6412) }}",
    ("signs", "connection"): "{{ m.connection() }}{{ m.connection(only_when_lost=True) }}",
    ("line", "line"): "{{ m.line(stops) }}",
    ("line", "steps"): "{{ m.steps(['Mise en relation', 'Montage', 'Suivi'], 1, ['/a']) }}",
    ("line", "phases"): "{{ m.phases('plan', {'signups': '/signups'}) }}",
    ("ticket", "live_attributes"): "<main {{ m.live_attributes(state, '/state', table_number=12) }}></main>",
    ("ticket", "clock"): "{{ m.clock(341.2) }}",
    ("ticket", "ticket"): "{% call m.ticket() %}<p>12</p>{% endcall %}",
    ("ticket", "ticket_head"): "{{ m.ticket_head('Table', 12, 'Il reste', 341.2, old_table=5) }}",
    ("ticket", "ticket_body"): "{% call m.ticket_body() %}<p>Sabine</p>{% endcall %}",
    ("ticket", "ticket_fold"): "{{ m.ticket_fold() }}",
    ("ticket", "person"): "{{ m.person('association', name, 'Le Potager', 'Présidente') }}",
    ("ticket", "opening_question"): "{{ m.opening_question('Que vous manque-t-il ?') }}",
    ("ticket", "reasons"): "{{ m.reasons(['Un chantier.', 'Des bacs.'], source='Observatoire, 2015') }}",
    (
        "ticket",
        "next_stop",
    ): "{{ m.next_stop('Ensuite', 'Internet pour tous', 3) }}{{ m.next_stop('Ensuite', 'Pause') }}",
    ("choice", "choice_row"): "{{ m.choice_row('choice', 'answer', 'yes', 'Oui', False) }}",
    ("choice", "receipt"): "{{ m.receipt('18 h 53') }}{{ m.receipt() }}",
    ("choice", "choice"): "{{ m.choice('/choose/7', name, '7.3.abcdefghijklmnop', sequence=2) }}",
    ("choice", "review_choice"): "<ol>{{ m.review_choice('/choose/7', name, 'Le Potager', 'answer-7') }}</ol>",
    ("choice", "given_elsewhere"): "{{ m.given_elsewhere() }}",
    ("choice", "answer_fold"): "{% call m.answer_fold('answer-4', 'Tour 4', answered=True) %}<p>?</p>{% endcall %}",
    ("choice", "hide_button"): "{{ m.hide_button('answer-4', 'Masquer') }}",
    ("choice", "mask_button"): "{{ m.mask_button('review') }}",
    ("choice", "secrecy"): "{{ m.secrecy() }}",
    ("boxes", "waiting_box"): "{{ m.waiting_box('Elle partira seule.', 'Pas encore envoyé.') }}",
    ("boxes", "to_settle_box"): "{% call m.to_settle_box('Il manque une réponse.') %}Répondez.{% endcall %}",
    ("boxes", "note"): "{{ m.note('Visible de personne.', 'eyeoff') }}",
    ("boxes", "blocked_button"): "{{ m.blocked_button('Calculer le plan : 1 blocage', '#row-17') }}",
    ("boxes", "flash_messages"): "{{ m.flash_messages() }}",
    ("controls", "csrf"): "<form>{{ m.csrf() }}</form>",
    (
        "controls",
        "field",
    ): "<form>{{ m.field('email', 'Adresse', 'email', hint='La vôtre', errors=['Illisible']) }}</form>",
    ("controls", "language_switch"): "{{ m.language_switch('fr') }}",
    ("controls", "theme_switch"): "{{ m.theme_switch() }}",
    ("controls", "gong_button"): "{{ m.gong_button() }}",
    ("controls", "fullscreen_button"): "{{ m.fullscreen_button() }}",
    ("controls", "print_button"): "{{ m.print_button() }}",
    ("pictures", "picture_figure"): "{{ m.picture_figure(picture, words) }}",
    ("pictures", "twin_table"): "{{ m.twin_table(picture, words) }}",
}
STOPS = [
    {"number": 1, "state": "done"},
    {"number": 2, "state": "now"},
    {"number": 3, "state": "rest"},
    {"number": 4, "state": "to_come"},
]


@pytest.fixture(scope="module")
def bare() -> Flask:
    """The templates and their languages, with the one address they need; no database, no views."""
    app = Flask("webapp", static_folder="static", template_folder="templates")
    app.config.update(SECRET_KEY="for tests only", BABEL_DEFAULT_LOCALE="fr")
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals["csrf_token"] = lambda: "token"
    app.jinja_env.globals["reader"] = lambda: "1a2b3c4d5e6f-7"
    app.add_url_rule("/language", "doors.set_language", lambda: "", methods=["POST"])
    Babel(app)
    return app


def rendered(app: Flask, file: str, use: str) -> str:
    """A use of a component's macros, as the page would carry it."""
    with app.test_request_context("/e/abc/now?view=1"):
        template = app.jinja_env.from_string(f'{{% import "components/{file}.html" as m %}}{use}')
        name = "Zoé <script>alert(1)</script>"
        svg = '<svg role="img" aria-label="1"><path d="M0 0h1"/></svg>'
        picture = Picture("rotation", name, name, svg, ("Tour", name), ((1, 0.5), (2, name)))
        words = Words.for_locale("fr")
        return template.render(state=STATE, stops=STOPS, name=name, picture=picture, words=words)


class Balance(HTMLParser):
    """Collects elements, and whatever is closed that was not open."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.attributes: list[tuple[str, str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += [(tag, name, value) for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += [(tag, name, value) for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)


def words_of(html: str) -> str:
    """What is read, without its elements."""
    return " ".join(re.sub(r"<[^>]+>", "", html).split())


def parsed(html: str) -> Balance:
    """The elements of a fragment."""
    found = Balance()
    found.feed(html)
    found.close()
    return found


def test_every_macro_has_a_use_here() -> None:
    defined = {
        (file.stem, name)
        for file in COMPONENTS
        if file.stem != "event_pages"  # needs somebody who came in; the tests of pages use it
        for name in re.findall(r"{%-? macro (\w+)\(", file.read_text(encoding="utf-8"))
    }
    assert defined == set(USES)


@pytest.mark.parametrize(("file", "macro"), USES, ids=[f"{file}-{macro}" for file, macro in USES])
def test_macro_is_balanced_escaped_and_has_nothing_inline(bare: Flask, file: str, macro: str) -> None:
    html = rendered(bare, file, USES[file, macro])
    found = parsed(html)
    assert (found.wrong, found.open) == ([], [])
    assert "<script" not in html
    names = {name for _tag, name, _value in found.attributes}
    assert "style" not in names
    assert not {name for name in names if name.startswith("on")}
    assert not [
        value for _tag, _name, value in found.attributes if (value or "").startswith(("data:", "javascript:", "http"))
    ]


def test_yes_and_no_are_the_same_but_for_value_and_words(bare: Flask) -> None:
    for use in (
        "{{ m.choice('/choose/7', 'Zoé', '7.1.abcdefghijklmnop') }}",
        "{{ m.review_choice('/choose/7', 'Zoé', 'Le Potager', 'answer-7') }}",
    ):
        rows = re.findall(r'<div class="choice-row">.*?</div>', rendered(bare, "choice", use))
        assert len(rows) == 2
        first, second = rows
        neutral = [re.sub(r"</span>[^<]*</label>", "</span></label>", row) for row in rows]
        assert neutral[0].replace("yes", "not") == neutral[1]
        assert len(neutral[0]) == len(neutral[1])
        assert first != second


def test_nothing_is_preselected_and_both_answers_weigh_the_same(bare: Flask) -> None:
    use = "m.choice('/choose/7', 'Zoé', '7.1.abcdefghijklmnop', answer='{}', received_at='18 h 53')"
    pages = {answer: rendered(bare, "choice", "{{ " + use.format(answer) + " }}") for answer in ("yes", "not", "")}
    assert [pages[answer].count(" checked") for answer in pages] == [1, 1, 0]
    assert len(pages["yes"]) == len(pages["not"])


@pytest.mark.parametrize("now", [0, 1, 3])
def test_the_line_has_one_present_stop(bare: Flask, now: int) -> None:
    stops = [{"number": n + 1, "state": "done" if n < now else "now" if n == now else "to_come"} for n in range(4)]
    with bare.test_request_context("/"):
        template = bare.jinja_env.from_string('{% from "components/line.html" import line %}{{ line(stops) }}')
        html = template.render(stops=stops)
    assert html.count('aria-current="step"') == 1
    present = re.search(r'<li [^>]*aria-current="step">(.*?)</li>', html)
    assert present is not None
    assert words_of(present[1]) == f"Tour {now + 1} : en cours"


def test_a_pause_is_said_and_dashed(bare: Flask) -> None:
    html = rendered(bare, "line", USES["line", "line"])
    assert 'class="stop stop-rest"' in html
    assert "pause" in words_of(html)


@pytest.mark.parametrize(
    ("seconds", "digits"), [(480, "8:00"), (341.2, "5:42"), (59.01, "1:00"), (0.4, "0:01"), (0, "0:00"), (660, "11:00")]
)
def test_a_second_that_has_begun_is_still_shown(bare: Flask, seconds: float, digits: str) -> None:
    html = rendered(bare, "ticket", f"{{{{ m.clock({seconds}) }}}}")
    assert words_of(html) == digits
    assert f'data-digits="{len(digits)}"' in html


def test_only_the_last_minute_of_a_meeting_is_marked(bare: Flask) -> None:
    def marked(**changed: object) -> bool:
        with bare.test_request_context("/"):
            template = bare.jinja_env.from_string(
                '{% from "components/ticket.html" import live_attributes %}{{ live_attributes(state, "/state") }}'
            )
            return "data-last-minute" in template.render(state=STATE | changed)

    assert marked(remaining=60.0)
    assert not marked(remaining=60.5)
    assert not marked(phase="change_over", remaining=30.0)
    assert not marked(phase="paused", remaining=None, ends=None)


@pytest.mark.parametrize("file", SHARED, ids=[file.name for file in SHARED])
def test_french_double_signs_follow_a_no_break_space(file: Path) -> None:
    text = re.sub(r"{#.*?#}", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
    for sentence in re.findall(r"_\('([^']*)'", text):
        assert not re.search(r"(?<!\u00a0)[:;?!»]|«(?!\u00a0)|\u202f", sentence), sentence


@pytest.mark.parametrize(
    "file", [*SHARED, *sorted((WEBAPP / "templates").glob("*/*.html"))], ids=lambda file: file.name
)
def test_every_icon_exists(file: Path) -> None:
    drawn = set(re.findall(r'<symbol id="i-(\w+)"', (STATIC / "icons.svg").read_text(encoding="utf-8")))
    text = re.sub(r"{#.*?#}", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert set(re.findall(r"\bicon\('(\w+)'\)", text)) <= drawn


def test_every_property_used_in_a_style_is_a_token() -> None:
    styles = {file.name: file.read_text(encoding="utf-8") for file in (STATIC / "css").glob("*.css")}
    used = {name for text in styles.values() for name in re.findall(r"var\((--[\w-]+)", text)}
    given = {name for text in styles.values() for name in re.findall(r"(?<![\w(-])(--[\w-]+)\s*:", text)}
    assert used - given == set()
    assert all(text.count("\n") < 400 for text in styles.values())


def test_dark_gives_the_same_tokens_by_system_and_by_switch() -> None:
    tokens = (STATIC / "css" / "tokens.css").read_text(encoding="utf-8")
    by_system, by_switch = (
        re.findall(r"--[\w-]+: [^;]+;", re.search(pattern, tokens, re.DOTALL)[1])  # type: ignore[index]
        for pattern in (r'not\(\[data-theme="light"\]\) {(.*?)}', r'\n:root\[data-theme="dark"\] {(.*?)}')
    )
    assert by_system == by_switch
    assert len(by_system) > 10


def luminance(colour: str) -> float:
    """Relative luminance of WCAG 2."""
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_tokens_keep_their_contrast() -> None:
    tokens = (STATIC / "css" / "tokens.css").read_text(encoding="utf-8")
    light = dict(re.findall(r"(--c-[\w-]+): (#\w{6})", tokens.split("@media")[0]))
    dark = light | dict(re.findall(r"(--c-[\w-]+): (#\w{6})", tokens.split("@media")[1].split("}")[0]))
    for theme in (light, dark):
        for front, back, least in [
            ("ink", "ground", 4.5), ("ink", "surface", 4.5), ("ink", "fix-tint", 4.5), ("ink-soft", "ground", 4.5),
            ("ink-soft", "surface", 4.5), ("ink-soft", "sunken", 4.5), ("on-ink", "ink", 4.5), ("on-now", "now", 4.5),
            ("company", "surface", 4.5), ("association", "surface", 4.5), ("fix", "surface", 4.5),
            ("fix", "fix-tint", 4.5), ("edge", "surface", 3),
            ("edge", "ground", 3), ("focus", "surface", 3), ("focus", "ground", 3),
        ]:  # fmt: skip
            bright, dim = sorted((luminance(theme[f"--c-{front}"]), luminance(theme[f"--c-{back}"])), reverse=True)
            assert (bright + 0.05) / (dim + 0.05) >= least, (front, back)
