"""marmot check-config: what serve would serve by, as a configuration that gives the same again."""

import os
import re
from pathlib import Path

import pytest

from folder import article, write
from marmot import environment, run, yaml_of
from wire import gemini

EXAMPLE = Path(__file__).resolve().parents[2] / "src/dist/marmot.yaml"
LOCAL = ["--gemini", "127.0.0.1:0", "--gopher", "127.0.0.1:0"]


@pytest.fixture
def folder(scratch):
    write(scratch / "content" / "a.md", article("An article", "2024-01-01"))
    write(scratch / "other" / "b.md", article("Another", "2024-01-01"))
    return scratch


def check(folder, text, *options, name="marmot.yaml"):
    (folder / name).write_text(text if isinstance(text, str) else yaml_of(text))
    return run("check-config", "--config", name, *options, cwd=folder)


def bare(text):
    """Without what tells where a value comes from."""
    return [re.sub(r"  # default$", "", line) for line in text.splitlines() if not line.startswith("# What")]


def again(folder, text):
    """The same from what was printed, from another folder."""
    (folder / "deep").mkdir(exist_ok=True)
    status, out, err = check(folder, text, name="deep/printed.yaml")
    assert status == 0, err
    return out


def example():
    """The example with all that is a comment in it said."""
    text = re.sub(r"^#(?=[a-z_]+:|  )", "", EXAMPLE.read_text(), flags=re.M)
    # What the machine would have to have.
    return re.sub(r"^(certificate|certificate_key|user|log_file|state|sandbox_read):.*\n", "", text, flags=re.M)


SETTINGS = {
    "nothing": "",
    "quotes and colours": 'title: "Burrow: the \\"best\\" # 1"\ndescription: "two\\nlines\\\\"\nauthor: "true"\n',
    "addresses": 'gemini: ["127.0.0.1:0", "[::1]:0"]\ngopher: off\nfinger: "127.0.0.1:0"\n',
    "rules": 'redirects:\n  "/a b/(.*)": /c/\\1\n  /x: "https://example.org/?q=1#f"\ngone: [/shop/.*, "/\\u00FC"]\n',
    "limits": "limits: {requests_burst: 0, request_seconds: 7, cache_size: 3M, allow: [192.0.2.7, '2001:db8::/32']}\n",
    "capsules": "host: [a.test, '*.a.test']\ncapsules:\n  - host: b.test\n    content: other\n    title: '- no list'\n"
                "    titan: {paths: {notes/: [token]}, token: abcdefghijklmnopqrstuvwxyz}\n",
    "people": "private:\n  secret: all\n  deep/er: [all]\nauthors: all\n",
    "folders": "content: other\nassets: [../content]\nsandbox_read: [., content]\nlog_file: log\n",
    "words": "lang: de\nwords:\n  latest: Neuestes\n",
}


@pytest.mark.parametrize("settings", SETTINGS)
def test_printed_and_read_anew_it_is_the_same(folder, settings):
    status, out, err = check(folder, SETTINGS[settings], *LOCAL)
    assert status == 0, err
    assert bare(again(folder, out)) == bare(out)


def test_what_was_said_is_no_default(folder):
    status, out, err = check(folder, "title: Mine\nwatch: false\nlimits: {helpers: 3}\n", *LOCAL, "--content", "other")
    assert status == 0, err
    lines = out.splitlines()
    for line in ("title: Mine", "watch: false", "  helpers: 3", f"content: {folder}/other", 'gemini: "127.0.0.1:0"'):
        assert line in lines, out
    for line in ("search: true  # default", "  requests_burst: 100  # default", f"certs: {folder}/certs  # default",
                 "spartan: off  # default", "#footer: none said"):
        assert line in lines, out
    assert not (folder / "certs").exists() and sorted(os.listdir(folder)) == ["content", "marmot.yaml", "other"]


def test_every_key_has_its_line(folder):
    """Those of the example, which has all of them."""
    status, out, err = check(folder, "", *LOCAL)
    names = re.findall(r"^#([a-z_]+):", EXAMPLE.read_text(), re.M)
    assert status == 0 and len(names) > 60
    for name in names:
        assert re.search(rf"^ *#?{name}:", out, re.M), name


def test_the_example_in_full(folder):
    text = example()
    for path in re.findall(r"content: (\S+)", text):
        if not path.startswith("/"):
            (folder / path).mkdir(parents=True, exist_ok=True)
    text = re.sub(r"content: /\S+", "content: other", text).replace("*:", "127.0.0.1:").replace("192.0.2.2:", "127.0.0.1:")
    status, out, err = check(folder, text, "--gemini", "127.0.0.1:0", "--gopher", "127.0.0.1:0")
    assert status == 0, err
    assert bare(again(folder, out)) == bare(out)


def test_of_several_state_folders_the_first(folder):
    """systemd has them all in one variable, with colons between them."""
    for value, state in (("/one", "/one"), ("/one:/one/two", "/one"), (":/one", f"{folder}/.local/state/marmot"),
                         ("", f"{folder}/.local/state/marmot")):
        out = run("check-config", *LOCAL, cwd=folder, env=environment(HOME=str(folder), STATE_DIRECTORY=value))[1]
        assert f"\nstate: {state}  # default\n" in out, out
    out = run("check-config", *LOCAL, cwd=folder, env=environment())[1]
    assert "\nstate: /var/lib/marmot  # default\n" in out


def test_serves_the_same(serve, folder):
    text = "title: 'A: B'\nlatest: 1\nredirects:\n  /old: /a.gmi\n"
    status, out, err = check(folder, text, *LOCAL)
    pages = []
    for settings in (text, out):
        (folder / "work").mkdir(exist_ok=True)
        printed = folder / "work" / "given.yaml"
        printed.write_text(settings)
        marmot = serve(folder / "content", work=folder / "work", options=[])
        marmot.stop()
        command = marmot.command()
        marmot.command = lambda: [str(printed) if word.endswith("marmot.yaml") else word for word in command]
        marmot.start()
        pages.append([gemini(marmot, "/").text, gemini(marmot, "/old").meta.replace(str(marmot.ports["gemini"]), "")])
        marmot.stop()
    assert pages[0] == pages[1] and pages[0][0].startswith("# A: B")


REFUSED = {
    "an unknown key": ("titel: x\n", (), r"marmot\.yaml:1:1: error: titel"),
    "half a certificate": ("title: x\ncertificate: a\n", (), r"marmot\.yaml:2:1: error: certificate: .*belong together"),
    "the other half": ("certificate_key: a\n", (), r"marmot\.yaml:1:1: error: certificate: .*belong together"),
    "no content": ("title: x\ncontent: nowhere\n", (), r"marmot\.yaml:2:1: error: content: \S*nowhere: the content folder cannot be opened \(No such file"),
    "certificates in a file": ("certs: content/a.md\n", (), r"content/a\.md: error: is no folder"),
    "a path that ends early": ('state: "st\\0ate"\n', (), r"marmot\.yaml:1:1: error: state: needs a path"),
    "hosts of one line": ("host: a.example,b.example\n", (), r"marmot\.yaml:1:1: error: host: .*is no host name"),
    "a host of two lines": ('host: "a.example\\nb.example"\n', (), r"marmot\.yaml:1:1: error: host: .*is no host name"),
    "an option": ("", ("--host", "a/b"), "no host name"),
    "nothing to serve": ("gemini: off\ngopher: off\n", None, "nothing to serve"),
    "no such user": ("\nuser: nobody-of-that-name\n", (), r"marmot\.yaml:2:1: error: user: there is no user"),
    "no address": ("", None, "is no numeric IP address"),
    "no address in the file": ("\nspartan: example.org:0\n", (), r"marmot\.yaml:2:1: error: spartan: .*is no numeric IP address"),
    "no such group": ("spartan: unix:s\nsocket_group: nobody-of-that-name\n", (), r"marmot\.yaml:2:1: error: socket_group: there is no group"),
    "a long path": (f"spartan: unix:{'s' * 200}\n", (), r"marmot\.yaml:1:1: error: spartan: .*the path of a socket has less than"),
    "nobody may publish": ("title: x\ntitan: {}\n", (), r"marmot\.yaml:2:1: error: titan: nobody may publish"),
    "a capsule without content": ("host: a.example\ncapsules:\n  - host: b.example\n    content:\n", (),
                                  r"marmot\.yaml:3:5: error: capsules: each needs a folder of its own"),
    "a capsule without host": ("host: a.example\ncapsules:\n  - content: other\n    host:\n", (),
                               r'marmot\.yaml:3:5: error: capsules: each needs a "host:"'),
    "a capsule's content": ("host: a.example\ncapsules:\n  - host: b.example\n    content: nowhere\n", (),
                            r"marmot\.yaml:4:5: error: content: \S*nowhere: the content folder cannot be opened"),
    "one host twice": ("host: a.example\ncapsules:\n  - host: [b.example, A.example]\n    content: other\n", (),
                       r"marmot\.yaml:3:5: error: capsules: a\.example is a host of two of them"),
    "one host in two of a list": ("capsules:\n  - host: b.example\n    content: content\n  - content: other\n    host: b.example\n", (),
                                  r"marmot\.yaml:5:5: error: capsules: b\.example is a host of two of them"),
    "one content twice": ("host: a.example\ncapsules:\n  - host: b.example\n    content: content\n", (),
                          r"marmot\.yaml:4:5: error: capsules: content is the content of two of them"),
}


@pytest.mark.parametrize("mistake", REFUSED)
def test_refused_as_serve_refuses(folder, mistake):
    text, options, words = REFUSED[mistake]
    if options is None:
        options = ("--gemini", "example.org:0", "--gopher", "off") if mistake == "no address" else ()
    else:
        options = (*LOCAL, *options)
    status, out, err = check(folder, text, *options)
    assert status == 1 and out == "" and re.search(words, err), (status, out, err)
    status, out, err = run("serve", "--config", "marmot.yaml", "--state", "state", *options, cwd=folder)
    assert status == 2, err
