"""Drafts, unpublished, scheduled, expired and future articles are nowhere; dates come and go."""

import datetime
import re

import pytest
from crawl import crawl_gemini, crawl_gopher
from folder import article, write
from marmot import run, wait_for
from wire import gemini, gopher

NAMES = ["draft", "unpublished", "future", "expired", "scheduled"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("form", ["/posts/{}.gmi", "/posts/{}.md", "/posts/{}.txt", "/posts/{}", "/posts/{}.html",
                                  "/posts/{}/", "/{}",
                                  "/tags/secret-{}.gmi", "/tags/secret-{}.xml", "/categories/secret-{}.gmi",
                                  "/categories/secret-{}.xml", "/posts/{}.xml"])
def test_no_address_shows_it(marmot, name, form):
    answer = gemini(marmot, form.format(name))
    assert answer.status == 51 and b"ecret" not in answer.raw, answer
    item = gopher(marmot, form.format(name))
    assert item.is_error and b"ecret" not in item.raw, item
    assert gopher(marmot, form.format(name).removesuffix(".gmi")).is_error


def test_no_page_names_it(marmot):
    """Neither home nor listings nor feeds nor neighbours."""
    answers, _ = crawl_gemini(marmot)
    menus, _ = crawl_gopher(marmot)
    assert len(answers) > 40 and len(menus) > 40
    for path, answer in [*answers.items(), *menus.items()]:
        assert not re.search(rb"[Ss]ecret", answer.raw), path


def test_the_hidden_are_counted_at_start(marmot):
    assert re.search(r"\(\d+ hidden\)", marmot.log())


HIDDEN = ["draft: true", "draft: yes", "published: false", "publish: false", "status: draft", "status: private",
          "status: scheduled",
          "headless: true", "expiryDate: 2001-01-01", "unpublishdate: 2001-01-01T10:00:00Z", "publishDate: 2999-01-01"]
SHOWN = ["draft: false", "draft: null", "draft:", "published: true", "published: 2020-05-05", "publish: true",
         "status: published",
         "expiryDate: 2999-01-01", "publishDate: 2001-01-01", "headless: false"]


def test_each_way_to_hide(serve, scratch):
    folder = scratch / "content"
    for i, line in enumerate(HIDDEN):
        key, _, value = line.partition(":")
        write(folder / f"hidden-{i}.md", article(f"Hidden by {key}", "2020-01-01", **{key: value}))
    for i, line in enumerate(SHOWN):
        key, _, value = line.partition(":")
        write(folder / f"shown-{i}.md", article(f"Shown with {key} {i}", "2020-01-01", **{key: value}))
    write(folder / "_drafts" / "below.md", article("Hidden below", "2020-01-01"))
    write(folder / "sub" / "_drafts" / "below.md", article("Hidden below", "2020-01-01"))
    marmot = serve(folder)
    for i in range(len(HIDDEN)):
        for suffix in (".gmi", ".md", ".txt"):
            assert gemini(marmot, f"/hidden-{i}{suffix}").status == 51, HIDDEN[i]
    for i in range(len(SHOWN)):
        for suffix in (".gmi", ".md", ".txt"):
            assert gemini(marmot, f"/shown-{i}{suffix}").status == 20, SHOWN[i]
    assert gemini(marmot, "/sub/_drafts/below.gmi").status == 51
    home = gemini(marmot, "/archive/2020.gmi").text
    assert "Hidden" not in home and home.count("Shown with") == len(SHOWN)


def test_future_articles_by_option(serve, site):
    eager = serve(site, settings={"show_future": True})
    assert gemini(eager, "/posts/future.gmi").status == 20
    assert "Secret future" in gemini(eager, "/").text
    assert gemini(eager, "/posts/draft.gmi").status == 51


def soon(seconds):
    then = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=seconds)
    return then.strftime("%Y-%m-%dT%H:%M:%SZ")


def test_articles_come_and_go_when_their_date_does(serve, scratch):
    """Without a signal and without a change of the folder."""
    folder = scratch / "content"
    write(folder / "always.md", article("Always", "2020-01-01"))
    marmot = serve(folder, settings={"watch": False, "rescan_seconds": 0})
    then = soon(10)
    write(folder / "comes.md", article("Comes", then, tags="[coming]"))
    write(folder / "goes.md", article("Goes", "2020-01-02", expiryDate=then, tags="[going]"))
    marmot.reload()
    # On a very slow machine it is there by now.
    for path, status in (("/comes.gmi", 51), ("/goes.gmi", 20)):
        assert gemini(marmot, path).status == status or soon(0) >= then, path
    wait_for("the future to come", lambda: gemini(marmot, "/comes.gmi").status == 20, guard=100, step=0.5)
    wait_for("the past to go", lambda: gemini(marmot, "/goes.gmi").status == 51, guard=100, step=0.5)
    home = gemini(marmot, "/").text
    assert "Comes" in home and "Goes" not in home and "Always" in home
    assert gemini(marmot, "/tags/going.gmi").status == 51
    assert "Comes" in gemini(marmot, "/atom.xml").text and "Goes" not in gemini(marmot, "/atom.xml").text
    assert gemini(marmot, "/goes.md").status == 51


def test_what_was_cached_is_hidden_too(serve, site):
    marmot = serve(site)
    for path in ("/posts/first.gmi", "/posts/first.txt", "/posts/", "/", "/atom.xml"):
        assert gemini(marmot, path).status == 20
    text = (site / "posts/first.md").read_text()
    (site / "posts/first.md").write_text(text.replace("---\n", "---\ndraft: true\n", 1))
    marmot.reload()
    for path in ("/posts/first.gmi", "/posts/first.txt", "/posts/first.md"):
        assert gemini(marmot, path).status == 51
    for path in ("/posts/", "/", "/atom.xml", "/tags/digging.gmi", "/archive/2023.gmi"):
        assert "The first post" not in gemini(marmot, path).text, path


def test_ignored_by_option(serve, site):
    marmot = serve(site, settings={"ignore": ["posts/third.md", "'*.bin'", "recipes/**", "guide"]})
    for path in ("/posts/third.gmi", "/posts/third.md", "/data.bin", "/recipes/", "/recipes/soups/nettle.gmi",
                 "/guide/", "/guide/alpha.gmi"):
        assert gemini(marmot, path).status == 51, path
    assert gemini(marmot, "/posts/first.gmi").status == 20
    assert "The third post" not in gemini(marmot, "/").text


ENGINES = {
    "_config.yml": "title: Jekyll\n", "hugo.toml": 'baseURL = "/"\n',
    "package.json": '{"dependencies": {"astro": "4"}}\n',
    "marmot.yaml": "title: secret\n",
}


@pytest.mark.parametrize("config", list(ENGINES))
def test_engines_are_not_content(serve, scratch, config):
    """Nor what lies beside their configuration."""
    folder = scratch / "content"
    write(folder / config, ENGINES[config])
    for name in ("_site", "_layouts", "_includes", "_data", "_sass", "node_modules"):
        write(folder / name / "page.md", article("Secret template", "2020-01-01"))
        write(folder / name / "page.txt", "secret\n")
    for name in ("vendor", "layouts", "archetypes", "themes"):
        write(folder / name / "page.md", article("Maybe a template", "2020-01-01"))
    write(folder / "post.md", article("A post", "2020-01-01"))
    marmot = serve(folder)
    assert gemini(marmot, f"/{config}").status == 51
    for name in ("_site", "_layouts", "_includes", "_data", "_sass", "node_modules"):
        for suffix in ("/page.gmi", "/page.txt", "/page.md", "/"):
            assert gemini(marmot, f"/{name}{suffix}").status == 51
    beside_an_engine = config != "marmot.yaml"
    for name in ("vendor", "layouts", "archetypes", "themes"):
        assert (gemini(marmot, f"/{name}/page.gmi").status == 51) == beside_an_engine, name
    assert gemini(marmot, "/post.gmi").status == 20
    assert "ecret" not in gemini(marmot, "/").text


def test_a_private_key_is_no_content(serve, site):
    status, _, err = run("cert", "new", "--certs", site / "certs", "--host", "localhost", cwd=site.parent)
    assert status == 0, err
    marmot = serve(site)
    assert gemini(marmot, "/certs/localhost.key").status == 51
    assert gopher(marmot, "/certs/localhost.key").is_error
