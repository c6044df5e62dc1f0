package facts

// Mangle decodes bytes after something was done to each of their columns.
func Mangle(b []byte, mangle func(column []byte) []byte) (*File, bool) {
	c := &coder{reading: true}
	if !c.unpack(b[len(magic)+1:]) {
		return nil, false
	}
	for i := range c.column {
		c.column[i].b = mangle(c.column[i].b)
	}
	f := &File{}
	f.code(c)
	return f, !c.short() && f.sound()
}
