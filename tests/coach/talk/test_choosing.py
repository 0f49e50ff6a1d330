import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from device.coach.reply import Reply
from device.coach.talk.act import (
    MANNERS,
    Act,
    Adapt,
    Command,
    End,
    Expect,
    Listen,
    Say,
    Unheard,
    Why,
)
from device.coach.talk.another import Another
from device.coach.talk.choosing import FIRST, WHICH, Choosing, Offer, listed
from device.coach.talk.phrases import reception
from device.library import shipped

CRISIS_WORDS = "Sam is on duty today."
TEA = Offer("tea", "Two cups of tea", "Len", ("bereavement", "loneliness"))
BRIDGE = Offer("bridge", "The bridge builder", "Samir", ("refugees", "unemployment"))
SHIFT = Offer("shift", "Night shift at home", "Tia", ("young carers", "exhaustion", "guilt"))


@pytest.fixture
def choosing() -> Choosing:
    return Choosing([TEA, BRIDGE, SHIFT], crisis_words=CRISIS_WORDS, seed=2)


def said(acts: tuple[Act, ...]) -> str:
    return " ".join(act.text for act in acts if isinstance(act, Say))


def at(choosing: Choosing, place: str) -> Choosing:
    choosing.begin()
    if place == WHICH:
        choosing.heard(Reply("no"))
    return choosing


def test_the_welcome_tells_what_it_is_that_nothing_is_kept_and_how_to_leave(
    choosing: Choosing,
) -> None:
    told = said(choosing.begin())
    assert any(word in told for word in ("aren't real", "invented", "Nobody you'll hear is real"))
    assert reception.NOTHING_KEPT in told
    assert reception.LEAVE_BY_VOICE in told
    assert len(told.split()) < 75, "nobody listens to more than half a minute of this"


@pytest.mark.parametrize(
    "yes",
    [
        "yes",
        "yeah, first time",
        "I've never been here before",
        "yes please",
        "it's my first time",
        "Yep.",
    ],
)
def test_a_newcomer_gets_the_try_out(choosing: Choosing, yes: str) -> None:
    acts = at(choosing, FIRST).heard(Reply(yes))
    assert acts[-1] == End(Why.FINISHED)
    assert choosing.first_time
    assert choosing.chosen is None


@pytest.mark.parametrize("no", ["no", "nope", "No, I've been here.", "uh no", "not the first time"])
def test_who_was_here_before_is_offered_a_talk_at_once(choosing: Choosing, no: str) -> None:
    acts = at(choosing, FIRST).heard(Reply(no))
    assert acts[-1] == Listen(Expect.CHOICE, WHICH, 1)
    assert "Two cups of tea" in said(acts)
    assert "Len" in said(acts)


@pytest.mark.parametrize(
    "yes", ["yes", "yes please", "okay", "that one", "sure, let's go", "I'd like that one please"]
)
def test_what_is_suggested_can_be_taken(choosing: Choosing, yes: str) -> None:
    assert at(choosing, WHICH).heard(Reply(yes))[-1] == End(Why.FINISHED)
    assert choosing.chosen == "tea"


@pytest.mark.parametrize(
    "no", ["another", "no", "another one please", "next", "something else", "not that one"]
)
def test_another_is_suggested_as_often_as_wished(choosing: Choosing, no: str) -> None:
    at(choosing, WHICH)
    assert "bridge" in said(choosing.heard(Reply(no)))
    assert "Night shift" in said(choosing.heard(Reply(no)))
    assert "Two cups" in said(choosing.heard(Reply(no)))


@pytest.mark.parametrize(
    ("words", "chosen"),
    [
        ("something about bereavement", "tea"),
        ("I'd like to practise with refugees please", "bridge"),
        ("guilt", "shift"),
        ("the bridge builder", "bridge"),
        ("can I talk to Tia", "shift"),
        ("young carers", "shift"),
        ("lonely", "tea"),
    ],
)
def test_a_topic_a_title_or_a_name_is_taken_at_its_word(
    choosing: Choosing, words: str, chosen: str
) -> None:
    assert at(choosing, WHICH).heard(Reply(words))[-1] == End(Why.FINISHED)
    assert choosing.chosen == chosen


@pytest.mark.parametrize("words", ["surprise me", "I don't mind", "you choose", "anything"])
def test_the_kiosk_may_choose(choosing: Choosing, words: str) -> None:
    assert at(choosing, WHICH).heard(Reply(words))[-1] == End(Why.FINISHED)
    assert choosing.chosen in {"tea", "bridge", "shift"}


def test_the_topics_are_told_when_asked_for(choosing: Choosing) -> None:
    told = said(at(choosing, WHICH).heard(Reply("what topics do you have")))
    assert "bereavement, refugees and young carers" in told


def test_the_buttons_choose_too(choosing: Choosing) -> None:
    at(choosing, WHICH)
    assert "bridge" in said(choosing.command(Command.DISAGREE))
    assert choosing.command(Command.GO_ON)[-1] == End(Why.FINISHED)
    assert choosing.chosen == "bridge"


@pytest.mark.parametrize("place", [FIRST, WHICH])
def test_what_was_picked_on_a_screen_is_taken(choosing: Choosing, place: str) -> None:
    at(choosing, place).point_at("shift")
    assert choosing.command(Command.GO_ON)[-1] == End(Why.FINISHED)
    assert choosing.chosen == "shift"
    assert not choosing.first_time


def test_what_is_gone_can_not_be_picked(choosing: Choosing) -> None:
    at(choosing, WHICH).point_at("gone")
    choosing.command(Command.GO_ON)
    assert choosing.chosen == "tea"


def test_news_of_the_kiosk_are_told_with_the_welcome() -> None:
    news = "This kiosk has a new version."
    choosing = Choosing([TEA], crisis_words=CRISIS_WORDS, news=news)
    assert news in said(choosing.begin())


def test_who_was_welcomed_is_asked_at_once() -> None:
    choosing = Choosing([TEA, BRIDGE], crisis_words=CRISIS_WORDS, welcomed=True)
    acts = choosing.begin()
    assert acts[-1] == Listen(Expect.CHOICE, WHICH, 1)
    assert reception.NOTHING_KEPT not in said(acts)


def test_who_says_nothing_is_asked_once_and_then_let_go(choosing: Choosing) -> None:
    choosing.begin()
    assert choosing.unheard(Unheard.SILENCE) == (Listen(Expect.CHOICE, FIRST, 1),)
    assert reception.FIRST_TIME in said(choosing.unheard(Unheard.SILENCE))
    assert choosing.unheard(Unheard.SILENCE) == (Listen(Expect.CHOICE, FIRST, 1),)
    assert choosing.unheard(Unheard.SILENCE)[-1] == End(Why.WALKED_OFF)


def test_the_practice_can_be_left_from_the_first_moment(choosing: Choosing) -> None:
    choosing.begin()
    assert choosing.heard(Reply("stop please"))[-1] == End(Why.STOPPED)


def test_somebody_in_crisis_is_not_asked_for_a_topic(choosing: Choosing) -> None:
    choosing.begin()
    acts = choosing.heard(Reply("I want to kill myself"))
    assert acts[-1] == End(Why.CRISIS)
    assert CRISIS_WORDS in said(acts)
    assert choosing.in_doubt


def test_where_it_cant_be_told_the_trainee_is_asked_and_a_plain_no_goes_on(
    choosing: Choosing,
) -> None:
    choosing.begin()
    acts = choosing.heard(Reply("I can't go on like this"))
    if acts[-1] != End(Why.CRISIS):
        assert acts[-1] == Listen(Expect.PRIVATE, "for-whom", 1)
        assert choosing.in_doubt
        assert choosing.heard(Reply("no, not for me"))[-1] == Listen(Expect.CHOICE, FIRST, 1)
        assert not choosing.in_doubt


@pytest.mark.parametrize("manner", sorted(MANNERS))
def test_louder_and_slower_work_here_too(choosing: Choosing, manner: Command) -> None:
    choosing.begin()
    acts = choosing.heard(Reply(manner))
    assert acts[0] == Adapt(manner)
    assert reception.FIRST_TIME in said(acts)


def test_nothing_to_offer_is_told_at_once() -> None:
    with pytest.raises(ValueError, match="no scenario"):
        Choosing([], crisis_words=CRISIS_WORDS)


ANYTHING = st.one_of(
    st.sampled_from(
        ["yes", "no", "another", "what", "first", "bereavement", "help", "stop", "hm"]
    ).map(lambda text: ("heard", Reply(text))),
    st.text(max_size=30).map(lambda text: ("heard", Reply(text))),
    st.sampled_from(Unheard).map(lambda why: ("unheard", why)),
    st.sampled_from(Command).map(lambda command: ("command", command)),
)


@pytest.mark.parametrize("sort", [Choosing, Another])
@settings(max_examples=80, deadline=None)
@given(steps=st.lists(ANYTHING, max_size=40), seed=st.integers(0, 9))
def test_whatever_is_heard_each_answer_ends_with_one_wait_or_one_end(
    sort: type[Choosing] | type[Another], steps: list[tuple[str, object]], seed: int
) -> None:
    talk = (
        Choosing([TEA, BRIDGE], crisis_words=CRISIS_WORDS, seed=seed)
        if sort is Choosing
        else Another(crisis_words=CRISIS_WORDS, seed=seed)
    )
    ended = False
    for acts in (talk.begin(), *(getattr(talk, name)(what) for name, what in steps)):
        assert [isinstance(act, Listen | End) for act in acts].count(True) == 1
        assert isinstance(acts[-1], Listen | End)
        assert not ended or acts == (acts[-1],)
        ended = isinstance(acts[-1], End)


def test_mumbling_for_ever_ends_too(choosing: Choosing) -> None:
    choosing.begin()
    for _ in range(50):
        if isinstance(choosing.heard(Reply("hm mumble"))[-1], End):
            break
    else:
        pytest.fail("it went on asking")


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("yes", True),
        ("yes please another one", True),
        ("no thanks", False),
        ("no, that's enough", False),
        ("not today", False),
    ],
)
def test_another_talk_is_had_only_when_wished(words: str, wanted: bool) -> None:
    another = Another(crisis_words=CRISIS_WORDS)
    another.begin()
    assert another.heard(Reply(words))[-1] == End(Why.FINISHED)
    assert another.wanted is wanted


def test_silence_after_a_talk_is_goodbye() -> None:
    another = Another(crisis_words=CRISIS_WORDS)
    another.begin()
    acts = another.unheard(Unheard.SILENCE)
    assert acts[-1] == End(Why.FINISHED)
    assert not another.wanted
    assert said(acts)


def test_what_ships_can_be_named_by_each_of_its_titles_and_topics() -> None:
    offers = [Offer.of(scenario) for scenario in shipped()]
    for offer in offers:
        for words in (offer.title, *offer.topics):
            choosing = Choosing(offers, crisis_words=CRISIS_WORDS, known=True)
            choosing.begin()
            choosing.heard(Reply(f"something about {words} please"))
            assert choosing.chosen is not None, words
            if words == offer.title:
                assert choosing.chosen == offer.id


def test_names_are_listed_as_one_says_them() -> None:
    assert listed([]) == ""
    assert listed(["Len"]) == "Len"
    assert listed(["Len", "Ada", "Bo"]) == "Len, Ada and Bo"
