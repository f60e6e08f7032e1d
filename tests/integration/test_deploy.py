"""What an administrator installs from ``deploy/``, tried as far as it can be without being one."""

import asyncio
import contextlib
import os
import re
import shutil
import socket
import ssl
import stat
import subprocess
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from websockets import Subprotocol
from websockets.asyncio.client import connect

from gateway.live.protocol import SUBPROTOCOL
from gateway.settings import read
from tests.architecture.tree import ROOT
from tests.fakes.meeting import Meeting, meeting

pytestmark = pytest.mark.integration
Requires = Callable[[str, str], Path]
NAME = "reunions.ville.example"
CONFIGURE = ROOT / "deploy" / "configure"


def configure(folder: Path, *options: str, name: str = NAME) -> subprocess.CompletedProcess[str]:
    command = [str(CONFIGURE), name, "--adresses", "192.0.2.7,2001:db8::7", "--racine", str(folder), *options]
    return subprocess.run(command, capture_output=True, text=True)


def environment_of(folder: Path) -> dict[str, str]:
    lines = (folder / "etc" / "voixla" / "environment").read_text("utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def test_the_settings_are_understood_and_secrets_are_fresh(tmp_path: Path) -> None:
    given = []
    for folder in (tmp_path / "a", tmp_path / "b"):
        assert configure(folder).returncode == 0
        given.append(environment_of(folder))
        settings = read(given[-1])
        assert settings.turn_urls == (
            f"turn:{NAME}:3478?transport=udp",
            f"turn:{NAME}:3478?transport=tcp",
        )
    secrets = {each["VOIXLA_TURN_SECRET"] for each in given}
    assert len(secrets) == 2
    assert all(len(secret) == 64 for secret in secrets)


def test_secrets_are_kept_and_shown_to_nobody(tmp_path: Path) -> None:
    first = configure(tmp_path)
    before = environment_of(tmp_path)
    again = configure(tmp_path)
    assert environment_of(tmp_path) == before
    secret = before["VOIXLA_TURN_SECRET"]
    assert secret not in first.stdout + first.stderr + again.stdout + again.stderr
    relay = tmp_path / "etc" / "turnserver.conf"
    assert f"static-auth-secret={secret}\n" in relay.read_text("utf-8")
    for path, mode in ((tmp_path / "etc" / "voixla" / "environment", 0o600), (relay, 0o640)):
        assert stat.S_IMODE(path.stat().st_mode) == mode


def test_what_a_package_brought_is_kept_once(tmp_path: Path) -> None:
    relay = tmp_path / "etc" / "turnserver.conf"
    relay.parent.mkdir()
    relay.write_text("syslog\n", "utf-8")
    for _ in range(2):
        assert configure(tmp_path).returncode == 0
    assert relay.with_name("turnserver.conf.avant-voixla").read_text("utf-8") == "syslog\n"


def test_nothing_is_left_to_fill_in(tmp_path: Path) -> None:
    for proxy in ("caddy", "nginx"):
        assert configure(tmp_path, "--proxy", proxy).returncode == 0
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(written) == 5
    assert not [path for path in written if re.search("@[A-Z_]+@", path.read_text("utf-8"))]


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("", []),
        ("localhost", []),
        ("reunions.ville.example; reboot", []),
        (NAME, ["--proxy", "apache"]),
        (NAME, ["--adresses", "192.0.2.7;x"]),
        (NAME, ["--force"]),
        (NAME, ["--proxy"]),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_written(
    tmp_path: Path, name: str, options: list[str]
) -> None:
    refused = configure(tmp_path, *options, name=name)
    assert refused.returncode == 1
    assert refused.stderr.strip()
    assert not list(tmp_path.iterdir())


def test_the_service_is_a_unit_that_systemd_takes(requires: Requires, tmp_path: Path) -> None:
    requires("systemd-analyze", "systemd")
    unit = tmp_path / "voixla.service"
    text = (ROOT / "deploy" / "voixla.service").read_text("utf-8")
    unit.write_text(text.replace("/opt/voixla/run", str(ROOT / "run")), "utf-8")
    drop_in = tmp_path / "voixla.service.d" / "gpu.conf"
    drop_in.parent.mkdir()
    shutil.copy(ROOT / "deploy" / "gpu.conf", drop_in)
    found = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True)
    assert (found.returncode, found.stderr) == (0, "")


def test_the_service_may_do_little(requires: Requires) -> None:
    requires("systemd-analyze", "systemd")
    unit = ROOT / "deploy" / "voixla.service"
    command = ["systemd-analyze", "security", "--offline=true", "--threshold=25", unit]
    judged = subprocess.run(command, capture_output=True, text=True, env=os.environ | {"SYSTEMD_PAGER": ""})
    assert judged.returncode == 0, judged.stdout[-400:]


def test_caddy_takes_its_configuration(requires: Requires, tmp_path: Path) -> None:
    requires("caddy", "caddy")
    assert configure(tmp_path).returncode == 0
    config = tmp_path / "etc" / "caddy" / "Caddyfile"
    command = ["caddy", "validate", "--adapter", "caddyfile", "--config", config]
    judged = subprocess.run(command, capture_output=True, text=True, env=os.environ | _home(tmp_path))
    assert judged.returncode == 0, judged.stderr


@pytest.mark.parametrize("proxy", ["caddy", "nginx"])
async def test_meetings_go_through_the_proxy(requires: Requires, tmp_path: Path, proxy: str) -> None:
    requires(proxy, {"caddy": "caddy", "nginx": "nginx-light"}[proxy])
    start = behind_caddy if proxy == "caddy" else behind_nginx
    async with meeting() as server, start(tmp_path, server) as (port, trust):
        site = f"https://{NAME}:{port}"
        await _live_socket_opens(site, port, trust)
        async with httpx.AsyncClient(verify=trust) as client:
            await _wait_for(client, port)
            page = await _ask(client, "GET", port, "/")
            assert (page.status_code, page.headers["x-content-type-options"]) == (200, "nosniff")
            assert page.headers["strict-transport-security"] == "max-age=31536000"
            assert (await _ask(client, "GET", port, "/metrics")).status_code == 404
            new = await _ask(client, "POST", port, "/api/rooms")
            assert new.json()["url"] == f"{site}/room/{new.json()['room']}", "it knows its name and https"
            offer = await _ask(client, "POST", port, "/whip/conseil", content="bonjour", sdp=True)
            assert (offer.status_code, offer.json()["code"]) == (422, "media.no_audio")


async def _live_socket_opens(site: str, port: int, trust: ssl.SSLContext) -> None:
    address = site.replace("https", "wss") + "/live/conseil"
    origin = {"origin": site}
    protocol = [Subprotocol(SUBPROTOCOL)]
    where = {"host": "127.0.0.1", "port": port, "ssl": trust, "proxy": None}
    async with (
        asyncio.timeout(20),
        connect(address, subprotocols=protocol, additional_headers=origin, **where) as page,  # type: ignore[arg-type]
    ):
        await page.send('{"type":"hello","v":1,"role":"reader"}')
        assert '"welcome"' in str(await page.recv())


async def _ask(
    client: httpx.AsyncClient, method: str, port: int, path: str, content: str = "", sdp: bool = False
) -> httpx.Response:
    headers = {"host": f"{NAME}:{port}"} | ({"content-type": "application/sdp"} if sdp else {})
    url = f"https://127.0.0.1:{port}{path}"
    return await client.request(
        method, url, headers=headers, content=content, extensions={"sni_hostname": NAME}
    )


async def _wait_for(client: httpx.AsyncClient, port: int) -> None:
    assert (await _ask(client, "GET", port, "/readyz")).text == "ready\n"


@asynccontextmanager
async def behind_caddy(folder: Path, server: Meeting) -> AsyncIterator[tuple[int, ssl.SSLContext]]:
    """With certificates of its own making in place of those from outside."""
    assert configure(folder).returncode == 0
    port = _free_port()
    ours = "{\n\tadmin off\n\tlocal_certs\n\tskip_install_trust\n\tauto_https disable_redirects\n"
    ours += f"\thttps_port {port}\n}}\n"
    site = (folder / "etc" / "caddy" / "Caddyfile").read_text("utf-8")
    config = folder / "Caddyfile"
    config.write_text(ours + site.replace("127.0.0.1:8080", server.address), "utf-8")
    root = folder / "data" / "caddy" / "pki" / "authorities" / "local" / "root.crt"
    command = ["caddy", "run", "--adapter", "caddyfile", "--config", str(config)]
    async with _running(command, folder, port, os.environ | _home(folder)):
        yield port, ssl.create_default_context(cafile=str(root))


@asynccontextmanager
async def behind_nginx(folder: Path, server: Meeting) -> AsyncIterator[tuple[int, ssl.SSLContext]]:
    """With a certificate made here."""
    assert configure(folder, "--proxy", "nginx").returncode == 0
    port, plain = _free_port(), _free_port()
    key, certificate = folder / "privkey.pem", folder / "fullchain.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    command += ["-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}", "-days", "2"]
    subprocess.run([*command, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    site = (folder / "etc" / "nginx" / "sites-available" / "voixla").read_text("utf-8")
    for wanted, ours in (
        ("    listen [::]:80;\n", ""),
        ("    listen [::]:443 ssl http2;\n", ""),
        ("listen 80;", f"listen 127.0.0.1:{plain};"),
        ("listen 443 ssl http2;", f"listen 127.0.0.1:{port} ssl http2;"),
        (f"/etc/letsencrypt/live/{NAME}", str(folder)),
        ("127.0.0.1:8080", server.address),
    ):
        assert wanted in site
        site = site.replace(wanted, ours)
    (folder / "site").write_text(site, "utf-8")
    paths = "".join(f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi"))
    paths += "".join(f"{kind}_temp_path {folder}/{kind};" for kind in ("uwsgi", "scgi"))
    config = folder / "nginx.conf"
    config.write_text(
        f"daemon off; pid {folder}/pid; error_log stderr;\nevents {{}}\n"
        f"http {{ access_log off; {paths} include {folder}/site; }}\n",
        "utf-8",
    )
    judged = subprocess.run(["nginx", "-t", "-c", config], capture_output=True, text=True)
    assert judged.returncode == 0, judged.stderr
    async with _running(["nginx", "-c", str(config)], folder, port, dict(os.environ)):
        yield port, ssl.create_default_context(cafile=str(certificate))


@asynccontextmanager
async def _running(command: list[str], folder: Path, port: int, env: dict[str, str]) -> AsyncIterator[None]:
    """Inside, ``port`` answers."""
    log = folder / "log"
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(*command, stdout=output, stderr=output, env=env)
    try:
        deadline = time.monotonic() + 30
        while not await _answers(port):
            assert process.returncode is None, log.read_text("utf-8")
            assert time.monotonic() < deadline, log.read_text("utf-8")
            await asyncio.sleep(0.1)
        yield
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        await process.wait()


async def _answers(port: int) -> bool:
    """A handshake is taken up: Caddy listens before it has a certificate."""
    anybody = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    anybody.check_hostname, anybody.verify_mode = False, ssl.CERT_NONE
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port, ssl=anybody, server_hostname=NAME)
    except (OSError, ssl.SSLError):
        return False
    writer.close()
    with contextlib.suppress(OSError, ssl.SSLError):
        await writer.wait_closed()
    return True


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _home(folder: Path) -> dict[str, str]:
    return {
        "HOME": str(folder),
        "XDG_DATA_HOME": str(folder / "data"),
        "XDG_CONFIG_HOME": str(folder / "config"),
    }
