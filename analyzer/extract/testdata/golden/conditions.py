if a and (b or not c.d):
    one()
elif x if y else z:
    two()
else:
    three()
if 1:
    sure()
if not "":
    sure2()
assert ready, message()
v = p and f() or g() if h else i
while False:
    never()
w = 0 < lo() < hi()
