try: a()
except A, B: pass
except A, e: pass
except (A, B) as e: pass
except pkg.X as e: pass
with (a, b): pass
with (a): pass
with (yield x): pass
with (a() as b, c() as d,): pass
with a() as (b, c), d: pass
x: list[int] | None = None
def f(*, a, b=1): pass
def g(a, (b, c)): pass
exec "x" in y
raise E, "msg"
t"hello {x}"
f(x for x in y)
class C: x = lambda self: self
print("a", file=f)
async def q():
    return await asyncio.gather(*[w(i) async for i in z])
