class A[T = int]: pass
class B[T: int = bool, *Ts = *tuple[int, str], **P = [int, str]]: pass
def f[T = int](a: T): pass
type X[T = int] = list[T]
type Y[*Ts = *tuple[int, ...]] = tuple[*Ts]
