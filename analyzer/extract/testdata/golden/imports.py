#!/usr/bin/env python
from __future__ import annotations
import os, a.b.c, d.e as f
from . import g
from ..h.i import (j as k,
                   l)
from m import *
__all__ = ["one", "two"]
if TYPE_CHECKING:
    import n
if not typing.TYPE_CHECKING:
    import o
else:
    import p
try:
    import q
except ImportError:
    q = None
if __name__ == "__main__":
    main(unbound)
