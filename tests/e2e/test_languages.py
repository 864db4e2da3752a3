"""Articles in several languages: what they are answered with, and how they lead to each other; in both protocols."""

import pytest
from folder import article, write
from judge import Gemtext, judge_gemtext, judge_menu
from marmot import run
from wire import gemini, gopher


def links(marmot, path):
    answer = gemini(marmot, path)
    assert answer.status == 20, (path, answer)
    assert judge_gemtext(answer.body) == [], path
    return Gemtext(answer.text).links


def labels(marmot, path):
    return [label for _, label in links(marmot, path)]


def items(marmot, selector):
    answer = gopher(marmot, selector)
    assert judge_menu(answer.raw) == [], selector
    return [(item[2], item[1]) for item in answer.items if item[0] not in "i3"]


def lang(marmot, path):
    return gemini(marmot, path).meta.partition("; lang=")[2]


def suffixed(folder):
    """Hugo's translation by file name."""
    write(folder / "index.md", article("Hill", lang="en"))
    write(folder / "index.de.md", article("Hügel"))
    write(folder / "posts" / "first.md", article("First", "2024-01-01", tags="[stone, walk]"))
    write(folder / "posts" / "first.de.md", article("Erster", "2024-01-02", tags="[stein, walk]"))
    write(folder / "posts" / "first.pt-br.md", article("Primeiro", "2024-01-03"))
    write(folder / "posts" / "second.md", article("Second", "2024-02-01", tags="[walk]"))
    write(folder / "posts" / "trip" / "index.md", article("Trip", "2024-03-01"))
    write(folder / "posts" / "trip" / "index.de.md", article("Reise", "2024-03-02", tags="[walk]"))
    write(folder / "posts" / "nur.de.md", article("Nur deutsch", "2024-04-01"))
    write(folder / "posts" / "node.js.md", article("Node", "2023-01-01"))
    return folder


def foldered(folder):
    """A folder for each language, the default one too."""
    write(folder / "en" / "_index.md", article("Hill", lang="en"))
    write(folder / "de" / "_index.md", article("Hügel", lang="de-AT"))
    write(folder / "en" / "guide" / "_index.md", article("Guide"))
    write(folder / "de" / "guide" / "_index.md", article("Anleitung"))
    write(folder / "en" / "guide" / "dig.md", article("Digging", "2024-01-01", tags="[spade]"))
    write(folder / "de" / "guide" / "dig.md", article("Graben", "2024-01-02", tags="[spade, spaten]"))
    write(folder / "en" / "guide" / "rest.md", article("Resting", "2024-02-01"))
    write(folder / "it" / "hardware.md", article("Of computers", "2024-03-01"))
    return folder


# --- the language of a page ------------------------------------------------------------------


def test_a_sections_language_is_inherited(serve, scratch):
    folder = scratch / "content"
    write(folder / "plain.md", article("Plain"))
    write(folder / "fr" / "_index.md", article("Section", lang="fr-CA"))
    write(folder / "fr" / "deep" / "a.md", article("A"))
    write(folder / "fr" / "deep" / "b.md", article("B", lang="nl"))
    write(folder / "fr" / "bundle" / "index.md", article("Bundle"))
    marmot = serve(folder, settings={"lang": "en-GB"})
    assert [lang(marmot, path) for path in ("/", "/plain.gmi", "/fr/", "/fr/deep/", "/fr/deep/a.gmi", "/fr/deep/b.gmi",
                                            "/fr/bundle/", "/tags/")] == \
        ["en-GB", "en-GB", "fr-CA", "fr-CA", "fr-CA", "nl", "fr-CA", "en-GB"]
    assert "Accueil" in labels(marmot, "/fr/deep/a.gmi")[-1]


def test_the_homes_language_is_the_capsules_when_none_is_said(serve, scratch):
    folder = scratch / "content"
    write(folder / "index.md", article("Heim", lang="de"))
    write(folder / "a.md", article("A", "2024-01-01"))
    marmot = serve(folder)
    assert [lang(marmot, path) for path in ("/", "/a.gmi", "/archive/")] == ["de"] * 3
    assert "Startseite: Heim" in labels(marmot, "/archive/")


# --- translations ----------------------------------------------------------------------------


def test_translations_by_name(serve, scratch):
    marmot = serve(suffixed(scratch / "content"))
    assert [lang(marmot, f"/posts/first{end}.gmi") for end in ("", ".de", ".pt-br")] == ["en", "de", "pt-br"]
    assert {("/posts/first.de.gmi", "Deutsch"), ("/posts/first.pt-br.gmi", "Português (Brasil)")} <= \
        set(links(marmot, "/posts/first.gmi"))
    assert {("/posts/first.gmi", "English"), ("/posts/first.pt-br.gmi", "Português (Brasil)")} <= \
        set(links(marmot, "/posts/first.de.gmi"))
    assert ("/posts/first", "English") in items(marmot, "/posts/first.de")
    assert ("/posts/trip/index.de.gmi", "Deutsch") in links(marmot, "/posts/trip/")
    assert ("/posts/trip/", "English") in links(marmot, "/posts/trip/index.de.gmi")
    assert not {"Deutsch", "English"} & set(labels(marmot, "/posts/second.gmi"))
    # An ending that no other file shows is a part of the name, unless the language is known by others.
    assert lang(marmot, "/posts/node.js.gmi") == "en" and lang(marmot, "/posts/nur.de.gmi") == "de"
    assert "Schlagwort: stein" in labels(marmot, "/posts/first.de.gmi")


def test_translations_by_folder(serve, scratch):
    marmot = serve(foldered(scratch / "content"))
    assert ("/de/guide/dig.gmi", "Deutsch") in links(marmot, "/en/guide/dig.gmi")
    assert ("/en/guide/dig.gmi", "English") in links(marmot, "/de/guide/dig.gmi")
    assert ("/de/guide/", "Deutsch") in links(marmot, "/en/guide/")
    assert ("/en/guide/dig", "English") in items(marmot, "/de/guide/dig")
    assert "Deutsch" not in labels(marmot, "/en/guide/rest.gmi")
    assert lang(marmot, "/de/guide/dig.gmi") == "de-AT" and lang(marmot, "/de/guide/") == "de-AT"
    # A folder that no other mirrors is about something else.
    assert lang(marmot, "/it/hardware.gmi") != "it" and lang(marmot, "/it/") != "it"


def test_translations_below_a_default_at_the_root(serve, scratch):
    folder = scratch / "content"
    write(folder / "guide" / "dig.md", article("Digging", "2024-01-01"))
    write(folder / "ja" / "guide" / "dig.md", article("掘る", "2024-01-02"))
    marmot = serve(folder, settings={"lang": "en"})
    assert ("/ja/guide/dig.gmi", "日本語") in links(marmot, "/guide/dig.gmi")
    assert ("/guide/dig.gmi", "English") in links(marmot, "/ja/guide/dig.gmi")
    assert lang(marmot, "/ja/guide/dig.gmi") == "ja"


@pytest.mark.parametrize("key", ["translationKey", "ref"])
def test_translations_by_key(serve, scratch, key):
    """Hugo's translationKey, and the ref that Jekyll's sites use."""
    folder = scratch / "content"
    write(folder / "_posts" / "2024-01-01-about.md", article("About", lang="en", **{key: "about"}))
    write(folder / "_posts" / "2024-01-02-ueber.md", article("Über", lang="de", **{key: "about"}))
    write(folder / "_posts" / "2024-01-03-other.md", article("Other", lang="de", **{key: "other"}))
    marmot = serve(folder, settings={"lang": "en"})
    [url] = [url for url, label in links(marmot, "/archive/2024.gmi") if "About" in label]
    [there] = [url for url, label in links(marmot, url) if label == "Deutsch"]
    assert [url] == [back for back, label in links(marmot, there) if label == "English"]


def test_languages_as_the_owner_says(serve, scratch):
    folder = scratch / "content"
    write(folder / "english" / "a.md", article("A", "2024-01-01"))
    write(folder / "deutsch" / "a.md", article("Ah", "2024-01-02"))
    marmot = serve(folder, settings={"languages": {"en": "english", "de": "deutsch/"}})
    assert ("/deutsch/a.gmi", "Deutsch") in links(marmot, "/english/a.gmi")
    assert lang(marmot, "/deutsch/a.gmi") == "de" and lang(marmot, "/deutsch/") == "de"


def test_nothing_is_joined_when_the_owner_says_so(serve, scratch):
    marmot = serve(suffixed(scratch / "content"), settings={"languages": "off"})
    assert "Deutsch" not in labels(marmot, "/posts/first.gmi") and lang(marmot, "/posts/first.de.gmi") == "en"


def test_who_says_no_language_is_told(scratch):
    folder = scratch / "content"
    write(folder / "a.md", article("A"))
    write(folder / "a.de.md", article("Ah"))
    _, out, _ = run("check", "--content", folder, cwd=scratch)
    assert 'there are translations, but nothing says which language the rest is in' in out


def test_translations_come_and_go(serve, scratch):
    folder = suffixed(scratch / "content")
    marmot = serve(folder)
    before = links(marmot, "/posts/second.gmi")
    write(folder / "posts" / "second.de.md", article("Zweiter", "2024-02-02"))
    marmot.reload()
    assert ("/posts/second.de.gmi", "Deutsch") in links(marmot, "/posts/second.gmi")
    (folder / "posts" / "second.de.md").unlink()
    marmot.reload()
    assert links(marmot, "/posts/second.gmi") == before
