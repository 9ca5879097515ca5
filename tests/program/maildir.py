"""Reads what `outbox deliver` wrote, as a mail program would."""
import email
import email.policy
import re


def read(path):
    with open(path, 'rb') as file:
        return email.message_from_binary_file(file, policy=email.policy.default)


def text_of(message):
    return message.get_body(('plain',)).get_content()


def password_in(text):
    """The only line of the text that stands alone and is one word without punctuation."""
    lines = text.splitlines()
    alone = [line for i, line in enumerate(lines)
             if re.fullmatch(r'[0-9A-Za-z]{8,}', line)
             and lines[i - 1] == '' and lines[i + 1] == '']
    if len(alone) != 1:
        raise AssertionError(f'no password alone on a line: {lines}')
    return alone[0]


def one_time_password(path):
    return password_in(text_of(read(path)))
