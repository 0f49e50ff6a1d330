"""A browser without a screen: keeps cookies and sends forms with the token of the page it is on."""

import html
import re
from typing import Any

from httpx2 import Response
from starlette.testclient import TestClient

TOKEN = re.compile(r'<meta name="form-token" content="([0-9a-f]+)">')


class Browser:
    def __init__(self, plain: TestClient) -> None:
        self.plain = plain
        self.token = ""

    def _keep(self, answer: Response) -> Response:
        if found := TOKEN.search(answer.text):
            self.token = found[1]
        return answer

    def get(self, path: str, **more: Any) -> Response:
        return self._keep(self.plain.get(path, **more))

    def post(self, path: str, fields: dict[str, Any] | None = None, **more: Any) -> Response:
        """Send a form as a page of ours would; look at `get(path)` first for the token."""
        headers = {"Origin": "https://wellheard.test", **more.pop("headers", {})}
        data = {"form_token": self.token, **(fields or {})}
        return self._keep(self.plain.post(path, data=data, headers=headers, **more))

    def follow(self, answer: Response) -> Response:
        """Go where an answer sends the browser."""
        assert answer.status_code == 303, (answer.status_code, answer.text)
        return self.get(answer.headers["location"])


def words(answer: Response) -> str:
    """What a page says, without its tags."""
    bare = re.sub(r"<(head|script|style)\b.*?</\1>|<[^>]*>", " ", answer.text, flags=re.DOTALL)
    return " ".join(html.unescape(bare).split())


HIDDEN = re.compile(r'<textarea hidden name="([^"]*)">\n(.*?)</textarea>', re.DOTALL)
INPUT = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)"')


def hidden(answer: Response) -> dict[str, str]:
    """What a page's form carries along unseen."""
    found = [*HIDDEN.findall(answer.text), *INPUT.findall(answer.text)]
    return {html.unescape(name): html.unescape(value) for name, value in found}
