match = 1
case = 2
match(x)
match[x]
match.x = case
print(match, case)
_ = match
match x:
    case 1: pass
    case -1 | 2.5 | -3j | 1+2j: pass
    case "a" "b" | b"x": pass
    case None | True | False: pass
    case a.b.c: pass
    case [a, b, *rest]: pass
    case (a, b, *_): pass
    case a, b: pass
    case {"k": v, **rest}: pass
    case {a.b: v, -1: 3, "x" "y": 2}: pass
    case Point(x=0, y=Z(a)) as p: pass
    case Point(1, 2, x=3) if p > 2: pass
    case (1 | 2) as x: pass
    case str() | int(): pass
    case []: pass
    case (): pass
    case {}: pass
    case [Point(x=0), *_] if a: pass
    case *a, b: pass
    case _: pass
match x, y:
    case 1, 2: pass
match (x, y):
    case (1, 2): pass
match *a, b:
    case _: pass
match -x:
    case 1: pass
match not x:
    case 1: pass
match x:
    case f.g(): pass
    case 0x1F | 0b1 | 1_000: pass
    case {1: _, **kw} | [1]: pass
    case [1, [2, [3]]]: pass
    case (x): pass
    case match: pass
    case type(): pass
    case case: pass
    case print: pass
def match(case): return case
class match: match: int = 1
match match:
    case case: pass
case(1)
print
print = 3
print(x, file=y)
match {1: 2}:
    case {1: x}: pass
match [1]:
    case [x]: pass
match lambda: 1:
    case x: pass
match await_ :
    case x: pass
match x := 1:
    case 1: pass
