"""The shells know every command and option that --help names."""

import re
import subprocess
from pathlib import Path

import pytest

import marmot

FOLDER = Path(__file__).resolve().parents[2] / "src/dist/completions"


def help_of(*words):
    return subprocess.run([marmot.binary(), *words, "--help"], capture_output=True, text=True, check=True,
                          env=marmot.environment()).stdout


def commands():
    found = re.findall(r"^  ([a-z-]+)  +\S", help_of(), re.M)
    assert "serve" in found and "version" in found
    return found


def options(command):
    return re.findall(r"^  --([a-z-]+)", help_of(command), re.M)


def section(text, begin, end):
    """What stands for one command."""
    found = re.search(begin + r"(.*?)" + end, text, re.S | re.M)
    assert found, f"{begin} is not there"
    return found.group(1)


def bash(*words):
    """What bash offers for the last of the words."""
    script = 'source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _marmot; printf "%s\\n" "${COMPREPLY[@]}"'
    done = subprocess.run(["bash", "-c", script, str(FOLDER / "marmot.bash"), *words], capture_output=True, text=True)
    assert done.returncode == 0 and not done.stderr, done.stderr
    return done.stdout.split()


@pytest.mark.parametrize("command", commands())
def test_bash_offers_each_command_and_option(command):
    assert command in bash("marmot", "")
    assert {f"--{name}" for name in options(command)} | {"--help"} == set(bash("marmot", command, "--"))


def test_bash_offers_values():
    assert bash("marmot", "export", "--only", "g") == ["gemini", "gopher"]
    assert bash("marmot", "render", "--to", "me") == ["menu"]
    assert "/etc/passwd" in bash("marmot", "serve", "--config", "/etc/passw")


@pytest.mark.parametrize("command", commands())
def test_zsh_offers_each_command_and_option(command):
    text = (FOLDER / "_marmot").read_text()
    assert re.search(rf"^\t\t'{command}:", text, re.M)
    arm = section(text, rf"^\t{command}\)$", r"^\t\t;;$")
    offered = set(re.findall(r"--([a-z-]+)\[", arm)) | ({"config"} if "$config" in arm else set())
    assert offered == set(options(command)) | {"help"}


@pytest.mark.parametrize("command", commands())
def test_fish_offers_each_command_and_option(command):
    text = (FOLDER / "marmot.fish").read_text()
    assert re.search(rf"-n __fish_use_subcommand -a {command} ", text)
    offered = re.findall(rf"'__fish_seen_subcommand_from {command}' -l ([a-z-]+)", text)
    assert sorted(offered) == sorted(options(command))


@pytest.mark.parametrize("shell, name", [("bash", "marmot.bash"), ("zsh", "_marmot"), ("fish", "marmot.fish")])
def test_the_shell_reads_its_file(shell, name):
    """All three are test tools: sh src/dist/needs.sh test."""
    subprocess.run([shell, "-n", str(FOLDER / name)], check=True)
