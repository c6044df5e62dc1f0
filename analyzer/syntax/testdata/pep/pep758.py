try:
    pass
except A, B:
    pass
except A, B, C:
    x = 1
except a.b, c.d(1, 2), {1: 2}[0]: pass
try: pass
except* A, B:
    pass
except* A, B, C:
    pass
except* (A, B) as e:
    pass
try:
    pass
except (A, B) as e: pass
except A as e: pass
except: pass
