package threads

// Calls is the calls that the function itself makes, in order of evaluation.
// The slice must not be changed.
func (fn *Func) Calls() []*CallSite { return fn.callSites }

// IsScript says whether the file is a plain file that nobody imports and that
// starts a thread, pool or process when it is run, whatever its size and folder.
func (f *File) IsScript() bool {
	return pathOf(f.Path) == f.Path && !f.imported() && f.startsByItself()
}
