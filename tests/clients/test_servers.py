"""marmot export, read through other servers: every link of the copies leads somewhere."""

from pathlib import Path

import pytest
from crawl import crawl_gemini, crawl_gopher
from folder import make_site
from foreign import Gophernicus, MollyBrown
from marmot import run

SAMPLE = Path(__file__).resolve().parents[2] / "content"
BY_HAND = {"/hand/", "/hand/other.gmi", "/mark.gmi"}


@pytest.fixture
def out(scratch):
    """The test folder and the sample capsule, exported."""
    make_site(scratch / "site")
    for name, folder in (("site", scratch / "site"), ("sample", SAMPLE)):
        status, _, err = run("export", "--content", folder, "--host", "localhost", scratch / f"out-{name}", cwd=scratch)
        assert status == 0, err
    return scratch


@pytest.mark.parametrize("name,least", [("sample", 60), ("site", 70)])
def test_molly_brown(out, name, least):
    assert run("cert", "new", "--certs", out / "certs", "--host", "localhost", cwd=out)[0] == 0
    server = MollyBrown(out / f"out-{name}" / "gemini", out / "certs" / "localhost.crt", out / "certs" / "localhost.key", out)
    try:
        answers, complaints = crawl_gemini(server, written_by_hand=BY_HAND)
    finally:
        server.stop()
    assert [text for text in complaints if "linked from" in text] == []
    assert len(answers) >= least and sum(a.meta.startswith("text/gemini") for a in answers.values()) >= least / 2


@pytest.mark.parametrize("name,least", [("sample", 60), ("site", 70)])
def test_gophernicus(out, name, least):
    server = Gophernicus(out / f"out-{name}" / "gopher", out)
    try:
        answers, complaints = crawl_gopher(server)
    finally:
        server.stop()
    assert [text for text in complaints if "linked from" in text] == []
    assert len(answers) >= least
