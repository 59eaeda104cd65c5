"""Named texts, as harness/compilers/fields.h has them: a line "NAME BYTES", the bytes, a newline.

On the wire the size of the whole stands before them, on a line of its own.
"""

import os


def write(fields):
    text = bytearray()
    for name, value in fields:
        value = value.encode("utf-8", "surrogateescape")
        text += f"{name} {len(value)}\n".encode() + value + b"\n"
    return bytes(text)


def parse(text):
    fields, at = [], 0
    while at < len(text):
        end = text.index(b"\n", at)
        name, size = text[at:end].decode().split(" ")
        at = end + 1 + int(size)
        fields.append((name, text[end + 1 : at].decode("utf-8", "surrogateescape")))
        at += 1
    return fields


def send(descriptor, fields):
    text = write(fields)
    text = memoryview(f"{len(text)}\n".encode() + text)
    while text:
        text = text[os.write(descriptor, text) :]


def receive(file):
    """None at the end of the file."""
    head = file.readline()
    return parse(file.read(int(head))) if head else None
