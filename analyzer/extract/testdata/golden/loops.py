for x in f():
    if x:
        continue
    if y:
        break
    g(x)
else:
    h()
while True:
    spin()
    if stop:
        break
while True:
    pass
unreachable()
