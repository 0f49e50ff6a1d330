"""What is written is read back by the reader that cloud-init uses, whatever was typed."""

import importlib
import json
import re
import shlex
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from device.errors import WellheardError
from device.provision import answers, documents
from device.provision.answers import Answers, Role

yaml: Any = importlib.import_module("yaml")  # PyYAML, which cloud-init reads with
HOSTILE = (
    *("no", "yes", "on", "null", "~", "true", "1e3", "0o7", "012", "1:30", "=", "<<", ".inf", "-"),
    *('"', "'", "\\", "`id`", "$(id)", "${x}", "#", " #", ": ", "- a", "{}", "[", "&a", "*a", "!x"),
    *("%YAML", "---", "...", "|", ">", "@", "a: b", "ä ö ü ß", "🎧", "\u0085", "\u2028", "\ufeff"),
    *('"; reboot #', "' or 1", "\\n", "\x1b[31m", "e\u0301", " lead", "trail ", "a  b", "x" * 32),
)
texts = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(),
    st.lists(st.sampled_from(HOSTILE), max_size=4).map("".join),
)


def read(document: str) -> Any:
    return yaml.safe_load(document.encode("utf-8"))


def test_every_hostile_name_is_read_back_as_it_was() -> None:
    for written in HOSTILE:
        network_and_name(written, written * 3)


@settings(deadline=None)
@given(texts, texts)
def test_a_name_is_read_back_as_it_was(called: str, secret: str) -> None:
    network_and_name(called, secret)


def network_and_name(called: str, secret: str) -> None:
    try:
        wifi = answers.network(called, secret, "DE", wpa3=True)
    except WellheardError:
        wifi = None
    try:
        name = answers.name(called)
    except WellheardError:
        name = "plain"
    made = Answers(name, wifi=wifi, server="https://here.local:8443")
    user_data = documents.user_data(made)
    assert user_data.startswith("#cloud-config\n")
    told = read(user_data)
    files = {file["path"]: file["content"] for file in told["write_files"]}
    assert files["/etc/machine-info"].count("\n") == 1
    assert shell_value(files["/etc/machine-info"]) == name
    assert files[documents.ARGUMENTS].splitlines() == documents.arguments(made)
    network = read(documents.network_config(made))["network"]
    if wifi is None:
        assert "wifis" not in network
        return
    [(ssid, point)] = network["wifis"]["wlan0"]["access-points"].items()
    assert ssid == called
    assert point == ({"auth": {"key-management": "sae", "password": secret}} if wifi.secret else {})


def shell_value(line: str) -> str:
    """What a file of NAME=VALUE says, by the shell's own rules in double quotes."""
    match = re.fullmatch(r'PRETTY_HOSTNAME="((?:[^"\\$`]|\\[\\"$`])*)"\n', line)
    assert match is not None, line
    value = re.sub(r"\\(.)", r"\1", match[1])
    if value.isascii():
        assert shlex.split(line) == [f"PRETTY_HOSTNAME={value}"] or "\\$" in line or "\\`" in line
    return value


def test_with_wpa2_the_password_is_nowhere_on_the_card() -> None:
    made = Answers("Quiet room", wifi=answers.network("here", "open sesame", "GB", hidden=True))
    card = documents.user_data(made) + documents.network_config(made)
    assert "sesame" not in card
    [point] = read(documents.network_config(made))["network"]["wifis"]["wlan0"][
        "access-points"
    ].values()
    assert re.fullmatch(r"[0-9a-f]{64}", point["password"])
    assert point["hidden"] is True


def test_nobody_can_sign_in_with_a_password() -> None:
    told = read(documents.user_data(Answers("Quiet room", keys=("ssh-ed25519 AAAA me",))))
    assert told["ssh_pwauth"] is False
    assert told["disable_root"] is True
    [user] = told["users"]
    assert user["lock_passwd"] is True
    assert not {"passwd", "plain_text_passwd", "hashed_passwd"} & user.keys()
    assert user["ssh_authorized_keys"] == ["ssh-ed25519 AAAA me"]
    assert ["systemctl", "enable", "--now", "ssh"] in told["runcmd"]


def test_without_a_key_the_door_stays_shut() -> None:
    told = read(documents.user_data(Answers("Quiet room")))
    assert ["systemctl", "enable", "--now", "ssh"] not in told["runcmd"]
    assert "ssh_authorized_keys" not in told["users"][0]  # cloud-init refuses an empty list


def test_commands_are_lists_which_no_shell_takes_apart() -> None:
    told = read(documents.user_data(Answers("Quiet room")))
    assert all(isinstance(command, list) for command in told["runcmd"])


def test_a_server_s_card_asks_no_other_server() -> None:
    made = Answers("Office", role=Role.SERVER, server="https://x:1", fingerprint="AB", screen=True)
    assert documents.arguments(made) == ["server"]


def test_a_kiosk_s_card_says_all_that_was_answered() -> None:
    made = Answers("Room", server="https://x:1", fingerprint="AB:CD", screen=True)
    assert documents.arguments(made) == [
        *("kiosk", "--screen", "--server", "https://x:1", "--fingerprint", "AB:CD")
    ]


def test_a_card_written_anew_is_another_one_to_the_board() -> None:
    one, other = (read(documents.meta_data(Answers("Room"), each)) for each in ("a", "b"))
    assert one["instance-id"] != other["instance-id"]
    assert one["local-hostname"] == "room"
    assert json.dumps(one)
