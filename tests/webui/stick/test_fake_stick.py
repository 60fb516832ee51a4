"""The fake must behave, or the tests that stand on it say nothing."""

from __future__ import annotations

import pytest

from device.errors import UsageError
from device.stick.order import BackupOrder
from tests.webui.stick.fake_stick import KEPT, NEW, RIGHT, FakeStick


def test_a_look_tells_what_is_there_until_it_is_pulled_out(stick: FakeStick) -> None:
    assert not stick.is_plugged_in()
    stick.plug_in()
    assert stick.state().contents is None
    stick.look()
    contents = stick.state().contents
    assert contents
    assert (contents.backups, contents.update) == (KEPT, NEW)
    stick.pull_out()
    assert (stick.state().plugged_in, stick.state().contents) == (False, None)


def test_a_backup_goes_on_until_it_is_finished_and_opens_with_its_passphrase(stick: FakeStick) -> None:
    stick.plug_in(backups=())
    stick.backup("four good old words")
    stick.come_to("writing")
    assert (stick.state().doing, stick.state().step, stick.state().outcome) == ("backup", "writing", None)
    with pytest.raises(UsageError, match="backup is being done"):
        stick.look()
    stick.finish()
    contents = stick.state().contents
    assert contents
    (written,) = contents.backups
    for passphrase, trouble in (("four good new words", "wrong_passphrase"), ("four good old words", None)):
        stick.restore(written.name, passphrase)
        stick.finish()
        outcome = stick.state().outcome
        assert outcome
        assert (outcome.of, outcome.trouble) == ("restore", trouble)


def test_an_update_is_installed_or_goes_back(stick: FakeStick) -> None:
    stick.plug_in()
    stick.update(NEW.name)
    stick.finish("went_back")
    outcome = stick.state().outcome
    assert outcome
    assert (outcome.trouble, outcome.version, stick.installed) == ("went_back", "0.1.0", "0.1.0")
    stick.update(NEW.name)
    stick.finish()
    outcome = stick.state().outcome
    assert outcome
    assert (outcome.trouble, outcome.version, stick.installed) == (None, "0.2.0", "0.2.0")
    stick.look()
    contents = stick.state().contents
    assert contents
    assert contents.update is None


def test_what_is_pulled_out_in_between_did_not_come_about(stick: FakeStick) -> None:
    stick.plug_in()
    stick.backup(RIGHT)
    stick.pull_out()
    stick.finish()
    outcome = stick.state().outcome
    assert outcome
    assert outcome.trouble == "no_stick"


def test_values_that_are_none_are_refused_without_being_told(stick: FakeStick) -> None:
    stick.plug_in()
    with pytest.raises(UsageError) as refused:
        stick.backup("tooshort")
    assert "tooshort" not in str(refused.value)
    with pytest.raises(UsageError):
        stick.restore("../../etc/passwd", RIGHT)
    assert stick.orders == []
    stick.backup(RIGHT)
    assert stick.orders == [BackupOrder(passphrase=RIGHT)]
