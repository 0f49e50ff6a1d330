"""What a card's first partition says to cloud-init: values in, texts out.

Nothing is ever pasted into YAML: documents are built as data, and every text in them is written in
double quotes, which YAML 1.1 and 1.2 read alike. Whether a name is "no", "1e3" or full of quotes,
it is read back as it was.
"""

import io
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import DoubleQuotedScalarString as Quoted

from device.provision.answers import Answers, Role, Wifi
from device.update.key import PINNED

BOOT = "/boot/firmware"
"""Where Raspberry Pi OS shows the card's first partition."""
BUNDLE = "wellheard.tar.gz"
"""The program, beside the documents."""
SOURCE = "/opt/wellheard-source"
ARGUMENTS = "/etc/wellheard/install.arguments"
"""How the installer is called: one argument a line."""
WIDE = 1 << 20
"""Letters to a line of YAML: none is folded."""
UNIT = f"""[Unit]
Description=Wellheard: install it, and try again until it is done
After=network-online.target time-sync.target
Wants=network-online.target
ConditionPathExists=!/etc/wellheard/installed
StartLimitIntervalSec=0

[Service]
Type=oneshot
ExecStart=/bin/sh {SOURCE}/provisioning/first.sh
Restart=on-failure
RestartSec=60
TimeoutStartSec=infinity
StandardOutput=journal+console
StandardError=journal+console

[Install]
WantedBy=multi-user.target
"""


def user_data(answers: Answers) -> str:
    """The document `user-data`: name, language, who signs in, and the installation."""
    document: dict[str, Any] = {
        "hostname": answers.host,
        "manage_etc_hosts": True,
        "locale": answers.locale,
        "timezone": answers.timezone,
        "ssh_pwauth": False,
        "disable_root": True,
        "users": [_user(answers)],
        "write_files": [
            _file("/etc/machine-info", f"PRETTY_HOSTNAME={_for_shell(answers.name)}\n"),
            _file(ARGUMENTS, "".join(f"{one}\n" for one in arguments(answers))),
            _file("/etc/systemd/system/wellheard-install.service", UNIT),
            *_believed(answers),
        ],
        "runcmd": _commands(answers),
    }
    return "#cloud-config\n# Written by `wellheard provision card`.\n" + _yaml(document)


def network_config(answers: Answers) -> str:
    """The document `network-config`: the cable always, the Wi-Fi where one was named."""
    network: dict[str, Any] = {
        "version": 2,
        "ethernets": {"eth0": {"dhcp4": True, "dhcp6": True, "optional": True}},
    }
    if answers.wifi is not None:
        network["wifis"] = {"wlan0": _wifi(answers.wifi)}
    return _yaml({"network": network})


def meta_data(answers: Answers, instance: str) -> str:
    """The document `meta-data`.

    Args:
        instance: another one with each card, or a card written anew would not be read anew.
    """
    return _yaml({"instance-id": f"wellheard-{instance}", "local-hostname": answers.host})


def arguments(answers: Answers) -> list[str]:
    """How `install.sh` is called."""
    asked = [answers.role.value]
    if answers.role is Role.KIOSK:
        asked += ["--screen"] if answers.screen else []
        asked += ["--server", answers.server] if answers.server else []
        asked += ["--fingerprint", answers.fingerprint] if answers.fingerprint else []
    return asked


def _believed(answers: Answers) -> list[dict[str, str]]:
    if not answers.update_keys:
        return []
    return [_file(str(PINNED), "".join(f"{key}\n" for key in answers.update_keys))]


def _user(answers: Answers) -> dict[str, Any]:
    return {
        "name": answers.user,
        "groups": ["sudo", "audio", "adm"],
        "shell": "/bin/bash",
        "lock_passwd": True,  # there is no password to guess
        "sudo": "ALL=(ALL) NOPASSWD:ALL",
        # cloud-init takes no empty list
        **({"ssh_authorized_keys": list(answers.keys)} if answers.keys else {}),
    }


def _wifi(wifi: Wifi) -> dict[str, Any]:
    point: dict[str, Any] = {}
    if wifi.secret is not None and wifi.wpa3:
        point["auth"] = {"key-management": "sae", "password": wifi.secret}
    elif wifi.secret is not None:
        point["password"] = wifi.secret
    if wifi.hidden:
        point["hidden"] = True
    return {
        "dhcp4": True,
        "dhcp6": True,
        "optional": True,
        "regulatory-domain": wifi.country,
        "access-points": {Quoted(wifi.name): point},
    }


def _commands(answers: Answers) -> list[list[str]]:
    wireless = [["rfkill", "unblock", "wifi"]] if answers.wifi else []
    door = [["systemctl", "enable", "--now", "ssh"]] if answers.keys else []
    return [
        *wireless,
        *door,
        ["mkdir", "-p", SOURCE],
        ["tar", "-xzf", f"{BOOT}/{BUNDLE}", "-C", SOURCE],
        ["systemctl", "daemon-reload"],
        ["systemctl", "enable", "wellheard-install.service"],
        ["systemctl", "start", "--no-block", "wellheard-install.service"],
    ]


def _file(path: str, content: str) -> dict[str, str]:
    return {"path": path, "permissions": "0644", "content": content}


def _for_shell(text: str) -> str:
    """As files of the system's that hold NAME=VALUE have it (os-release(5))."""
    escaped = "".join(f"\\{one}" if one in '\\"$`' else one for one in text)
    return f'"{escaped}"'


def _yaml(document: object) -> str:
    yaml = YAML(typ="rt", pure=True)
    yaml.width = WIDE
    yaml.allow_unicode = True
    told = io.StringIO()
    yaml.dump(_quoted(document), told)
    return told.getvalue()


def _quoted(value: Any) -> Any:
    """The same with every text in double quotes; only keys that this module wrote stay bare."""
    if isinstance(value, dict):
        return {key: _quoted(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_quoted(one) for one in value]
    return Quoted(value) if isinstance(value, str) else value
