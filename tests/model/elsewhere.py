"""The library in a process of its own, which can be made to die in the middle of an operation."""
import multiprocessing
import os
import random
import traceback

import dying
from library import FIRST_DAY


class Died(Exception):
    pass


class Elsewhere:
    """As Library, for beside.py. `doom` is how the next operation is to die."""

    def __init__(self, library_class, *made):
        self.library_class, self.made = library_class, made
        self.day, self.second, self.how, self.doom = FIRST_DAY, 0, {}, None
        self.given = self.kept = None
        self.lives = 0
        self.begin()

    def begin(self):
        """The first process, or another after one died."""
        self.lives += 1
        self.near, far = multiprocessing.Pipe()
        self.process = os.fork()
        if not self.process:
            self.near.close()
            try:
                serve(far, self)
            except BaseException:
                traceback.print_exc()
            finally:
                os._exit(1)
        far.close()

    def ask(self, name, *arguments, doom=None):
        self.near.send((self.day, self.second, self.how, doom, name, arguments))
        try:
            told, self.given, self.kept = self.near.recv()
        except (EOFError, ConnectionResetError):
            self.near.close()
            _, status = os.waitpid(self.process, 0)
            if not os.WIFSIGNALED(status):
                raise RuntimeError(f"the library ended with status {status}") from None
            raise Died from None
        if isinstance(told, BaseException):
            raise told
        return told

    def answer(self, name, arguments):
        doom, self.doom = self.doom, None
        return self.ask("answer", name, arguments, doom=doom)

    def after_death(self, name, arguments):
        return self.ask("after_death", name, arguments)

    def again(self, name, arguments):
        return self.ask("again", name, arguments)

    def preview(self, operations):
        return self.ask("preview", operations)

    def code_of(self, pack, which):
        return self.ask("code_of", pack, which)

    def state(self):
        return self.ask("state")

    def findings(self):
        return self.ask("findings")

    def reopen(self):
        return self.ask("reopen")

    def close(self):
        if not self.near.closed:
            self.near.close()
            os.waitpid(self.process, 0)


def serve(far, made):
    countdown = dying.Countdown()
    library = made.library_class(*made.made, random.Random(made.lives))
    if made.kept:
        library.keep(made.kept)
        library.reopen()  # with its policy
    while True:
        try:
            library.day, library.second, library.how, doom, name, arguments = far.recv()
        except EOFError:
            library.close()
            os._exit(0)
        if doom and doom[0] == "dies":
            _, countdown.left, countdown.quarters = doom
        elif doom:
            dying.after(doom[1])
        try:
            told = getattr(library, name)(*arguments)
        except Exception as error:
            told = error
        countdown.left = None
        dying.after(0)
        far.send((told, library.given, library.kept()))
