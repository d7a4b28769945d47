"""Letters and signs that look like those of ASCII to a person, and are others to every program."""

from __future__ import annotations

# The letters of other scripts that look like those in the field's words, by the letter they look like.
_LOOKALIKES = {
    "a": "\u0430\u03b1\u0251",
    "c": "\u0441\u03f2",
    "d": "\u0501",
    "e": "\u0435\u0454\u04bd",
    "g": "\u0261\u0581",
    "h": "\u04bb\u0570",
    "i": "\u0456\u03b9\u0131",
    "j": "\u0458",
    "k": "\u043a\u03ba",
    "l": "\u04cf",
    "m": "\u043c",
    "n": "\u0578",
    "o": "\u043e\u03bf\u0585",
    "p": "\u0440\u03c1",
    "q": "\u051b",
    "s": "\u0455",
    "t": "\u0442",
    "u": "\u03c5\u057d",
    "v": "\u0475\u03bd",
    "w": "\u051d",
    "x": "\u0445\u03c7",
    "y": "\u0443\u03b3",
    "A": "\u0410\u0391",
    "B": "\u0412\u0392",
    "E": "\u0415\u0395",
    "M": "\u041c\u039c",
    "N": "\u039d",
    "O": "\u041e\u039f",
    "S": "\u0405",
    "T": "\u0422\u03a4",
}
# Those that people take for a dash and a colon; for sets of a regular expression.
DASHES = "\u2010-\u2015\u2212"
COLONS = "\uff1a\ufe55\u2236\ua789"
_LETTERS = str.maketrans({other: letter for letter, others in _LOOKALIKES.items() for other in others})


def in_ascii(word: str) -> str:
    """Return a word with letters of ASCII for those that look like them; full-width ones included."""
    if word.isascii():
        return word
    import unicodedata  # few texts have other characters

    return unicodedata.normalize("NFKC", word).translate(_LETTERS)


def first_lookalike(word: str) -> str:
    """Return the first character of a word that `in_ascii` replaces, or an empty text."""
    return next((character for character in word if in_ascii(character) != character), "")


def name_of(character: str) -> str:
    """Return a character's name and code point: `Cyrillic small letter ie (U+0435)`."""
    import unicodedata  # only needed for a message

    name = unicodedata.name(character, "character without a name").lower()
    for script in ("cyrillic", "greek", "latin", "armenian"):
        name = name.replace(script, script.capitalize())
    return f"{name} (U+{ord(character):04X})"


def a_name_of(character: str) -> str:
    """Return a character's name with an article: `a no-break space (U+00A0)`."""
    name = name_of(character)
    return f"{'an' if name[0] in 'aeiouA' else 'a'} {name}"
