"""Texts that would become scripts where they are not escaped: 500 of them, each calls ``canary()`` if it runs.

python -m tests.proofs.script_payloads      writes payloads/scripts.txt anew, one JSON text a line
"""

import json
import random
from pathlib import Path
from typing import Final

FILE: Final = Path(__file__).with_name("payloads") / "scripts.txt"
N: Final = 500
SEED: Final = 7
EVENTS: Final = ("error", "load", "focus", "begin", "toggle", "mouseover", "animationstart", "pageshow", "start")
TAGS: Final = (
    "<script>canary()</script>",
    "<ScRiPt >canary()</sCrIpT>",
    "<script/x>canary()</script>",
    "</script><script>canary()</script>",
    "</title><script>canary()</script>",
    "</textarea><script>canary()</script>",
    "</style><script>canary()</script>",
    "--><script>canary()</script>",
    "]]><script>canary()</script>",
    "<img src=x onEVENT=canary()>",
    '<img src="x" onEVENT="canary()">',
    "<svg onEVENT=canary()>",
    "<svg/onEVENT=canary()>",
    "<svg><script>canary()</script></svg>",
    "<svg><animate onEVENT=canary() attributeName=x dur=1s>",
    "<math><mtext><script>canary()</script></mtext></math>",
    "<details open onEVENT=canary()>",
    "<body onEVENT=canary()>",
    "<iframe srcdoc='<script>parent.canary()</script>'>",
    "<iframe src=javascript:parent.canary()>",
    "<object data=x>",
    "<input autofocus onEVENT=canary()>",
    "<a href=javascript:canary() autofocus>x</a>",
    "<base href=//example.org/>",
    "<link rel=stylesheet href=//example.org/x.css>",
    "<style>*{background:url(//example.org/x)}</style>",
    "<meta http-equiv=refresh content='0;url=javascript:canary()'>",
    "<form action=javascript:canary()><button>x</form>",
    "<video><source onEVENT=canary()></video>",
    "<marquee onEVENT=canary()>",
    "<template><script>canary()</script>",
    '" onEVENT="canary()" x="',
    "' onEVENT='canary()' x='",
    '"><script>canary()</script>',
    "'><script>canary()</script>",
    "` onEVENT=canary() `",
    '" autofocus onfocus="canary()',
    '"style="animation-name:x"onEVENT="canary()',
    "javascript:canary()",
    "JaVaScRiPt:canary()",
    "data:text/html,<script>canary()</script>",
    "vbscript:canary()",
    "{{7*7}}",
    "${7*7}",
    "#{7*7}",
    "{% debug %}",
    "{{ ''.__class__ }}",
    "%(x)s",
    "%s%s%n",
    "{0.__class__}",
    "<%= 7*7 %>",
    "{{constructor.constructor('canary()')()}}",
    "\\u003cscript\\u003ecanary()\\u003c/script\\u003e",
    "&lt;script&gt;canary()",
    "&#60;script&#62;canary()&#60;/script&#62;",
    "+ADw-script+AD4-canary()+ADw-/script+AD4-",
    "\\x3cscript\\x3ecanary()",
    "%3Cscript%3Ecanary()%3C/script%3E",
    "<scr\u0000ipt>canary()</scr\u0000ipt>",
    "expression(canary())",
    ";canary();//",
    "';canary();//",
    "\\';canary();//",
    "</script>",
    "<!--",
    "<![CDATA[",
    "x\r\nEND:VCARD\r\nBEGIN:VCARD",
    "url(javascript:canary())",
)
AROUND: Final = ("", "Anne ", "\u202e", "\u200b", "\ufeff", "é\u0301", "\t", "🧨", "«", "A" * 60)


def payloads() -> list[str]:
    """The 500 texts, the same every time; each of TAGS is among them."""
    chance = random.Random(SEED)
    found = dict.fromkeys(tag.replace("EVENT", "error") for tag in TAGS)
    while len(found) < N:
        text = chance.choice(TAGS).replace("EVENT", chance.choice(EVENTS))
        found[chance.choice(AROUND) + text + chance.choice(AROUND)] = None
    return list(found)


def kept() -> list[str]:
    """The texts as the file has them."""
    return [json.loads(line) for line in FILE.read_text("ascii").splitlines()]


if __name__ == "__main__":
    FILE.write_text("".join(json.dumps(text) + "\n" for text in payloads()), "ascii")
