#!/usr/bin/env python3
"""make_articles.py DIR N - a content folder of N articles for measuring.

The same N gives the same folder, byte for byte: 100 folders, each with a text
of its own; articles of about 4 KB with title, date, two to five tags of 400,
one category of 40, an excerpt, sometimes an order, an image or an alias; three
in a hundred are drafts, two in a hundred have no date.  Half the words of a text
are thirty that stand in nearly every text, the others are taken from 30,000, the
n-th of them n times as rarely as the first.
"""
import itertools
import os
import random
import sys

FOLDERS = 100
WORDS = (
    "river stone lamp garden winter signal paper engine harbour window copper "
    "market bridge letter summer valley mirror thread castle orchard anchor "
    "kettle meadow ladder compass feather granite lantern pepper saddle"
).split()

SYLLABLES = [c + v for c in "bdfgklmnprst" for v in "aeiou"]
RARER = 30000


def rarer_word(n):
    """The n-th of the rarer words: three syllables and a letter."""
    base = len(SYLLABLES)
    return SYLLABLES[n % base] + SYLLABLES[n // base % base] + SYLLABLES[n // base**2 % base] + "xz"[n % 2]


RARER_WORDS = [rarer_word(n) for n in range(RARER)]
RARER_WEIGHTS = list(itertools.accumulate(1 / (n + 1) for n in range(RARER)))


def capitalised(words):
    return " ".join(words).capitalize() + "."


def sentence(rng, low, high):
    return capitalised([rng.choice(WORDS) for _ in range(rng.randint(low, high))])


def text_sentence(rng, low, high):
    n = rng.randint(low, high)
    words = rng.choices(WORDS, k=n - n // 2) + rng.choices(RARER_WORDS, cum_weights=RARER_WEIGHTS, k=n // 2)
    rng.shuffle(words)
    return capitalised(words)


def front_matter(rng, number):
    lines = ["---", f'title: "{sentence(rng, 4, 9)[:-1]} {number}"']
    if rng.random() >= 0.02:
        lines.append(
            f"date: {rng.randint(2005, 2024)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
        )
    tags = ", ".join(
        f'"{rng.choice(WORDS)} {rng.randint(1, 400 // len(WORDS))}"'
        for _ in range(rng.randint(2, 5))
    )
    lines.append(f"tags: [{tags}]")
    lines.append(f'category: "{rng.choice(WORDS[:10])}/{rng.choice(WORDS[:4])}"')
    lines.append(f'excerpt: "{sentence(rng, 15, 25)}"')
    if rng.random() < 0.1:
        lines.append(f"order: {rng.randint(1, 50)}")
    if rng.random() < 0.3:
        lines.append(f"image: /assets/{rng.choice(WORDS)}.png")
        lines.append(f'image_alt: "{sentence(rng, 3, 6)}"')
    if rng.random() < 0.1:
        lines.append(f"aliases: [/old/{number}/]")
    if rng.random() < 0.03:
        lines.append("draft: true")
    lines.append("---")
    return lines


def body(rng):
    lines = [""]
    for _ in range(3):
        lines += [f"## {sentence(rng, 2, 5)[:-1]}", ""]
        for _ in range(3):
            lines += [" ".join(text_sentence(rng, 8, 14) for _ in range(4)), ""]
    return lines


def write(path, lines):
    with open(path, "w", encoding="utf-8", newline="\n") as out:
        out.write("\n".join(lines) + "\n")


def main():
    if len(sys.argv) != 3 or not sys.argv[2].isdigit():
        sys.exit(__doc__)
    root, count = sys.argv[1], int(sys.argv[2])
    rng = random.Random(count)
    folders = [f"{WORDS[i % len(WORDS)]}-{i:02}" for i in range(min(FOLDERS, max(count, 1)))]
    for folder in folders:
        os.makedirs(os.path.join(root, folder), exist_ok=True)
        write(os.path.join(root, folder, "_index.md"), ["---", f"title: {folder}", "---"])
    for number in range(count):
        name = f"{rng.choice(WORDS)}-{rng.choice(WORDS)}-{number}.md"
        path = os.path.join(root, folders[number % len(folders)], name)
        write(path, front_matter(rng, number) + body(rng))


if __name__ == "__main__":
    main()
