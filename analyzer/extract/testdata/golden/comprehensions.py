a = [f(x) for x in g() if x and h(x)]
b = {k: v for k, v in c.items()}
d = sum(p * q for p in r for q in s(p))
e = {(last := t) for t in u}
async def w():
    return [z async for z in y if await z]
