"""All of HTML's entities, compared with what Python's standard library makes of them."""

import html
from html.entities import html5

from marmot import run

# What a page shows of blanks, and of hyphens that nobody sees.
SHOWN = str.maketrans({"\t": " ", "\n": " ", "\u00a0": " ", "\u00ad": None})


def test_every_entity_is_known(scratch):
    names = sorted(html5)
    assert len(names) == 2231
    # One paragraph a name; the mark behind it ends a name without ";".
    (scratch / "all.md").write_text("<div>\n" + "".join(f"<p>x&{name}!\n" for name in names) + "</div>\n", encoding="utf-8")
    status, out, err = run("render", "--to", "text", "--width", "70", "all.md", cwd=scratch)
    assert (status, err) == (0, "")
    got = [line for line in out.split("\n") if line.startswith("x")]
    assert got == [html.unescape(f"x&{name}!").translate(SHOWN) for name in names]
