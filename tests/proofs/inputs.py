"""Requests that nobody's browser sends: any route, any actor, fields by the application's names, values unlike its own.

A generator with a seed. The names of fields and of query parameters are read from the application's own code and
templates, so that a new form is fuzzed from its first day.
"""

import ast
import json
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from flask import Flask

from tests.proofs.actors import ACTORS

WEBAPP: Final = Path(__file__).parents[2] / "webapp"
RIGHT_ACTOR: Final = {
    "organiser": "owner",
    "facilitator": "facilitator",
    "participant": "participant",
    "hall": "hall",
    "account": "administrator",
}
CONTENT_TYPES: Final = (
    "application/x-www-form-urlencoded",
    "application/x-www-form-urlencoded; charset=utf-7",
    "multipart/form-data; boundary=bound",
    "multipart/form-data",
    "multipart/form-data; boundary=" + "b" * 5000,
    "application/json",
    "application/json; charset=nothing",
    "text/plain",
    "application/xml",
    "",
    ";;;=",
)
VALUES: Final[tuple[str, ...]] = (
    "",
    " ",
    "0",
    "1",
    "2",
    "-1",
    "3",
    "true",
    "null",
    "yes",
    "no",
    "not",
    "none",
    "company",
    "association",
    "forbidden",
    "required",
    "locked",
    "open",
    "start",
    "next",
    "end",
    "pause",
    "resume",
    "here",
    "absent",
    "late",
    "email",
    "phone",
    "2147483647",
    "2147483648",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775809",
    "1e999",
    "-0",
    "0x10",
    "1_000",
    "١٢",
    "½",
    "NaN",
    "inf",
    "1.5",
    "1,5",
    "9" * 5000,
    "+5",
    " 7 ",
    "\x00",
    "a\x00b",
    "\ud800",
    "\udfff",
    "\ufffe",
    "\u202egnp.exe",
    "\u200b",
    "a\u0301" * 500,
    "𝒜" * 300,
    "🧨",
    "a" * 10_000,
    "é" * 3_000,
    "\r\nX-Injected: 1",
    "'",
    '"',
    "' OR 1=1 --",
    "%",
    "%s%s%s",
    "%(x)s",
    "{0.__class__}",
    "{{7*7}}",
    "${7*7}",
    "../../etc/passwd",
    "//evil.org",
    "http://evil.org",
    "javascript:alert(1)",
    "\\",
    "\\evil.org",
    "/",
    "?",
    "#",
    "&",
    "C01",
    "A01",
    "C01-1",
    "A99",
    "2026-11-24",
    "2026-02-30",
    "0001-01-01",
    "9999-12-31",
    "99999-01-01",
    "17:30",
    "25:61",
    "2026-11-24T17:30",
    "T",
    "need:transport",
    "offer:money",
    "fragility:employment",
    "[]",
    "{}",
    "[[[[[[",
    "fr",
    "en",
    "Europe/Paris",
    "not-an-email",
    "a@b.fr",
    "a@" + "b" * 300 + ".fr",
    "a@b@c",
    "+33612345678",
    "tel:1",
    "<script>alert(1)</script>",
    "=1+1",
)


@dataclass(frozen=True, kw_only=True)
class Input:
    """One request: as whom, to where, with what."""

    actor: str
    endpoint: str
    method: str
    path: str
    query: bytes
    body: bytes
    content_type: str
    cookies: tuple[tuple[str, str], ...]
    headers: tuple[tuple[str, str], ...]


def field_names() -> tuple[str, ...]:
    """The names by which the application asks for fields and parameters, and those its forms and scripts give."""
    found: set[str] = set()
    for path in sorted(WEBAPP.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                for argument in node.args[:2]:
                    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                        found.add(argument.value)
    named = re.compile(r"""\bname=["']([A-Za-z_][\w.-]*)""")
    for path in sorted(WEBAPP.rglob("*.html")):
        found.update(named.findall(path.read_text("utf-8")))
    return tuple(sorted(name for name in found if re.fullmatch(r"[a-z][a-z_]{0,24}", name)))


class Inputs:
    """Requests without end, the same for one seed and one application."""

    def __init__(self, app: Flask, public_ids: Sequence[str], tokens: Sequence[str], *, seed: int) -> None:
        self._chance = random.Random(seed)
        self._public_ids, self._tokens = tuple(public_ids), tuple(tokens)
        self._names = field_names()
        self._routes = [
            (rule, method)
            for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.endpoint, rule.rule))
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
            if rule.endpoint != "static"
        ]
        self._own_names = {rule.endpoint: _names_of(app, rule.endpoint) for rule, _method in self._routes}
        # Those that take something are asked three times as often.
        self._weights = [1 if method == "GET" else 3 for _rule, method in self._routes]

    @property
    def routes(self) -> list[tuple[str, str]]:
        """Every endpoint and method that is asked."""
        return [(rule.endpoint, method) for rule, method in self._routes]

    def one(self) -> Input:
        """The next request."""
        chance = self._chance
        rule, method = chance.choices(self._routes, self._weights)[0]
        blueprint = rule.endpoint.partition(".")[0]
        actor = RIGHT_ACTOR.get(blueprint, "nobody") if chance.random() < 0.7 else chance.choice(ACTORS)
        names = self._own_names[rule.endpoint] or self._names
        content_type, body = ("", b"") if method == "GET" and chance.random() < 0.95 else self._body(names)
        return Input(
            actor=actor,
            endpoint=rule.endpoint,
            method=method
            if chance.random() < 0.98
            else chance.choice(["GET", "POST", "PUT", "DELETE", "PATCH", "TRACE"]),
            path=self._path(rule.rule),
            query=self._pairs(names) if chance.random() < 0.5 else b"",
            body=body,
            content_type=content_type,
            cookies=self._cookies(),
            headers=self._headers(),
        )

    def _value(self) -> str:
        chance = self._chance
        kind = chance.random()
        if kind < 0.75:
            return chance.choice(VALUES)
        if kind < 0.9:
            return str(chance.randint(-3, 12))
        return "".join(chr(chance.randrange(1, 0x2FF)) for _ in range(chance.randrange(40)))

    def _path(self, rule: str) -> str:
        """The address of a rule: mostly of what exists, else of what does not."""

        def part(found: re.Match[str]) -> str:
            converter, name = found.group(1) or "", found.group(2)
            known = {"public_id": self._public_ids, "token": self._tokens}.get(name)
            if converter.startswith("int"):
                known = tuple(map(str, range(1, 14)))
            known = known or ("C01", "C02", "A01", "A02", "1", "2")
            return self._chance.choice(known) if self._chance.random() < 0.9 else _quoted(self._value() or "x")

        return re.sub(r"<(?:(\w+)(?:\([^)]*\))?:)?(\w+)>", part, rule)

    def _pairs(self, names: Sequence[str]) -> bytes:
        chance = self._chance
        chosen = [chance.choice(names) if chance.random() < 0.9 else self._value() for _ in range(chance.randrange(8))]
        pairs = [
            f"{_quoted(name)}={_quoted(self._value())}" for name in chosen for _ in range(chance.choice([1, 1, 1, 2]))
        ]
        return "&".join(pairs).encode() + chance.choice([b"", b"", b"", b"&", b"%", b"&=&", b"\xff"])

    def _body(self, names: Sequence[str]) -> tuple[str, bytes]:
        chance = self._chance
        if chance.random() < 0.55:
            every = "&".join(f"{_quoted(name)}={_quoted(self._value())}" for name in names if chance.random() < 0.8)
            return CONTENT_TYPES[0], every.encode()
        content_type = chance.choice(CONTENT_TYPES)
        makers = (self._pairs, self._multipart, self._json, self._noise)
        maker = (
            self._multipart if content_type.startswith("multipart") and chance.random() < 0.7 else chance.choice(makers)
        )
        return content_type, maker(names)

    def _multipart(self, names: Sequence[str]) -> bytes:
        chance = self._chance
        parts = []
        for _ in range(chance.randrange(6)):
            name = chance.choice(names)
            file = chance.choice(
                ["", '; filename="a.csv"', '; filename="../../a"', '; filename=""', "; filename*=UTF-7''a"]
            )
            head = f'--bound\r\nContent-Disposition: form-data; name="{name}"{file}\r\n'
            more = chance.choice(["", "Content-Type: text/csv\r\n", "X" * 300 + ": 1\r\n"])
            parts.append(f"{head}{more}\r\n{self._value()}\r\n")
        end = chance.choice([b"--bound--\r\n", b"--bound--\r\n", b"", b"--bound"])
        whole = "".join(parts).encode("utf-8", "surrogatepass") + end
        return whole if chance.random() < 0.8 else whole[: chance.randrange(len(whole) + 1)]

    def _json(self, names: Sequence[str]) -> bytes:
        chance = self._chance
        deep = "[" * chance.choice([10, 5_000]) if chance.random() < 0.2 else ""
        values = [None, True, [], {}, 1.5, -1, 2**70, [[["x"]]], {"a": 1}, self._value()]
        plain = {chance.choice(names): chance.choice(values) for _ in range(chance.randrange(6))}
        return (deep or json.dumps(plain)).encode()

    def _noise(self, names: Sequence[str]) -> bytes:
        return self._chance.randbytes(self._chance.choice([0, 1, 100, 3_000, 20_000]))

    def _cookies(self) -> tuple[tuple[str, str], ...]:
        if self._chance.random() < 0.9:
            return ()
        names = ("entremise_form", "entremise_language", "entremise_phone", "entremise_device", "session", "x")
        return ((self._chance.choice(names), _quoted(self._value())[:2000]),)

    def _headers(self) -> tuple[tuple[str, str], ...]:
        if self._chance.random() < 0.8:
            return ()
        names = (
            "Accept",
            "Accept-Language",
            "If-None-Match",
            "If-Modified-Since",
            "Range",
            "X-Forwarded-For",
            "Origin",
            "Referer",
            "Authorization",
            "Content-Encoding",
            "Host",
            "Cookie",
        )
        values = (
            "*/*",
            "application/json",
            "en;q=9",
            "x" * 500,
            "bytes=0-",
            "W/",
            '"',
            ",,,",
            "\xff\xfe",
            "null",
            "a b",
            ";q=",
        )
        return ((self._chance.choice(names), self._chance.choice(values)),)


def _names_of(app: Flask, endpoint: str) -> tuple[str, ...]:
    """The short lower-case words that the module of a view holds: the names of its fields are among them."""
    view = app.view_functions[endpoint]
    module = WEBAPP.parent / (getattr(view, "__module__", "").replace(".", "/") + ".py")
    if not module.exists():
        return ()
    words = {
        node.value
        for node in ast.walk(ast.parse(module.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    return tuple(sorted(word for word in words if re.fullmatch(r"[a-z][a-z_]{0,24}", word)))


def _quoted(text: str) -> str:
    """A text in an address, octet by octet, whatever it is."""
    return "".join(
        f"%{octet:02X}" if octet < 33 or octet > 126 or octet in b'%&=+#?/"<>' else chr(octet)
        for octet in text.encode("utf-8", "surrogatepass")
    )
