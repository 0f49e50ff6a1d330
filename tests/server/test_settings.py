from pathlib import Path

import pytest

from server.settings import ServerSettingsError, Settings, load


def test_without_any_setting_it_is_sqlite_with_tls(tmp_path: Path) -> None:
    settings = load((tmp_path,))
    assert settings.url.drivername == "sqlite"
    assert settings.url.database == str(settings.server_folder / "server.sqlite3")
    assert settings.secure


def test_the_environment_wins_over_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.toml").write_text('port = 1234\nhost = "127.0.0.1"\n')
    monkeypatch.setenv("WELLHEARD_PORT", "4321")
    settings = load((tmp_path,))
    assert (settings.port, settings.host) == (4321, "127.0.0.1")


def test_a_setting_that_is_not_known_is_told_with_its_file_and_the_nearest(tmp_path: Path) -> None:
    file = tmp_path / "a.toml"
    file.write_text("prot = 1234\n")
    with pytest.raises(ServerSettingsError) as caught:
        load((tmp_path,))
    assert str(caught.value) == (
        f"{file}: there is no server setting called prot. Did you mean port?"
    )


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("PORT", "70000", "WELLHEARD_PORT: port can't be '70000'"),
        ("WORKERS", "many", "WELLHEARD_WORKERS: workers can't be 'many'"),
        ("DATABASE_URL", "mysql://root:hunter2@x/y", "begins with sqlite or postgresql+psycopg"),
        ("DATABASE_URL", "no address", "not a database's address"),
        ("CERTIFICATE", "x.pem", "given together"),
        ("PLAIN_HTTP", "yes", "would let passwords be overheard"),
    ],
)
def test_a_value_that_can_not_be_is_told_in_a_sentence_without_secrets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str
) -> None:
    monkeypatch.setenv(f"WELLHEARD_{name}", value)
    with pytest.raises(ServerSettingsError) as caught:
        load((tmp_path,))
    assert told in str(caught.value)
    assert "hunter2" not in str(caught.value)


def test_a_file_that_can_not_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_bytes(b"port = \xff")
    with pytest.raises(ServerSettingsError, match=r"a\.toml.*Mend the file"):
        load((tmp_path,))


def test_plain_http_is_for_this_machine_unless_one_insists() -> None:
    assert not Settings(plain_http=True, host="127.0.0.1").secure
    assert not Settings(plain_http=True, plain_http_anywhere=True).secure
    assert Settings(plain_http=True, trusted_proxies="10.0.0.1").secure
