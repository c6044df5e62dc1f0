def f(*args: *Ts): pass
a[*b]
a[*b, c]
x: tuple[*Ts]
A[1:2, *t]
class X(Generic[*Ts]): pass
for x in *a, *b: pass
return_ = lambda: (yield)
