f(x, *y, key=z, **w)
a.b.c(d).e(g[h].i)
results.append(x.y.z)
f()()
table[key](1)
"".join(parts)
Thread(target=lambda: work(1), args=("John"), daemon=True).start()
(n := compute()).use()
x.y[0].z
