def f(a, /, b, *, c): pass
def g(a, b=1, /, *args, c=2, **kw): pass
lambda a, /, *, b: a
if (n := len(a)) > 10: pass
[y := 1, y**2]
x = [i async for i in a if await b]
async def h():
    async for x in y: pass
    async with a as b, c as d: pass
    await x
    return [await z async for z in w()]
with (a as b, c as d,): pass
with (a, b): pass
with (a): pass
with (a) as b, c: pass
with (yield_): pass
with open(x) as (a, b), c as d.e, f as g[0]: pass
@(lambda f: f)
def k(): pass
@x[0].y(1)
class C(metaclass=M, *a, **k): pass
print(*a, sep="")
exec("x")
exec = 1
x = 1 if a else 2 if b else 3
a = b = c
a, *b = c
(a, b), [c, d] = e
x: int
x.y: int = 3
x[0]: str = "a"
(x): int = 1
del a, b[0], c.d
global_ = 1
assert x, "y"
raise X from Y
raise
import a.b.c as d, e
from . import x
from .. import (a as b, c,)
from ...x.y import *
from __future__ import annotations
0xFF; 0o7; 0b1; 1e10; 1.5j; 1_000.0_1; .5; 5.
a @ b; a @= b; a //= b; a **= b; a >>= 1
a if b else (yield)
def gen():
    x = yield
    y = yield 1, 2
    yield from z
    return *a, b
    await_ = 1
    z = yield *a, b
a[1:2, ::3, ...]
a[:, 1]
not a in b
a is not b
x = (
    1,

    # comment
    2)
x = a \
    + b
class E: x = 1; y = 2
if a: b; c
else: d
while a: b
else: c
for x, in y: pass
for x, *y in z: pass
for x[0] in y: pass
try: a
except* E as e: b
nonlocal_ = 1
async def q(): return (x async for x in y)
u"x" U'y'; b'z' rb"\d" Br'x'
f(a for a in b)
f(a, *b, c=1, **d, e=2)
f(**a, b=1)
f(x:=1)
f(print=1, match=2, type=3, case=4, exec=5)
def type(print, exec, match): pass
def async_(): pass
a.print; a.match; a.type; a.exec; a.case
type.x = 1
x.type = type
print.x
lambda: (yield)
lambda *a, **k: (a, k)
lambda *, a=1: a
{**a, 'b': 1}
{*a, *b}
[*a, *b]
*a, b = c
1 .real
1..real
1if a else 2
[x for x in a if b if c for d in e]
{x: y for x, y in z}
{x for x in y}
a<b>c==d
x = yield_
x = not a
a: "x" = 1; b = 2
def f(): """doc"""; return 1
ünï = 1
𝐱 = 1
if x:
	tab = 1
if True:
 a = 1
 if b:
         c = 1
 d = 2
