"""Labelled by hand: who speaks, and about when, decides. Forms as a recogniser prints them."""

import pytest

from device.coach.safety import Concern, concern, speaks_for_the_role

CRISIS = (
    "i want to kill myself",
    "I don't want to be alive any more.",
    "i dont want to be alive anymore",
    "i'm going to hurt myself",
    "im gonna hurt myself tonight",
    "this is too much for me i feel like ending it",
    "i feel like ending it all",
    "honestly i just want to die",
    "i wanna die",
    "um i really want to die right now",
    "sorry i can't do the practice i want to end my life",
    "i am thinking about killing myself",
    "i've been thinking about suicide a lot",
    "ive been thinking about ending it",
    "i keep thinking about killing myself",
    "i'm suicidal",
    "im feeling suicidal",
    "i have been feeling suicidal lately",
    "i wish i was dead",
    "i wish i were dead",
    "i wish i'd never been born",
    "i wish i wouldn't wake up",
    "i wish i could just go to sleep and never wake up",
    "i just want to go to sleep and not wake up",
    "i don't want to wake up tomorrow",
    "i dont want to live any more",
    "i don't want to live",
    "i no longer want to live",
    "i'd rather be dead",
    "i'd be better off dead",
    "im better off dead",
    "everyone would be better off without me",
    "my kids would be better off without me",
    "i've got nothing to live for",
    "i have no reason to live",
    "i'm tired of living",
    "im so tired of being alive",
    "i'm done with life",
    "i'm going to top myself",
    "i might as well be dead i want to end it",
    "i've got the pills ready for it tonight",
    "i have a plan to kill myself",
    "i've just taken too many pills",
    "i took an overdose this morning",
    "i've taken all my tablets",
    "i've been cutting myself again",
    "i keep cutting myself",
    "i want to cut myself",
    "im self harming again",
    "i tried to kill myself last night",
    "i want to hurt myself and i dont know what to do",
    "i'm planning to end my life",
    "i'm about to do myself in",
    "i can't stop thinking about killing myself",
    "i am seventy eight and i have had enough i want to die",
    "yeah that's like me i want to die too",
    "i don't know i just want to end it all",
    "to be honest with you i'm thinking of ending my life",
    "me i want to die",
    "i want to take my own life",
    "i need to die",
    "i'm scared i'm going to kill myself",
    "i think i'm going to hurt myself",
    "i think i want to die",
    "i feel like i want to die",
    "i feel like killing myself",
    "i told my doctor i want to kill myself and he did nothing",
)

UNSURE = (
    "i don't want to be here any more",
    "i dont want to be here anymore",
    "some days i don't want to be here either",
    "i can't go on like this",
    "i cant do this any more",
    "i can't take it anymore",
    "i just want it all to stop",
    "i want it to be over",
    "i want to disappear",
    "i don't see the point any more",
    "i've thought about killing myself too",
    "i thought about ending it myself",
    "i hate being alive",
    "i'm a burden to everyone",
    "i feel hopeless too",
    "whats the point of living",
    "i'm not safe at home",
    "i hurt myself sometimes",
    "i can't face another day",
    "he is hitting me",
    "i don't feel safe tonight",
)

NONE = (
    "",
    "mm hm",
    "are you thinking of killing yourself",
    "are you thinking about suicide",
    "do you want to die",
    "so you wanted to die",
    "so you want to die and nobody sees it",
    "it sounds like you don't want to be alive any more",
    "sounds like you dont want to be here any more",
    "you feel like everyone would be better off without you",
    "you said you wanted to end it all",
    "when you say i want to die what do you mean",
    "you told me i want to die and i heard you",
    "i've had days like that when i wanted to die what are yours like",
    "i've been there i wanted to die when my wife left",
    "there was a time when i wanted to kill myself",
    "years ago i wanted to end my life and somebody listened",
    "i tried to kill myself when i was twenty and i'm glad i'm still here",
    "i used to cut myself when i was at school",
    "i used to want to die",
    "i was suicidal ten years ago",
    "i've felt suicidal in the past what helps you",
    "i thought about killing myself years ago",
    "this job is killing me",
    "my feet are killing me",
    "the waiting is killing me",
    "i could have died of embarrassment",
    "i nearly died laughing",
    "i wanted to die of shame",
    "i want to die of embarrassment just thinking about it",
    "i'd kill for a coffee",
    "i could murder a cup of tea",
    "i'm dying for a cup of tea",
    "i'm dying to hear what happened",
    "i was just killing time",
    "i don't want to kill the mood",
    "i don't want to kill myself working",
    "i'm not going to hurt myself",
    "i would never hurt myself",
    "i'm not suicidal",
    "i don't want to die",
    "i want to live",
    "i cut myself shaving this morning",
    "i cut myself off from everybody back then",
    "i don't want to cut myself off",
    "i want to cut myself some slack",
    "i hurt myself playing football last year",
    "i hurt myself at work once",
    "my brother killed himself",
    "my dad wanted to die at the end",
    "he said i want to die and then he laughed",
    "my mum used to say i want to die every christmas",
    "i'm so sorry your friend ended his life",
    "losing somebody to suicide is a terrible thing",
    "i'm afraid of dying too sometimes",
    "i'm scared of dying",
    "i don't want to live in that flat either",
    "i don't want to live with my parents any more",
    "i'm tired of living in that house",
    "i'm sick of living out of a suitcase",
    "i want to end this call on a good note",
    "i want to end it there for today",
    "if i wanted to die i'd want somebody to listen like this",
    "if i were you i would want to disappear as well",
    "i can't imagine how you go on",
    "you can't go on like this",
    "you feel like you can't do this any more",
    "it's like you want it all to stop",
    "i don't want to be here all day",
    "i don't want to be a burden but could you repeat that",
    "i want to die hard in the film that's on tonight",
    "i'm here and i'm not going anywhere",
    "i want to help you stay alive",
    "i want to be alive",
    "i'm worried you might hurt yourself",
    "have you thought about ending your life",
    "does it ever feel like you'd be better off dead",
    "you wish you were dead",
    "sounds like part of you wishes it was all over",
    "it makes sense that you'd want to disappear",
    "she wanted to kill me when i told her",
    "i wanted to kill him",
    "i'm bored to death",
    "i love you to death",
    "i'd die for my kids",
    "what is the point of all this for you",
    "thank you for telling me you want to die that took courage",
    "안녕하세요",
)


@pytest.mark.parametrize("said", CRISIS)
def test_a_trainee_in_crisis_is_heard(said: str) -> None:
    assert concern(said) is Concern.CRISIS


@pytest.mark.parametrize("said", UNSURE)
def test_in_doubt_the_trainee_is_asked(said: str) -> None:
    assert concern(said) is Concern.UNSURE


@pytest.mark.parametrize("said", NONE)
def test_a_reply_in_the_role_goes_on(said: str) -> None:
    assert concern(said) is Concern.NONE


@pytest.mark.parametrize(
    "answer",
    [
        "no",
        "no no",
        "no that was for the practice",
        "for the practice",
        "the practice",
        "just the practice",
        "it's part of the role",
        "i'm just practising",
        "im only practicing",
        "no i meant him",
        "nope i'm fine",
        "not me no",
        "i was just playing the part",
        "no not for me",
    ],
)
def test_a_clear_no_lets_the_practice_go_on(answer: str) -> None:
    assert speaks_for_the_role(answer)


@pytest.mark.parametrize(
    "answer",
    [
        "yes",
        "yeah",
        "for myself",
        "i don't know",
        "",
        "maybe",
        "both",
        "no i really mean it",
        "no it's me",
        "no i want to die",
        "what if i am",
        "myself",
    ],
)
def test_anything_else_is_taken_as_meant(answer: str) -> None:
    assert not speaks_for_the_role(answer)


def test_crisis_is_heard_within_a_long_ramble() -> None:
    ramble = "so um i was going to say that she seems sad and " * 20
    assert concern(ramble + "i want to kill myself and that's it") is Concern.CRISIS


def test_upper_case_and_curly_apostrophes_make_no_difference() -> None:
    assert concern("I DON’T WANT TO BE ALIVE ANY MORE!") is Concern.CRISIS
