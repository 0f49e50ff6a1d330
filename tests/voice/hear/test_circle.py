from device.voice.hear.circle import circles, without_circles


def cut(text: str) -> str:
    return " ".join(without_circles(text.split(), text=str))


def test_a_phrase_that_comes_again_and_again_is_left_once() -> None:
    said = "I have none. I have none. I have none. I have none."
    assert cut(said) == "I have none."
    assert circles(said.split())


def test_a_long_phrase_is_not_said_twice() -> None:
    assert cut("I want my hot cheese juice. I want my hot cheese juice.") == (
        "I want my hot cheese juice."
    )


def test_a_round_that_was_only_begun_goes_too() -> None:
    assert cut("well I have none I have none I have none I have") == "well I have none"


def test_a_second_round_that_the_end_cut_off_is_no_second_round() -> None:
    said = "I'm to mind, I'm happy to meet you, I'm to mind, I'm happy to"
    assert cut(said) == "I'm to mind, I'm happy to meet you,"


def test_what_comes_after_a_circle_is_kept() -> None:
    assert cut("oh no no no no no it was fine") == "oh no it was fine"


def test_what_people_say_twice_or_thrice_is_no_circle() -> None:
    for said in (
        "no, no, no, you did what you could",
        "it was hard, it was hard for both of you",
        "you tried and you tried and they still said no",
        "",
    ):
        assert cut(said) == said
        assert not circles(said.split())
