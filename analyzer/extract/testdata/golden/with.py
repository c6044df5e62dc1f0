def f():
    with a.lock, open(p) as (g, h):
        if x:
            return one()
    two()


async def k():
    async with m() as n:
        await n
    async for o in n:
        yield o


def quiet():
    with contextlib.suppress(E):
        one()
    two()


with (a as b, c as self.d):
    pass
