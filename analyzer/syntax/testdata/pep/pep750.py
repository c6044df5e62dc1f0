a = t"hello {name}"
b = T'hello {name!r:>{width}}'
c = rt"\d {x}"
d = tR"""multi
{a + b=}
"""
e = Rt'x' t"y" f"z"
f(t"{x}", t"{y:>10}")
g = t"" t'{ {1:2}[1] }'
return_t = lambda: t"{x}"
if t"{a}" == tr"{b}": pass
print(t"{a}")
