import re

import pytest

from device.models.catalogue import CATALOGUE, KIOSK, Download, UnknownModel, find


def test_every_model_is_found_by_its_name() -> None:
    assert len({model.id for model in CATALOGUE}) == len(CATALOGUE)
    assert all(find(model.id) is model for model in CATALOGUE)


def test_an_unknown_name_is_answered_with_those_there_are() -> None:
    with pytest.raises(UnknownModel, match=r"called whisper-huge.*whisper-tiny.*kokoro"):
        find("whisper-huge")


def test_every_source_and_file_is_pinned() -> None:
    for model in CATALOGUE:
        for pinned in (*model.sources, *model.files):
            assert re.fullmatch(r"[0-9a-f]{64}", pinned.sha256)
            assert pinned.size > 0


def test_the_sizes_that_are_told_are_those_of_the_files() -> None:
    for model in CATALOGUE:
        assert bool(model.files) != bool(model.tree)
        if model.files:
            assert model.unpacked == sum(file.size for file in model.files)


def test_a_kiosk_gets_its_models_from_the_package_registries_alone() -> None:
    assert not any(isinstance(source, Download) for model in KIOSK for source in model.sources)
