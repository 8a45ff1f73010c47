"""The state that pages follow: one small JSON answer, of one shape for a phone, the desk and the hall."""

from flask import Response, jsonify

from webapp import access
from webapp.services.event_day import EveningState


def payload(state: EveningState, *, extra: str = "") -> dict[str, object]:
    """What clock.js and live.js read: moments in milliseconds of the evening’s clock, the version, whose page it is."""
    clock = access.clock()
    return {
        "version": f"{state.version}-{extra}" if extra else state.version,
        "now": int(state.now.timestamp() * 1000),
        "speed": clock.speed,
        "phase": state.phase,
        "round_number": state.round_number,
        "ends": int(state.ends_at.timestamp() * 1000) if state.ends_at else None,
        "remaining": state.remaining.total_seconds() if state.remaining is not None else None,
        "reader": access.reader(),
    }


def answer(state: EveningState, *, extra: str = "") -> Response:
    """The payload as a response; it carries the clock, so every answer is a new one."""
    return jsonify(payload(state, extra=extra))
