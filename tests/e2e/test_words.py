"""What the server itself writes, in the page's language and in the owner's words; in both protocols."""

import pytest
from folder import article, make_many, write
from judge import Gemtext, judge_gemtext, judge_menu
from marmot import run
from wire import gemini, gopher


def site(folder):
    write(folder / "index.md", article("Bau", body="![Ein Hügel](hill.png)\n\n> [!TIP]\n> Grab tiefer."))
    write(folder / "hill.png", b"\x89PNG")
    write(folder / "alt.md", article("Alt", "2024-01-01", tags="[erde]", author="Ada"))
    write(folder / "mitte.md", article("Mitte", "2024-02-01", tags="[erde]", updated="2024-03-01", author="Ada"))
    write(folder / "neu.md", article("Neu", "2024-04-01"))
    write(folder / "french.md", article("Terrier", "2024-05-01", lang="fr", tags="[erde]"))
    write(folder / "klingon.md", article("Qo", "2024-06-01", lang="tlh", tags="[erde]"))
    write(folder / "weg.md", article("Weg", gone="true"))
    write(folder / "parti.md", article("Parti", gone="true", lang="fr"))
    return folder


def labels(marmot, path):
    answer = gemini(marmot, path)
    assert answer.status == 20 and judge_gemtext(answer.body) == [], path
    return [label for _, label in Gemtext(answer.text).links]


def headings(marmot, path):
    return [line for _, kind, line in Gemtext(gemini(marmot, path).text).lines if kind in ("h1", "h2")]


def menu(marmot, selector):
    answer = gopher(marmot, selector)
    assert judge_menu(answer.raw) == [], selector
    return [item[1] for item in answer.items]


def test_a_capsule_speaks_its_language(serve, scratch):
    marmot = serve(site(scratch / "content"), settings={"lang": "de"})
    assert {"Neueste", "Schlagwörter", "Stöbern"} <= {line.strip("# ") for line in headings(marmot, "/")}
    text = gemini(marmot, "/").text
    assert "Bild: Ein Hügel" in text and "> Tipp: Grab tiefer." in text
    assert {"Schlagwort: erde", "Neuer: Neu", "Älter: Alt", "Startseite: Bau"} <= set(labels(marmot, "/mitte.gmi"))
    assert "aktualisiert 2024-03-01 · von Ada" in gemini(marmot, "/mitte.gmi").text
    assert {"Schlagwort: erde", "Neuer: Neu", "Älter: Alt", "Als reiner Text"} <= set(menu(marmot, "/mitte"))
    assert "Schlagwörter: erde" in gopher(marmot, "/mitte.txt").text
    assert "Schlagwort: erde" in gemini(marmot, "/tags/erde.xml").text


def test_errors_are_in_its_language_too(serve, scratch):
    marmot = serve(site(scratch / "content"), settings={"lang": "de"})
    assert gemini(marmot, "/nichts").header.decode() == "51 Nicht gefunden"
    assert gemini(marmot, "/weg.gmi").header.decode() == "52 Dieser Artikel wurde endgültig entfernt"
    assert gemini(marmot, "/parti.gmi").header.decode() == "52 Cet article a été définitivement retiré"
    assert "Nicht gefunden" in gopher(marmot, "/nichts").text
    # What no link asks for is told to those who write clients.
    assert gemini(marmot, "/../..").header.decode() == "59 The path leads out of the capsule"


def test_a_page_speaks_its_own_language(serve, scratch):
    marmot = serve(site(scratch / "content"), settings={"lang": "de"})
    answer = gemini(marmot, "/french.gmi")
    assert answer.header.decode() == "20 text/gemini; charset=utf-8; lang=fr"
    assert "Étiquette : erde" in [label.replace("\u00a0", " ") for label in labels(marmot, "/french.gmi")]
    # One that Marmot does not know has the capsule's words.
    assert gemini(marmot, "/klingon.gmi").meta.endswith("lang=tlh")
    assert "Schlagwort: erde" in labels(marmot, "/klingon.gmi")


def test_without_a_language_words_are_english(serve, scratch):
    marmot = serve(site(scratch / "content"))
    assert {"Tag: erde", "Newer: Neu", "Older: Alt"} <= set(labels(marmot, "/mitte.gmi"))
    assert gemini(marmot, "/nichts").header.decode() == "51 Not found"


def test_the_owners_words_come_first(serve, scratch):
    words = {"tag": "Spur", "colon": '" > "', "not_found": "Hier war ein Gang", "fr": {"tag": "Trace"}}
    marmot = serve(site(scratch / "content"), settings={"lang": "de", "words": words})
    assert "Spur > erde" in labels(marmot, "/mitte.gmi")
    assert "Älter > Alt" in labels(marmot, "/mitte.gmi")
    assert "Trace" in [label[:5] for label in labels(marmot, "/french.gmi")]
    assert gemini(marmot, "/nichts").header.decode() == "51 Hier war ein Gang"
    assert "Spur > erde" in menu(marmot, "/mitte")


def test_misspelt_words_are_named(scratch):
    write(scratch / "marmot.yaml", "words:\n  oldr: Davor\n")
    (scratch / "content").mkdir()
    status, out, _ = run("check", cwd=scratch)
    assert status != 0
    assert 'marmot.yaml:2:3: error: words: oldr: there is no such word; did you mean "older"?' in out


def test_ascii_holes_refuse_in_ascii(serve, scratch):
    marmot = serve(site(scratch / "content"), settings={"lang": "fr", "gopher_ascii": True})
    raw = gopher(marmot, "/parti").raw
    assert b"Cet article a ete definitivement retire" in raw and raw.isascii()


@pytest.mark.parametrize("lang", ["de", "fr", "es", "it", "pt-BR", "nl", "pl", "sv", "tr", "ru", "uk", "ja", "zh-CN",
                                  "zh-TW", "ko", "ar", "he", "fa"])
def test_every_page_is_sound_in_every_language(serve, scratch, lang):
    folder = site(scratch / "content")
    make_many(folder, 5)
    marmot = serve(folder, settings={"lang": lang, "page_entries": 2})
    english = {"Older", "Newer", "Tag", "All tags", "Archive", "Next page", "Plain text version", "Browse", "Latest"}
    # "Tag" is Italian, Dutch, Portuguese and Polish too.
    allowed = {"Tag"} if lang[:2] in ("it", "nl", "pt", "pl") else set()
    for path in ("/", "/tags/", "/tags/erde.gmi", "/archive/", "/many/", "/many/page/2.gmi", "/mitte.gmi"):
        said = {label.split(":")[0] for label in labels(marmot, path)}
        said |= {line.strip("# ") for line in headings(marmot, path)}
        assert not said & (english - allowed), (path, said & english)
    for selector in ("", "/tags/", "/tags/erde", "/archive/", "/many/", "/mitte"):
        assert not {name.split(":")[0] for name in menu(marmot, selector)} & (english - allowed), selector
