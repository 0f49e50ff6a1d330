"""From a written line to one that an engine reads as a person would.

espeak-ng finds the pronunciation for all three engines, so what it reads wrongly is put right here:
it spells "mm-hm" out, calls "£20" "pound twenty", "24/7" "slash seven", a helpline's number eight
hundred thousand, and ends a sentence after "Mrs.".
"""

import re
import unicodedata

PIECE = 220
"""Characters of a piece, at most: Kokoro hurries longer ones, and a listener waits for them."""
SHORT = 30
"""Characters under which a sentence is joined to its neighbour: alone, it is said without life."""

_PAUSE = re.compile(r"\s+[-–—]+\s+|\s*[–—]+\s*|\s*--+\s*")
_RANGE = re.compile(r"(?<=\d)\s?[–-]\s?(?=\d+\b(?![-–]))")
_GROUPS = re.compile(r"(?<![\d.,:£$€+])\+?\d{2,}(?:[ -]\d{2,})*\b(?![.,:]\d)")
_DIALLED = re.compile(r"(?i)\b(call|calling|dial|ring|phone|text|on)(\s+)(\d(?!00)\d{2}|\d{5,6})\b")
_PHONE_DIGITS = 6
"""Digits a telephone number has at least, when nobody says that it is one."""
_YEAR = re.compile(r"(?<![\d.,:£$€#])\b(19[1-9]|20[1-4])(\d)\b(?![.,:]\d|%)")
_MONEY = re.compile(r"([£$€])\s?(\d[\d,]*)(?:\.(\d\d))?\b")
_CLOCK = re.compile(r"(?i)\b(\d{1,2})(?:[:.](\d\d))?\s?([ap])\.?m\b\.?(?=(\s+[A-Z]|\s*$)?)")
_COINS = {"£": ("pound", "pence"), "$": ("dollar", "cents"), "€": ("euro", "cents")}
_DIGITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]

_READ_AS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), said)
    for pattern, said in (
        (r"\bDr\.?(?=\s+[A-Z])", "Doctor"),
        (r"\bMr\.(?=\s)", "Mr"),
        (r"\bMrs\.(?=\s)", "Mrs"),
        (r"\bMs\.(?=\s)", "Ms"),
        (r"\bProf\.(?=\s)", "Professor"),
        (r"\bSt\.(?=\s+[A-Z])", "Saint"),
        (r"(?i)\be\.\s?g\.,?", "for example,"),
        (r"(?i)\bi\.\s?e\.,?", "that is,"),
        (r"(?i)\betc\b\.?", "and so on"),
        (r"(?i)\bvs\b\.?", "versus"),
        (r"(?i)\bapprox\b\.?", "about"),
        (r"(?i)\bm+[ -]?h+m+\b", "um-hum"),
        (r"(?i)\bh+m+\b", "hum"),
        (r"(?i)\bm{2,}\b", "um"),
        (r"(?i)\bs+h{2,}\b", "shush"),
        (r"(?<![A-Z] )\bMS\b(?! [A-Z]{2})", "M S"),
        (r"\b24/7\b", "24 7"),
        (r"(?i)\band/or\b", "and or"),
        (r"(?i)\bw/o\b", "without"),
        (r"(?i)\bw/(?=\s)", "with"),
        (r"#(?=\d)", "number "),
        (r"(?<=\d)\s?%", " percent"),
        (r"\b1/2\b", "a half"),
        (r"\b1/4\b", "a quarter"),
        (r"\b3/4\b", "three quarters"),
        (r"(?<=[^\W\d])/(?=[^\W\d])", " or "),
        (r"(?<![A-Z])&|&(?![A-Z])", " and "),
        (r"(?<=\w)@(?=\w)", " at "),
        (r"(?<=\d)\s*\+(?!\w)", " plus"),
        (r"\s\+\s", " plus "),
        (r"\s=\s", " equals "),
    )
)


def spoken(text: str) -> str:
    """The text as it is to be read; empty where there is nothing an English voice can say.

    Emoji, marks of emphasis and letters of other scripts are left out.
    """
    text = text.replace("½", " 1/2").replace("¼", " 1/4").replace("¾", " 3/4")
    text = unicodedata.normalize("NFKC", text)
    text = "".join(_letter(character) for character in text)
    text = _MONEY.sub(_money, text)
    text = _GROUPS.sub(lambda found: _grouped(found[0]), text)
    text = _DIALLED.sub(lambda found: f"{found[1]}{found[2]}{_dialled(found[3])}", text)
    text = _RANGE.sub(" to ", text)
    text = _CLOCK.sub(_clock, text)
    text = _YEAR.sub(lambda found: f"{found[1][:2]} {found[1][2]}{found[2]}", text)
    for pattern, said in _READ_AS:
        text = pattern.sub(said, text)
    text = _PAUSE.sub(", ", text)
    text = re.sub(r"[*_~^|<>{}\[\]\\#/=]+", " ", text)
    text = re.sub(r"\s+([,.;:!?])", r"\1", text)
    text = re.sub(r",(?:\s*,)+", ",", text)
    text = " ".join(text.split()).lstrip(",;:.!?) ")
    return text if any(character.isalnum() for character in text) else ""


def pieces(text: str) -> list[str]:
    """Cut read-aloud text into sentences, short ones joined and long ones cut at a pause."""
    found: list[str] = []
    for sentence in re.split(r"(?<=[.!?])[\"')]*\s+(?=[\"'(]?[A-Z0-9])", text):
        if not any(character.isalnum() for character in sentence):
            continue
        short = bool(found) and min(len(found[-1]), len(sentence)) < SHORT
        if short and len(found[-1]) + len(sentence) < PIECE:
            found[-1] += " " + sentence
        else:
            found.append(sentence)
    return [piece for sentence in found for piece in _cut(sentence)]


def _cut(sentence: str) -> list[str]:
    done = []
    while len(sentence) > PIECE:
        near = sentence[:PIECE]
        at = max(near.rfind(mark) + 1 for mark in (", ", "; ", ": ", ". ", "? ", "! "))
        if at < PIECE // 3:
            at = near.rfind(" ")
        if at < 1:
            at = PIECE
        done.append(sentence[:at].strip())
        sentence = sentence[at:].strip()
    return [*done, sentence] if sentence else done


def _letter(character: str) -> str:
    """Itself where it can be read; a plain one in its place; or nothing."""
    plain = {"‘": "'", "’": "'", "ʼ": "'", "`": "'", "“": '"', "”": '"', "„": '"'}
    plain |= {"«": '"', "»": '"', "‐": "-", "‑": "-", "‒": "–", "―": "—"}
    if character in plain:
        return plain[character]
    kind = unicodedata.category(character)
    if character in "–—£$€%&@+=~^|<>`" or character.isascii():
        return " " if kind == "Cc" else character
    if kind[0] == "L" and "LATIN" in unicodedata.name(character, ""):
        return character
    if kind == "Nd":
        return str(unicodedata.digit(character))
    return " "


def _grouped(number: str) -> str:
    """Groups of digits: a telephone number, a large one, or several that stand side by side."""
    groups = re.split(r"[ -]", number)
    digits = sum(map(len, groups))
    if len(groups) > 1 and set(groups[1:]) == {"000"}:
        return "".join(groups)
    leads = number[0] in "0+" and len(groups[0]) > 2
    long = digits >= _PHONE_DIGITS and len(groups) > 1 and max(map(len, groups)) > 2
    years = all(len(group) == 4 for group in groups)
    return _dialled(number) if (leads or long) and not years else number


def _dialled(number: str) -> str:
    groups = re.split(r"[ -]+", number.lstrip("+"))
    return ", ".join(" ".join(_DIGITS[int(digit)] for digit in group) for group in groups)


def _money(found: re.Match[str]) -> str:
    coin, small = _COINS[found[1]]
    amount = found[2].replace(",", "")
    said = f"{amount} {coin}{'' if amount == '1' else 's'}"
    return f"{said} {int(found[3])} {small}" if found[3] and int(found[3]) else said


def _clock(found: re.Match[str]) -> str:
    minutes = f":{found[2]}" if found[2] and found[2] != "00" else ""
    ends = "." if found[0].endswith(".") and found[4] is not None else ""
    return f"{found[1]}{minutes} {found[3].lower()}m{ends}"
