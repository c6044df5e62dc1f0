package pylib

import "strings"

// guiRows is toolkits whose widgets belong to one thread.
func guiRows() library {
	onMain := func(param string, pass Passing, fixed int) *Handoff {
		return &Handoff{Param: param, On: Main, Many: One, Pass: pass, Fixed: fixed}
	}
	const misc = "tkinter.Misc"
	calls := []Call{
		{Name: misc + ".*", Does: IO, Affine: Main}, {Name: misc + ".after(ms,func)", Does: Mutates, Handoff: onMain("func", PassStar, 0)}, {Name: misc + ".after_idle(func)", Does: Mutates, Handoff: onMain("func", PassStar, 0)},
		{Name: misc + ".event_generate(sequence)", Does: Wakes}, {Name: misc + ".mainloop(n)", Does: Blocks | NeverReturns | UserCode, GIL: GILReleased, Affine: Main}, {Name: "tkinter.mainloop(n)", Does: Blocks | NeverReturns | UserCode, GIL: GILReleased, Affine: Main},
		{Name: misc + ".update()", Does: IO | UserCode, Affine: Main}, {Name: misc + ".bind(sequence,func,add)", Does: Mutates, Affine: Main, Handoff: onMain("func", PassFixed, 1)},
		{Name: misc + ".destroy()", Does: Closes, Affine: Main}, {Name: misc + ".quit()", Does: Closes}, {Name: "tkinter.simpledialog.askstring(title,prompt)", Does: Blocks | IO, Returns: "str", Affine: Main},
		{Name: "gi.repository.GLib.idle_add(function,*,priority)", Does: Wakes, Handoff: onMain("function", PassStar, 0)}, {Name: "gi.repository.GLib.timeout_add(interval,function,*,priority)", Does: Wakes, Handoff: onMain("function", PassStar, 0)},
		{Name: "gi.repository.Gtk.*", Does: IO, Affine: Main}, {Name: "gi.repository.Gtk.main()", Does: Blocks | NeverReturns | UserCode, Affine: Main},
		{Name: "wx.CallAfter(callableObj)", Does: Wakes, Handoff: onMain("callableObj", PassStar, 0)}, {Name: "wx.CallLater(millis,callableObj)", Does: Wakes, Handoff: onMain("callableObj", PassStar, 0)},
		{Name: "pygame.*", Does: IO}, {Name: "pygame.time.wait(milliseconds)", Does: Blocks | Sleeps, GIL: GILReleased, Timeout: "milliseconds"}, {Name: "pygame.time.delay(milliseconds)", Does: Blocks | Sleeps, Timeout: "milliseconds"},
		{Name: "pygame.time.Clock()", Does: Pure, Returns: "pygame.time.Clock"}, {Name: "pygame.time.Clock.tick(framerate)", Does: Blocks | Sleeps}, {Name: "pygame.event.get()", Does: IO}, {Name: "pygame.event.wait()", Does: Blocks | IO},
		{Name: "turtle.*", Does: IO, Affine: Main}, {Name: "turtle.mainloop()", Does: Blocks | NeverReturns | UserCode, Affine: Main}, {Name: "turtle.done()", Does: Blocks | NeverReturns | UserCode, Affine: Main},
	}
	types := []Type{
		{Name: misc, Share: ConfinedShared, NoPickle: true}, {Name: "tkinter.Variable", Share: ConfinedShared, NoIter: true}, {Name: "pygame.time.Clock", NoIter: true},
	}
	for _, w := range strings.Fields(`Tk Toplevel Frame Label Button Entry Text Canvas Checkbutton Radiobutton Listbox Menu Menubutton Message Scale Scrollbar
		Spinbox LabelFrame PanedWindow ttk.Frame ttk.Label ttk.Button ttk.Entry ttk.Progressbar ttk.Treeview ttk.Combobox ttk.Notebook ttk.Scale ttk.Checkbutton`) {
		types = append(types, Type{Name: "tkinter." + w, Bases: []string{misc}, Share: ConfinedShared, NoPickle: true})
		calls = append(calls, Call{Name: "tkinter." + w, Does: IO, Returns: "tkinter." + w, Affine: Main})
	}
	for _, v := range []string{"StringVar", "IntVar", "DoubleVar", "BooleanVar"} {
		types = append(types, Type{Name: "tkinter." + v, Bases: []string{"tkinter.Variable"}, Share: ConfinedShared, NoIter: true})
	}
	aliases := map[string]string{"Tkinter": "tkinter", "ttk": "tkinter.ttk", "tkMessageBox": "tkinter.messagebox", "gi.repository.GObject.idle_add": "gi.repository.GLib.idle_add", "tkinter.Widget": misc, "tkinter.BaseWidget": misc}
	for _, binding := range []string{"PyQt6", "PySide2", "PySide6", "PyQt4", "PySide", "qtpy"} {
		aliases[binding] = "PyQt5" // the bindings have the same classes
	}
	qtCalls, qtTypes := qtRows()
	families := []family{{"tkinter.messagebox.", "showinfo(title,message) showwarning(title,message) showerror(title,message) askyesno(title,message) askokcancel(title,message) askquestion(title,message)",
		Call{Does: Blocks | IO, Affine: Main}},
		{"tkinter.filedialog.", "askopenfilename() asksaveasfilename() askdirectory()", Call{Does: Blocks | IO, Affine: Main, Returns: "str"}}}
	return library{calls: append(calls, qtCalls...), types: append(types, qtTypes...), aliases: aliases, families: families}
}

// qtRows is Qt, under the names of one of its bindings.
func qtRows() ([]Call, []Type) {
	const core, widgets = "PyQt5.QtCore.", "PyQt5.QtWidgets."
	calls := []Call{
		{Name: core + "QThread()", Does: Pure, Returns: core + "QThread"}, {Name: core + "QThread.start()", Does: Starts}, {Name: core + "QThread.wait(time)", Does: Joins | Blocks, GIL: GILReleased, Timeout: "time"},
		{Name: core + "QThread.quit()", Does: Wakes | Closes}, {Name: core + "QThread.terminate()", Does: Closes}, {Name: core + "QThread.isRunning()", Does: Probe, Returns: "bool"}, {Name: core + "QThread.isFinished()", Does: Probe, Returns: "bool"},
		{Name: core + "QThread.run()", Does: Runs | UserCode}, {Name: core + "QThread.msleep(msecs)", Does: Blocks | Sleeps, GIL: GILReleased, Timeout: "msecs"}, {Name: core + "QThread.sleep(secs)", Does: Blocks | Sleeps, GIL: GILReleased, Timeout: "secs"},
		{Name: core + "QMutex()", Does: Pure, Returns: core + "QMutex"}, {Name: core + "QMutex.lock()", Does: Acquires | Blocks, GIL: GILReleased}, {Name: core + "QMutex.unlock()", Does: Releases}, {Name: core + "QMutex.tryLock(timeout)", Does: Acquires | Blocks, Timeout: "timeout", Returns: "bool"},
		{Name: core + "QThreadPool.globalInstance()", Does: Probe, Returns: core + "QThreadPool"}, {Name: core + "QThreadPool.start(runnable)", Does: Wakes}, {Name: core + "QThreadPool.waitForDone(msecs)", Does: Joins | Blocks, Timeout: "msecs"},
		{Name: core + "QTimer.singleShot(msec,slot)", Does: Mutates, Handoff: &Handoff{Param: "slot", On: Main, Many: One, Pass: PassFixed}}, {Name: core + "QCoreApplication.processEvents()", Does: UserCode | IO},
		{Name: widgets + "QWidget.*", Does: IO, Affine: Main}, {Name: widgets + "QApplication.exec_()", Does: Blocks | UserCode, GIL: GILReleased, Affine: Main}, {Name: widgets + "QApplication.exec()", Does: Blocks | UserCode, GIL: GILReleased, Affine: Main},
		{Name: widgets + "*", Does: IO, Affine: Main},
	}
	types := []Type{
		{Name: core + "QThread", Share: SafeShared, NoIter: true, NoPickle: true, Roots: []Root{{Method: "run", On: NewThread, Many: One}}},
		{Name: core + "QRunnable", NoIter: true, NoPickle: true, Roots: []Root{{Method: "run", On: Pool, Many: Several}}}, {Name: core + "QThreadPool", NoIter: true, NoPickle: true},
		{Name: core + "QMutex", Class: LockClass, Share: LockShared, NoIter: true, NoPickle: true}, {Name: core + "QCoreApplication", NoIter: true}, {Name: widgets + "QApplication", Bases: []string{core + "QCoreApplication"}, NoIter: true},
		{Name: widgets + "QWidget", Share: ConfinedShared, NoIter: true, NoPickle: true},
	}
	for _, w := range strings.Fields("QMainWindow QLabel QPushButton QLineEdit QTextEdit QPlainTextEdit QProgressBar QDialog QComboBox QListWidget QTableWidget QTreeWidget QCheckBox QSpinBox QSlider QFrame QStatusBar") {
		types = append(types, Type{Name: widgets + w, Bases: []string{widgets + "QWidget"}, Share: ConfinedShared, NoIter: true, NoPickle: true})
	}
	return calls, types
}
