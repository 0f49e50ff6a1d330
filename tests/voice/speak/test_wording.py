"""Written lines are read as a person reads them."""

import pytest

from device.voice.speak.wording import PIECE, pieces, spoken


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Dr. Lee left.", "Doctor Lee left."),
        ("Mrs. Li went. Then home!", "Mrs Li went. Then home!"),
        ("See you at 3pm.", "See you at 3 pm."),
        ("At 9:30am, or 3 p.m.", "At 9:30 am, or 3 pm."),
        ("A&E was full", "A&E was full"),
        ("Salt & vinegar", "Salt and vinegar"),
        ("It cost £20 and $1.50", "It cost 20 pounds and 1 dollar 50 cents"),
        ("call 999", "call nine nine nine"),
        ("call 300 people", "call 300 people"),
        ("Samaritans: 116 123, 24/7", "Samaritans: one one six, one two three, 24 7"),
        ("Ring 0800 123 456.", "Ring zero eight zero zero, one two three, four five six."),
        ("text 741741", "text seven four one seven four one"),
        ("10 000 people", "10000 people"),
        ("for 3-5 days", "for 3 to 5 days"),
        ("since 1998", "since 19 98"),
        ("50% of it", "50 percent of it"),
        ("She's got MS.", "She's got M S."),
        ("Mm-hm.", "um-hum."),
        ("I – well – left", "I, well, left"),
        ("Well…", "Well..."),
        ("he/she", "he or she"),
        ("*really* tired 😀🙂", "really tired"),
        ("“No,” she said", '"No," she said'),
        ("naïve café", "naïve café"),
        ("I didn’t", "I didn't"),
    ],
)
def test_what_engines_read_wrongly_is_put_right(written: str, read: str) -> None:
    assert spoken(written) == read


@pytest.mark.parametrize(
    "text", ["", "  \n", "...", "?!", "😀", "你好", "Привет", "*_*", "\x00\x07"]
)
def test_nothing_is_left_of_what_no_english_voice_can_say(text: str) -> None:
    assert spoken(text) == ""
    assert pieces(spoken(text)) == []


def test_plain_lines_stay_as_they_are() -> None:
    line = "I've been up since three, and it's fine. Two Red Bulls, is that bad?"

    assert spoken(line) == line


def test_short_sentences_are_said_with_their_neighbour() -> None:
    assert pieces("Yes. Well. She'd have laughed at me, I expect.") == [
        "Yes. Well. She'd have laughed at me, I expect."
    ]


def test_long_text_is_cut_into_pieces_and_loses_no_word() -> None:
    text = "It went on, and on, and nobody there said a single word about it. " * 12
    text += "and then " * 60

    cut = pieces(spoken(text))

    assert max(map(len, cut)) <= PIECE
    assert " ".join(cut).split() == text.split()


def test_a_word_without_end_is_cut_as_well() -> None:
    assert [len(piece) for piece in pieces("x" * 500)] == [PIECE, PIECE, 60]
