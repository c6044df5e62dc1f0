match a, b.c():
    case [x, *y] if x > 1:
        one()
    case Color.RED | "s":
        two()
    case -1:
        pass
    case {"k": v, **rest}:
        three()
    case Point(px, y=0) as p:
        four()
    case (q):
        five()
match s:
    case 1:
        six()
    case _:
        seven()
