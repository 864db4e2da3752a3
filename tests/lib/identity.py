"""Client certificates, as people's clients make them."""

import hashlib
import ssl
import subprocess

from terminal import need
from wire import context, gemini

CONFIG = """[ca]
default_ca = own
[own]
database = {folder}/index
serial = {folder}/serial
new_certs_dir = {folder}
default_md = sha256
policy = any
unique_subject = no
[any]
commonName = optional
"""


class Identity:
    """A key, a certificate for it, and what the two are called."""

    def __init__(self, folder, name, start="20200101000000Z", end="99991231235959Z"):
        need("openssl")
        folder = folder / f"identity-{name}-{start}"
        folder.mkdir(parents=True)
        self.name, self.crt, self.key = name, folder / "crt.pem", folder / "key.pem"
        config = folder / "config"
        config.write_text(CONFIG.format(folder=folder))
        (folder / "index").write_text("")
        (folder / "serial").write_text("01\n")
        self.openssl("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", self.key,
                     "-subj", f"/CN={name}", "-out", folder / "request")
        self.openssl("ca", "-batch", "-selfsign", "-config", config, "-keyfile", self.key, "-in", folder / "request",
                     "-startdate", start, "-enddate", end, "-notext", "-out", self.crt)
        der = ssl.PEM_cert_to_DER_cert(self.crt.read_text())
        self.fingerprint = hashlib.sha256(der).hexdigest()
        public = self.openssl("x509", "-in", self.crt, "-pubkey", "-noout")
        spki = ssl.PEM_cert_to_DER_cert(public.replace("PUBLIC KEY", "CERTIFICATE"))
        self.key_fingerprint = hashlib.sha256(spki).hexdigest()

    def openssl(self, *words):
        return subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True).stdout.decode()

    def context(self, **how):
        c = context(**how)
        c.load_cert_chain(self.crt, self.key)
        return c


def visit(marmot, path, who=None, **how):
    """One request by somebody, or by nobody."""
    return gemini(marmot, path, **(how | ({"context": who.context()} if who else {})))
