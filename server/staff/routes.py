"""Pages for signing in and out, one's own account, the staff and the log."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from server.database import Db, Whole
from server.pages import Form, cookies, go, pages_router, render
from server.pages.forms import text
from server.problems import Invalid
from server.roles import LABELS, Role
from server.staff import held, log, passwords, people, sessions
from server.staff.access import Admin, Anyone, Editor, local, signed_in

router: APIRouter = pages_router()

NO_MATCH = "Name and password don't fit together. Check both, then try again."
CLEAR = '"cache", "storage"'
"""What a browser forgets when somebody signs out; cookies are taken back one by one."""
ROLES = [(role.value, label) for role, label in LABELS.items()]


def wrong_in(problem: Invalid) -> dict[str, str]:
    """Field to sentence, for a form that comes back."""
    return {one.where: one.what for one in problem.wrong or []}


def _secret(form: Form, field: str) -> str:
    """A password, as it was typed."""
    value = form.get(field)
    return value if isinstance(value, str) else ""


@router.get("/sign-in")
def sign_in_page(request: Request, who: Anyone, next: str = "/") -> Response:
    if who is not None:
        return go(request, local(next))
    return render(request, "staff/sign-in.html.jinja", values={}, wrong={}, next=next, held=[])


@router.post("/sign-in")
def sign_in(request: Request, form: Form, database: Whole) -> Response:
    name, back = text(form, "name", people.NAME_MOST), text(form, "next", 2000)
    kept = held.from_form(form)
    address = request.client.host if request.client else "?"
    token = people.sign_in(database, name, _secret(form, "password"), address)
    if token is None:
        return render(
            request,
            "staff/sign-in.html.jinja",
            status=422,
            values={"name": name},
            wrong={"name": NO_MATCH},
            next=back,
            held=kept,
        )
    if (before := cookies.read(request, "session")) is not None:
        with database.write() as session:  # this browser is somebody else from now on
            sessions.end(session, sessions.hashed(before))
    if kept:
        request.state.form_secret = token  # the form below is sent with the new session
        answer: Response = render(
            request, "staff/go-on.html.jinja", action=local(back), held=held.original(kept)
        )
    else:
        answer = go(request, local(back or "/"))
    return signed_in(request, answer, token)


@router.post("/sign-out")
def sign_out(request: Request, who: Editor, form: Form, db: Db) -> Response:
    if form.get("everywhere"):
        sessions.end_all(db, who.staff)
        log.record(db, who, "staff.signed_out", "signed out everywhere")
    else:
        sessions.end(db, who.session)
        log.record(db, who, "staff.signed_out", "signed out")
    answer = go(request, "/sign-in", "You are signed out.")
    answer.headers["Clear-Site-Data"] = CLEAR
    cookies.take(request, answer, "session")
    return answer


@router.get("/welcome/{secret}")
def welcome_page(request: Request, secret: str, db: Db) -> Response:
    _, staff = people.behind_link(db, secret)
    return render(request, "staff/welcome.html.jinja", staff=staff, values={}, wrong={})


@router.post("/welcome/{secret}")
def welcome(request: Request, secret: str, form: Form, database: Whole) -> Response:
    name, password = text(form, "name", 200), _secret(form, "password")
    with database.read() as session:
        _, staff = people.behind_link(session, secret)
    try:
        if password != _secret(form, "again"):
            words = "The two are not the same. Type the password once more."
            raise people.wrong("again", words)
        people.check_password(password, staff.name if staff else name)
        kept = passwords.hashed(password)
        with database.write() as session:
            staff = people.use_link(session, secret, name, password, kept)
            token = sessions.begin(session, staff)
    except Invalid as problem:
        return render(
            request,
            "staff/welcome.html.jinja",
            status=422,
            staff=staff,
            values={"name": name},
            wrong=wrong_in(problem),
        )
    answer = go(request, "/", f"Welcome, {staff.name}. Your password is set.")
    return signed_in(request, answer, token)


@router.get("/account")
def account(request: Request, who: Editor, db: Db) -> Response:
    return render(request, "staff/account.html.jinja", browsers=people.browsers(db, who), wrong={})


@router.post("/account/password")
def change_password(request: Request, who: Editor, form: Form, database: Whole) -> Response:
    new = _secret(form, "password")
    try:
        if new != _secret(form, "again"):
            raise people.wrong("again", "The two are not the same. Type the new one once more.")
        people.change_password(database, who, _secret(form, "old"), new)
    except Invalid as problem:
        with database.read() as session:
            browsers = people.browsers(session, who)
        return render(
            request,
            "staff/account.html.jinja",
            status=422,
            browsers=browsers,
            wrong=wrong_in(problem),
        )
    return go(request, "/account", "Your password is changed.")


@router.get("/staff")
def staff_list(request: Request, who: Admin, db: Db) -> Response:
    return render(
        request,
        "staff/people.html.jinja",
        people=people.everyone(db),
        roles=ROLES,
        values={},
        wrong={},
    )


@router.post("/staff")
def add(request: Request, who: Admin, form: Form, db: Db) -> Response:
    values = {"name": text(form, "name", 200), "role": text(form, "role")}
    try:
        staff = people.add(db, who, values["name"], _role(values["role"]))
    except Invalid as problem:
        return render(
            request,
            "staff/people.html.jinja",
            status=422,
            people=people.everyone(db),
            roles=ROLES,
            values=values,
            wrong=wrong_in(problem),
        )
    return _link_page(request, staff.name, people.link(db, who, staff))


@router.post("/staff/{staff_id}/link")
def reset(request: Request, who: Admin, staff_id: int, form: Form, db: Db) -> Response:
    staff = people.find(db, staff_id)
    return _link_page(request, staff.name, people.link(db, who, staff))


def _link_page(request: Request, name: str, secret: str) -> Response:
    """Shown in the answer itself and nowhere else, so that it stays in no address and no cookie."""
    link = f"{request.url.scheme}://{request.url.netloc}/welcome/{secret}"
    return render(request, "staff/link.html.jinja", name=name, link=link)


@router.get("/staff/{staff_id}")
def person(request: Request, who: Admin, staff_id: int, db: Db) -> Response:
    return render(
        request, "staff/person.html.jinja", person=people.find(db, staff_id), roles=ROLES, wrong={}
    )


@router.post("/staff/{staff_id}")
def change(request: Request, who: Admin, staff_id: int, form: Form, db: Db) -> Response:
    disabled = form.get("disabled") == "yes"
    staff = people.change(db, who, staff_id, _role(text(form, "role")), disabled)
    return go(request, "/staff", f"{staff.name}: saved.")


def _role(value: str) -> Role:
    try:
        return Role(value)
    except ValueError:
        raise people.wrong("role", "Choose one of the roles.") from None


@router.get("/log")
def log_page(
    request: Request, who: Admin, db: Db, page: Annotated[int, Query(ge=1, le=10**9)] = 1
) -> Response:
    rows, paging = log.entries(db, page)
    return render(request, "staff/log.html.jinja", rows=rows, paging=paging)
