package threads

import "threadlsp/analyzer/facts"

// SamePath says whether two expressions of the file name the same place: the
// same name, or the same attributes of it; `self` of two methods of one class
// counts as the same object. Whether the place was stored to in between is not
// looked at.
func (f *File) SamePath(a, b facts.ExprID) bool { return f.samePath(a, b) }

// Rebinds says whether an event stores to or deletes the place that an
// expression names, or a part of it that comes before a dot.
func (f *File) Rebinds(ev *facts.Event, e facts.ExprID) bool {
	if ev.Kind != facts.StoreEvent && ev.Kind != facts.DeleteEvent {
		return false
	}
	for f.Expr(e).Kind == facts.Attr {
		if f.samePath(ev.X, e) {
			return true
		}
		e = f.Expr(e).A
	}
	return f.Expr(e).Kind == facts.Name && f.samePath(ev.X, e)
}

// PathRoot is the name that a path of attributes begins with, 0 if it begins otherwise.
func (f *File) PathRoot(e facts.ExprID) facts.ExprID {
	for f.Expr(e).Kind == facts.Attr {
		e = f.Expr(e).A
	}
	if f.Expr(e).Kind == facts.Name {
		return e
	}
	return 0
}
