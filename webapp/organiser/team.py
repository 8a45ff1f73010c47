"""The team of an evening: who has which role, who is invited; the owner invites, changes and takes away."""

from collections.abc import Mapping, Sequence

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp import access, addresses, noting, signing_in
from webapp.languages import words
from webapp.mailing import Mail, post_office
from webapp.organiser.blueprint import organiser
from webapp.organiser.pages import desk
from webapp.services import accounts, invitations, roles
from webapp.services.refusals import Refused
from webapp.transactions import session
from webapp.wording import mails
from webapp.wording import roles as role_words

NUMBER = "<int(max=2147483647):number>"


@organiser.get("/e/<public_id>/desk/team")
def team(public_id: str) -> ResponseReturnValue:
    """The owner sees who helps, and who is invited to."""
    return _page()


@organiser.post("/e/<public_id>/desk/team")
def invite(public_id: str) -> ResponseReturnValue:
    """The owner invites somebody; the link is shown once, and mailed where the installation sends mail."""
    member, now = _owner(), access.clock().now()
    email, role = accounts.address_of(request.form.get("email", "")), request.form.get("role", "")
    if not addresses.is_valid(email):
        errors = {"email": (_("Écrivez une adresse e-mail entière, par exemple nom@exemple.fr."),)}
        return _page(errors=errors, given=request.form), 422
    if role not in roles.ROLES:
        return _page(errors={"role": (_("Choisissez un rôle."),)}, given=request.form), 422
    try:
        token = invitations.invite(
            session(), member.event_id, email=email, role=role, invited_by=member.account.id, now=now
        )
    except Refused as refusal:
        sentence = words().refusal(refusal.code, refusal.values)
        return _page(errors={"email": (sentence,)}, given=request.form), 422
    noting.note("invitation_made", details={"role": role})
    link = addresses.public(url_for("account.invitation", token=token))
    if post_office().open:
        end = words().date(now + invitations.VALID, access.settings().time_zone)
        letter = mails.invitation(words(), link=link, end=end)
        # Written by whoever sends: an address that no mail can be written to keeps nobody from the link.
        post_office().post(lambda: Mail(to=email, subject=letter.subject, text=letter.text))
    return _page(link=link, link_for=email)


@organiser.post(f"/e/<public_id>/desk/team/invitations/{NUMBER}/withdraw")
def withdraw_invitation(public_id: str, number: int) -> ResponseReturnValue:
    """The owner takes an invitation back; its link opens nothing any more."""
    role = invitations.withdraw(session(), _owner().event_id, number, access.clock().now())
    if role is None:
        abort(404)
    noting.note("invitation_withdrawn", details={"role": role})
    flash(_("Invitation retirée. Son lien ne marche plus."))
    return redirect(url_for("organiser.team", public_id=public_id), code=303)


@organiser.post(f"/e/<public_id>/desk/team/{NUMBER}/role")
def change_role(public_id: str, number: int) -> ResponseReturnValue:
    """The owner gives a member another role; that person signs in again."""
    role = request.form.get("role", "")
    try:
        before = roles.change_role(session(), _owner().event_id, number, role=role)
    except Refused as refusal:
        flash(words().refusal(refusal.code, refusal.values), "problem")
        return redirect(url_for("organiser.team", public_id=public_id), code=303)
    if before is None:
        abort(404)
    if before.role == role:
        return redirect(url_for("organiser.team", public_id=public_id), code=303)
    noting.note("role_changed", details={"account": before.account_id, "role": role})
    flash(_("%(name)s a un autre rôle, et doit se connecter de nouveau.", name=before.name))
    return _back(public_id, before)


@organiser.post(f"/e/<public_id>/desk/team/{NUMBER}/remove")
def remove_member(public_id: str, number: int) -> ResponseReturnValue:
    """The owner takes somebody's role away."""
    try:
        before = roles.remove(session(), _owner().event_id, number)
    except Refused as refusal:
        flash(words().refusal(refusal.code, refusal.values), "problem")
        return redirect(url_for("organiser.team", public_id=public_id), code=303)
    if before is None:
        abort(404)
    noting.note("member_removed", details={"account": before.account_id, "role": before.role})
    flash(_("%(name)s ne fait plus partie de l’équipe.", name=before.name))
    return _back(public_id, before)


def _owner() -> access.Membership:
    """The owner who asks, whose role and sign-in nobody has ended since the guard looked."""
    member = access.member()
    if not roles.still_owner(session(), member.event_id, member.account.id):
        abort(404)
    signing_in.require_open()
    return member


def _back(public_id: str, before: roles.Member) -> ResponseReturnValue:
    """To the team; whoever changed their own role goes home, with a sign-in that is newer than the change."""
    if before.account_id != access.signed_in().id:
        return redirect(url_for("organiser.team", public_id=public_id), code=303)
    response = redirect(url_for("doors.home"), code=303)
    signing_in.renew(response, before.account_id)
    return response


def _page(
    *,
    link: str = "",
    link_for: str = "",
    errors: Mapping[str, Sequence[str]] | None = None,
    given: Mapping[str, str] | None = None,
) -> str:
    member = access.member()
    return render_template(
        "organiser/team.html",
        desk=desk(member, "evening"),
        members=roles.members_of(session(), member.event_id),
        own=member.account.id,
        waiting=invitations.waiting(session(), member.event_id, access.clock().now()),
        roles=[(code, role_words.name(words(), code), role_words.meaning(words(), code)) for code in roles.ROLES],
        role_names={code: role_words.name(words(), code) for code in roles.ROLES},
        by_mail=post_office().open,
        link=link,
        link_for=link_for,
        errors=errors or {},
        given=given or {},
    )
