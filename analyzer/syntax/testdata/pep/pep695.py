type A[T] = list[T]
type B[T: int, *Ts, **P] = dict[T, *Ts]
type C[T: (int, str)] = T
class D[T: int, U](Base[T]): pass
def f[T: (int, str), *Ts, **P](a: T, *b: *Ts) -> T: return a
async def g[T](a): ...
type = 3
type(x)
type X = int | None
print(type)
