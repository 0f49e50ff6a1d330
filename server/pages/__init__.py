"""What staff see: templates, the style sheet, navigation, forms and notes.

**A page.** Templates live in `server/<room>/templates/` and are named `<room>/<page>.html.jinja`.
Each extends `page.html.jinja` and fills `title` and `main`; no inline script, style or event
handler (the policy forbids them), every asset from `/static`. A route ends in
`return render(request, "scenarios/list.html.jinja", scenarios=…)`.

**A form.** `{% import "forms.html.jinja" as forms with context %}`, then inside
`{% call forms.form("/scenarios/new") %} … {{ forms.text("title", "Title", values, wrong) }}
{{ forms.button("Save") }} {% endcall %}`: it carries the form's token, and ties label, hint and
error together. The route takes `form: Form` (`server.pages.forms`), which has checked the token.
When something is wrong, render the same page again with `status=422`, the values as typed and
`wrong={"title": "Say what …"}`; when it is done, `return go(request, "/scenarios", "Saved.")`.
"""

from server.pages.forms import Form
from server.pages.render import go, render
from server.pages.router import pages_router

__all__ = ["Form", "go", "pages_router", "render"]
