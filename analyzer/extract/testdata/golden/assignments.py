a = b = c()
(d, [e, *f]), g.h = i
j, k = k, j
l[m] += n.o
p: int = q()
r.s: int
t, = u
*v, w = x
(y) = z
print >>sys.stderr, "hello"
del aa, bb.cc, dd[ee()]
ff = (yield)
gg = hh, ii
