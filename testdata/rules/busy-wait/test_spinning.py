# Loops in tests that nobody runs, or that an exception from outside ends.
import dis
import threading
import unittest


class Spins(unittest.TestCase):
    def test_compiled_near(self):
        def loops(a, b, c):
            while not (a < b < c):
                pass

        for instr in dis.Bytecode(loops):
            self.assertNotEqual(instr.opname, "EXTENDED_ARG")

    def test_interrupted_near(self):
        class Async(Exception):
            pass

        try:
            self.raise_soon(threading.get_ident(), Async)
            while True:
                pass
        except Async:
            pass

    def test_called_bad(self):
        def loops(t):
            while t.is_alive():  # want busy-wait "burns a core"
                pass

        t = threading.Thread(target=print)
        t.start()
        loops(t)
