def f():
    for x in y:
        try:
            pass
        finally:
            return 1
            break
            continue
