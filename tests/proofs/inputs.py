"""Requests that nobody's browser sends: any route, any actor, fields by the application's names, values unlike its own.

A generator with a seed. A route is sent the fields of every form that pages show for it (``rendered_forms``), often as
the form stands but for a field or two, so that what lies behind a form's checks is reached; beside them words of the
view's own module and of the whole application, so that what no form shows is asked for too.
"""

import ast
import json
import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final
from urllib.parse import parse_qsl

from flask import Flask

from tests.proofs.actors import ACTORS
from tests.proofs.odd_values import CONTENT_TYPES, VALUES
from tests.webapp.conftest import PASSWORD, THREE_BY_THREE

WEBAPP: Final = Path(__file__).parents[2] / "webapp"
RIGHT_ACTOR: Final = {
    "organiser": "owner",
    "facilitator": "facilitator",
    "participant": "participant",
    "hall": "hall",
    "account": "administrator",
}
#: Routes of a blueprint whose right actor is another than that of their neighbours.
RIGHT_ACTOR_OF: Final = {"account.join": "nobody", "account.choose_password": "nobody", "account.ask_reset": "nobody"}
#: They take away what the requests after them are about: seldom asked for as they should be.
TAKING_AWAY: Final = ("participant.erase", "organiser.erase", "organiser.remove_member", "account.remove")
#: What is typed where a form offers nothing.
TYPED: Final = {"current": PASSWORD, "password": PASSWORD, "email": "somebody.new@example.org"}
TYPED_ELSE: Final = "une longue phrase à retenir"


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

    @property
    def names(self) -> frozenset[str]:
        """The names that a form holds which is sent so: of a GET in its query, else in a body of a form's kind."""
        text = self.query if self.method == "GET" else self.body if self.content_type == CONTENT_TYPES[0] else b""
        return frozenset(name for name, _value in parse_qsl(text.decode("latin-1"), keep_blank_values=True))


@cache
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

    def __init__(
        self,
        app: Flask,
        public_ids: Sequence[str],
        tokens: Sequence[str],
        *,
        seed: int,
        forms: Mapping[tuple[str, str], Mapping[str, Sequence[str]]] | None = None,
        right_tokens: Mapping[str, str] | None = None,
    ) -> None:
        self._chance = random.Random(seed)
        self._forms, self._right_tokens = forms or {}, right_tokens or {}
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
        right = RIGHT_ACTOR_OF.get(rule.endpoint, RIGHT_ACTOR.get(blueprint, "nobody"))
        actor = right if chance.random() < 0.7 else chance.choice(ACTORS)
        offered = self._forms.get((rule.endpoint, method), {})
        names = self._names_for(rule.endpoint, offered)
        content_type, body, query = "", b"", self._pairs(names) if chance.random() < 0.5 else b""
        if offered and chance.random() < (0.05 if rule.endpoint in TAKING_AWAY else 0.4):
            if method == "GET":
                query = self._as_it_stands(offered)
            else:
                content_type, body = CONTENT_TYPES[0], self._as_it_stands(offered)
        elif method != "GET" or chance.random() > 0.95:
            content_type, body = self._body(names)
        return Input(
            actor=actor,
            endpoint=rule.endpoint,
            method=method
            if chance.random() < 0.98
            else chance.choice(["GET", "POST", "PUT", "DELETE", "PATCH", "TRACE"]),
            path=self._path(rule.rule, rule.endpoint),
            query=query,
            body=body,
            content_type=content_type,
            cookies=self._cookies(),
            headers=self._headers(),
        )

    def _names_for(self, endpoint: str, offered: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
        """The fields that forms show for a route, some words of its module, and some of the whole application."""
        own = self._own_names[endpoint]
        some = self._chance.sample(own, min(len(own), 6)), self._chance.sample(self._names, min(len(self._names), 3))
        return tuple(dict.fromkeys((*offered, *some[0], *some[1])))

    def _as_it_stands(self, offered: Mapping[str, Sequence[str]]) -> bytes:
        """A form as a page shows it, filled in, but for a field or two."""
        chance = self._chance
        filled = {
            name: chance.choice([value for value in values if value] or [TYPED.get(name, TYPED_ELSE)])
            for name, values in offered.items()
        }
        for name in chance.sample(list(filled), min(len(filled), chance.randrange(3))):
            filled[name] = self._value()
        return "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in filled.items()).encode()

    def _value(self) -> str:
        chance = self._chance
        kind = chance.random()
        if kind < 0.75:
            return chance.choice(VALUES)
        if kind < 0.9:
            return str(chance.randint(-3, 12))
        return "".join(chr(chance.randrange(1, 0x2FF)) for _ in range(chance.randrange(40)))

    def _path(self, rule: str, endpoint: str) -> str:
        """The address of a rule: mostly of what exists, else of what does not."""

        def part(found: re.Match[str]) -> str:
            converter, name = found.group(1) or "", found.group(2)
            known = {"public_id": self._public_ids, "token": self._tokens}.get(name)
            if converter.startswith("int"):
                known = tuple(map(str, range(1, 14)))
            if name == "token" and endpoint in self._right_tokens and self._chance.random() < 0.6:
                known = (self._right_tokens[endpoint],)
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
            content = THREE_BY_THREE if file and chance.random() < 0.3 else self._value()
            parts.append(f"{head}{more}\r\n{content}\r\n")
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
    module = WEBAPP.parent / (getattr(app.view_functions[endpoint], "__module__", "").replace(".", "/") + ".py")
    return _words_of(module) if module.exists() else ()


@cache
def _words_of(module: Path) -> tuple[str, ...]:
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
