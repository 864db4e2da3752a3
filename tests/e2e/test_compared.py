"""The comparison among the sample articles shows what marmot really makes of its example."""

import re
from pathlib import Path

from marmot import run

ARTICLE = Path(__file__).parents[2] / "content" / "notes" / "compared.md"


def test_compared_article_is_honest(scratch):
    source, shown, other = re.findall(r"^````\w+\n(.*?)^````$", ARTICLE.read_text(encoding="utf-8"), re.M | re.S)
    (scratch / "example.md").write_text(source, encoding="utf-8")
    status, out, err = run("render", "--to", "gemtext", "example.md", cwd=scratch)
    assert (status, err) == (0, "") and out == shown != other
