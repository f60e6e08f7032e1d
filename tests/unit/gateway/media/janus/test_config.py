import re
import stat
from pathlib import Path

from gateway.media.janus.config import JanusOptions, MediaPorts, new_keys, write_config


def test_every_file_is_ours_only(tmp_path: Path) -> None:
    write_config(tmp_path, port=8188, keys=new_keys(), options=JanusOptions())
    files = list(tmp_path.iterdir())
    assert len(files) == 3
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_secrets_differ_from_one_start_to_the_next() -> None:
    first, second = new_keys(), new_keys()
    assert len({first.signing, first.admin, second.signing, second.admin}) == 4
    assert min(len(first.signing), len(first.admin)) >= 32


def test_only_one_transport_is_open_and_on_loopback_only(tmp_path: Path) -> None:
    main = write_config(tmp_path, port=8189, keys=new_keys(), options=JanusOptions()).read_text()
    sockets = (tmp_path / "janus.transport.websockets.jcfg").read_text()
    assert 'ws_ip = "127.0.0.1"' in sockets
    assert "ws_port = 8189" in sockets
    assert "admin_ws = false" in sockets
    for transport in ("http", "pfunix", "rabbitmq", "mqtt", "nanomsg"):
        assert f"libjanus_{transport}.so" in main
    assert "libjanus_videoroom.so" not in main
    assert "libjanus_websockets.so" not in main
    for plugin in ("echotest", "recordplay", "streaming", "sip"):
        assert f"libjanus_{plugin}.so" in main


def test_tokens_and_the_admin_key_are_demanded(tmp_path: Path) -> None:
    keys = new_keys()
    main = write_config(tmp_path, port=1, keys=keys, options=JanusOptions()).read_text()
    rooms = (tmp_path / "janus.plugin.videoroom.jcfg").read_text()
    assert "token_auth = true" in main
    assert f'token_auth_secret = "{keys.signing}"' in main
    assert "lock_rtp_forward = true" in rooms
    assert f'admin_key = "{keys.admin}"' in rooms
    assert "janusoverlord" not in main


def test_what_an_installation_decides(tmp_path: Path) -> None:
    options = JanusOptions(ports=MediaPorts(first=30_000, last=30_100), public_address="203.0.113.9")
    main = write_config(tmp_path, port=1, keys=new_keys(), options=options).read_text()
    assert 'rtp_port_range = "30000-30100"' in main
    assert 'nat_1_1_mapping = "203.0.113.9"' in main
    plain = write_config(tmp_path, port=1, keys=new_keys(), options=JanusOptions()).read_text()
    assert "nat_1_1_mapping" not in plain


def test_a_folder_with_odd_characters_is_quoted(tmp_path: Path) -> None:
    folder = tmp_path / 'a "b" é'
    folder.mkdir()
    main = write_config(folder, port=1, keys=new_keys(), options=JanusOptions()).read_text()
    assert re.search(r'configs_folder = ".*a \\"b\\" é"', main)
