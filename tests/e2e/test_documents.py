"""What the program knows stands in its documents: commands, options, keys, and their defaults."""

import re
from pathlib import Path

import pytest
from folder import article, write
from marmot import run

ROOT = Path(__file__).resolve().parents[2]
MAN = {name: (ROOT / "src/man" / name).read_text() for name in ("marmot.1", "marmot.yaml.5", "marmot-content.5")}
EXAMPLE = (ROOT / "src/dist/marmot.yaml").read_text()
REFERENCE = (ROOT / "content/reference/configuration.md").read_text()
README = (ROOT / "README.md").read_text()
COMMANDS = ("serve", "new", "check", "check-config", "render", "export", "cert", "doctor", "stats", "version")


def options(command, scratch):
    return set(re.findall(r"^  --([a-z-]+)", run(command, "--help", cwd=scratch)[1], re.M))


@pytest.mark.parametrize("command", COMMANDS)
def test_the_synopsis_has_each_command_and_option(scratch, command):
    synopsis = MAN["marmot.1"].split(".Sh SYNOPSIS\n")[1].split(".Sh DESCRIPTION\n")[0]
    forms = [form for form in synopsis.split(".Nm\n") if form.startswith(f".Cm {command}\n")]
    assert set(re.findall(r"Fl -([a-z-]+)", "".join(forms))) == options(command, scratch)
    assert f".Ss marmot {command}\n" in MAN["marmot.1"]


def test_each_command_is_listed(scratch):
    listed = re.findall(r"^  ([a-z-]+)  +\S", run("--help", cwd=scratch)[1], re.M)
    assert listed == list(COMMANDS)
    for command in COMMANDS:
        assert f"| `marmot {command}`" in README
        assert re.search(rf"^marmot {command}  +\S", REFERENCE, re.M), command
    for option in options("serve", scratch):
        assert re.search(rf"^--{option} ", REFERENCE, re.M), option


def keys():
    """Of the example, which a unit test compares with the table of keys."""
    found = re.findall(r"^#(?: {2,4}(?:- )?)?([a-z_]+):(?: |$)", EXAMPLE, re.M)
    # Capsules', languages', words' and paths' own.
    return [key for key in dict.fromkeys(found) if key not in ("content", "de")] + ["content", "token_file", "total_seconds", "verify"]


@pytest.mark.parametrize("key", keys())
def test_each_key_of_the_configuration_is_described(key):
    page = MAN["marmot.yaml.5"]
    assert re.search(rf"^\.It (?:Cm|Ic) (?:[a-z_]+ , )*{key}\b", page, re.M) or \
        (key in ("limits", "titan") and re.search(rf"below\n\.(?:Cm|Ic) {key} :", page))
    assert f"`{key}`" in REFERENCE or f"`{key}:`" in REFERENCE


def test_the_defaults_are_those_of_the_program(scratch):
    write(scratch / "content" / "a.md", article("An article", "2024-01-01"))
    status, out, err = run("check-config", "--gemini", "127.0.0.1:0", "--gopher", "off", cwd=scratch)
    assert status == 0, err
    said = dict(re.findall(r"^ *([a-z_]+): (.*)  # default$", out, re.M))
    assert len(said) > 40
    # What depends on the machine, and ports, which are examples there.
    for key in ("certs", "state", "content", "workers", "connections", "spartan", "nex", "finger"):
        said.pop(key)
    for key, value in said.items():
        size = int(value) if value.isdigit() else 0
        words = f"{size >> 20}M" if size >= 1 << 20 else value
        assert re.search(rf"^# *{key}: {words}$", EXAMPLE, re.M), (key, value)
        assert re.search(rf"^\| (?:`[a-z_]+`, )*`{key}`(?:, `[a-z_]+`)* *\| +`?{words}`? +\|", REFERENCE, re.M), (key, value)
        described = re.search(rf"^\.It Cm (?:[a-z_]+ , )*{key}\b.*\n(?:(?!\.It ).*\n)*", MAN["marmot.yaml.5"], re.M).group()
        assert re.search(rf"^(?:.*Default:\s+)?(?:\.Cm )?{words}[ ;.]", described, re.M), (key, value, described)


def test_each_key_of_the_front_matter_is_described():
    source = (ROOT / "src/content/article_keys.c").read_text()
    table = source.split("article_key_names[KEY_COUNT] = {")[1].split("};")[0]
    names = re.findall(r'"([a-z_]+)"', table)
    assert "title" in names and "weight" in names
    for name in names:
        assert re.search(rf"\b{name}\b", MAN["marmot-content.5"], re.I), name
        # In the guide also those that other engines have for languages.
        assert re.search(rf"\b{name}\b", (ROOT / "content/reference/front-matter.md").read_text(), re.I), name


@pytest.mark.parametrize("name", ["marmot.bash", "_marmot", "marmot.fish"])
def test_each_command_is_completed(name):
    for command in COMMANDS:
        assert command in (ROOT / "src/dist/completions" / name).read_text()
