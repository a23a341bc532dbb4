"""Documents of about one megabyte each, for measuring how fast JSON is read and written.

    json_documents.py FOLDER        writes FOLDER/<name>.json

They are deterministic: the same bytes on every machine. Python's standard library only.
"""
import json
import os
import sys

SIZE = 1_000_000


class Random:
    """A linear congruential generator, so that the documents do not depend on a version of Python."""

    def __init__(self, seed=42):
        self.state = seed

    def below(self, limit):
        self.state = (1103515245 * self.state + 12345) & 0x7FFFFFFF
        return (self.state >> 8) % limit


def order(random, i):
    return {
        "id": "o%05d" % i,
        "customer": "customer%02d" % random.below(50),
        "status": ("open", "paid", "shipped")[random.below(3)],
        "total": random.below(100000) / 100,
        "items": [{"sku": "sku%03d" % random.below(400), "qty": 1 + random.below(9),
                   "price": random.below(20000) / 100} for _ in range(4)],
    }


def mixed_record(random, i):
    """What services send: identifiers, times, texts, addresses with every kind of value in them."""
    words = ["%s%d" % (("delivery", "please", "ring", "the", "bell", "façade", "naïve", "東京")[random.below(8)],
                       random.below(90)) for _ in range(4 + random.below(12))]
    return {
        "orderId": "%08x-%04x-4%03x-%012x" % (random.below(1 << 23), random.below(65536), random.below(4096), i),
        "createdAt": "2024-%02d-%02dT%02d:%02d:%02d.%03dZ" % (
            1 + random.below(12), 1 + random.below(28), random.below(24), random.below(60), random.below(60),
            random.below(1000)),
        "customer": {"name": "Customer Nr. %d" % random.below(5000), "email": "user%d@example.com" % random.below(5000),
                     "vip": random.below(2) == 1, "referrer": None},
        "amount": random.below(10000000) / 100,
        "quantity": random.below(1000),
        "note": " ".join(words) + ("\n\"quoted\"\t" if random.below(4) == 0 else ""),
        "tags": ["tag%d" % random.below(40) for _ in range(random.below(5))],
        "position": {"latitude": random.below(180000000) / 1000000 - 90, "longitude": random.below(36000000) / 100000 - 180},
        "history": [{"status": ("open", "paid", "shipped")[k], "at": 1700000000 + random.below(10000000)} for k in range(3)],
    }


def deep(random, levels):
    value = random.below(100)
    for level in range(levels):
        value = {"level": level, "inner": value} if level % 2 else [value, level]
    return value


def until_full(make):
    """An array of elements that together take about SIZE bytes."""
    random = Random()
    elements, size = [], 0
    while size < SIZE:
        element = make(random, len(elements))
        elements.append(element)
        size += len(json.dumps(element, separators=(",", ":"), ensure_ascii=False).encode()) + 1
    return elements


def text_with_escapes(random, i):
    parts = ("line\n", "tab\t", "\"quoted\" ", "back\\slash ", "plain words of text ", "größer ", "日本語の文 ", "emoji 😀 ", "\u0001 ")
    return "".join(parts[random.below(len(parts))] for _ in range(6))


def documents():
    """Name to value."""
    return {
        "orders": {"orders": until_full(order)},
        "mixed": {"records": until_full(mixed_record)},
        "integers": until_full(lambda random, i: random.below(8_000_000) - 3_000_000),
        "decimals": until_full(lambda random, i: [random.below(8_000_000) / 1000 - 2000, random.below(8_000_000) / 7_919]),
        "strings": until_full(lambda random, i: "plain text of some length, number %d of the list" % i),
        "escapes": until_full(text_with_escapes),
        "deep": until_full(lambda random, i: deep(random, 60)),
        "small": until_full(lambda random, i: {"x": random.below(100), "y": random.below(100)}),
        "keys": until_full(lambda random, i: {"key%07d" % (i * 10 + k): k for k in range(10)}),
    }


def write(folder):
    """Writes all documents and gives their paths."""
    os.makedirs(folder, exist_ok=True)
    paths = []
    for name, value in documents().items():
        path = os.path.join(folder, name + ".json")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(value, file, separators=(",", ":"), ensure_ascii=False)
        paths.append(path)
    return paths


if __name__ == "__main__":
    write(sys.argv[1])
