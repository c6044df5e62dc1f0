def f():
    for i in j:
        try:
            one()
            if a:
                return two()
            if b:
                break
            if c:
                continue
        except A:
            three()
        except (B, m.C) as e:
            raise D from e
        else:
            four()
        finally:
            five()


def bare():
    try:
        return one()
    except:
        two()


def groups():
    try:
        one()
    except* A:
        two()
    except* B as e:
        three()


def silent():
    try:
        pass
    except A:
        one()


def inner():
    while x:
        try:
            one()
        finally:
            try:
                two()
            finally:
                if y:
                    break
                three()
