"""Fixtures and hooks that every conftest.py takes over."""

import subprocess
import tempfile
from pathlib import Path

import pytest
from folder import make_site
from marmot import Marmot, running, wait_for
from wire import gemini

# For clients who keep the server waiting while a test, on a slow machine, does something else.
UNHURRIED = {f"{name}_seconds": 300 for name in ("handshake", "request", "reply", "job")}
# One worker: whoever holds it up holds up everybody.
PATIENT = UNHURRIED | {"workers": 1}
# Short, and yet enough for a client who is quick on a machine that is not.
HASTY = {f"{name}_seconds": 3 for name in ("handshake", "request", "reply", "finish", "linger", "job", "stop")}


def scratch_folder(name):
    """Not below pytest's own, which no other user may enter."""
    path = Path(tempfile.mkdtemp(prefix=f"marmot-{name}-"))
    path.chmod(0o755)
    return path


def remove_folder(path):
    subprocess.run(["chmod", "-R", "u+rwX", str(path)], check=False, stderr=subprocess.DEVNULL)
    subprocess.run(["rm", "-rf", str(path)], check=True)


@pytest.fixture
def scratch():
    path = scratch_folder("test")
    yield path
    remove_folder(path)


@pytest.fixture
def site(scratch):
    """A sample folder of the test's own, to be changed."""
    return make_site(scratch / "content")


@pytest.fixture
def serve(scratch):
    """serve(folder, …) starts a Marmot that ends, and is judged, with the test."""
    started = []

    def start(folder, launch=False, **how):
        marmot = Marmot(folder, **how)
        started.append(marmot)
        return marmot.launch() if launch else marmot.start()

    yield start
    failures = []
    for marmot in started:
        try:
            marmot.stop()
        except (AssertionError, pytest.fail.Exception) as failure:
            failures.append(str(failure))
        finally:
            marmot.kill()
    assert not failures, "\n".join(failures)


def wait_for_texts(server):
    """Until all texts of the sample folder have been read, pages may still change by themselves: links to them are found."""
    wait_for("the texts to be read", lambda: "Still indexing" not in gemini(server, "/search?mound").text)
    wait_for("links to be known", lambda: "Linked from" in gemini(server, "/guide/beta.gmi").text)


def keep(name, **how):
    """A server that lives as long as the run, over the sample folder."""
    work = scratch_folder(name)
    server = Marmot(make_site(work / "content"), work=work, **how)
    try:
        server.start()
        wait_for_texts(server)
        yield server
        server.stop()
    finally:
        server.kill()
        remove_folder(work)


@pytest.fixture(scope="session")
def patient_server():
    yield from keep("patient", settings={"title": "The test capsule", "author": "Mara Mott", "limits": PATIENT},
                    host=("localhost", "marmot.test"))


@pytest.fixture(scope="session")
def hasty_server():
    yield from keep("hasty", settings={"limits": HASTY})


def watched(server):
    if server not in running:
        running.append(server)
    yield server
    assert server.alive(), f"the server ended with {server.process.returncode}:\n{server.log()[-4000:]}"


@pytest.fixture
def marmot(patient_server):
    """Deadlines far beyond every guard: what it answers or ends, it does so at once."""
    yield from watched(patient_server)


@pytest.fixture
def hasty(hasty_server):
    """All deadlines at a few seconds."""
    yield from watched(hasty_server)


def pytest_runtest_setup(item):
    running.clear()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    outcome = yield
    report = outcome.get_result()
    if report.failed:
        for server in running:
            report.sections.append((f"log of {' '.join(server.process.args)}", server.log()[-8000:]))
