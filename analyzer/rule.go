// Package analyzer is the façade of the analysis: a Rule, a Finding, and the
// Session that loads files by need, links them, runs the rules, silences and
// sorts. It reads no disk itself: what to read comes through a Project.
package analyzer

import (
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/source"
	"threadlsp/analyzer/threads"
)

// A Rule is one check. Rules are values, immutable once main has started.
// Check is called once for each file, on many goroutines, and reports only
// findings whose primary span lies in that file.
type Rule struct {
	Name     string // "args-not-tuple": what users type, read and suppress; reads as "allow args-not-tuple"
	Code     string // "TH101": an alias, never reused, never renumbered
	Since    string // release that first shipped it; "" = unreleased
	State    State  // whether it runs without being asked for
	Severity Severity
	Tag      Tag // how an editor marks the span beside the severity

	// Late rules run after all others, when it is known what each silencer
	// silenced (Pass.Silencers).
	Late bool

	// FormsOn says that a form of the rule is on by itself (Finding.State),
	// though the rule is not.
	FormsOn bool

	// Deprecates marks findings that an editor strikes through.
	Deprecates bool

	// Yields names the rules that report in this one's place where both have a
	// finding about the same thing (Finding.About): one finding a bug.
	Yields []string

	Check func(*Pass)
}

// A Tag is a property of the code a rule finds that editors show in a way of their own.
type Tag uint8

const (
	NoTag      Tag = iota
	Deprecated     // struck out: the name still works and will go away
)

// Severity is what happens at run time, never how sure we are.
type Severity uint8

const (
	RuleSeverity Severity = iota // in a Finding: the rule's own
	Info
	Warning
	Error
)

// String is the lower-case name used in all outputs.
func (s Severity) String() string {
	return [...]string{"unknown", "info", "warning", "error"}[s]
}

// SeverityNamed is the severity that String calls so.
func SeverityNamed(name string) (s Severity, ok bool) {
	for s := Info; s <= Error; s++ {
		if s.String() == name {
			return s, true
		}
	}
	return RuleSeverity, false
}

// A State is a default: doubt about a rule, or about one form of it, shows here.
type State uint8

const (
	RuleState    State = iota // in a Finding: the rule's own
	On                        // runs unless ignored
	Preview                   // runs with --preview or when selected
	Off                       // runs only when selected
	FreeThreaded              // on where the project targets a free-threaded Python
)

// String is the lower-case name used in all outputs.
func (s State) String() string {
	return [...]string{"unknown", "on", "preview", "off", "free-threaded"}[s]
}

// A Pass runs one rule over one file: its facts, and the model of the whole program.
type Pass struct {
	File   *facts.File
	Model  *threads.Model
	Report func(Finding)

	Silencers     []Silencer // of the file, for Late rules
	RequireReason bool       // each of them must give one
}

// A Finding is what a rule says. It names no editor, no terminal and no rule:
// the driver stamps the rule on it, the edges convert it.
type Finding struct {
	Span     source.Span // in Path's text; never empty
	Msg      string      // one sentence, at most 160 characters, fault first
	Severity Severity    // RuleSeverity: the rule's own
	State    State       // RuleState: the rule's own
	Because  []Note      // the other access, the lock not held, the path taken
	Fix      *Fix        // the preferred fix, nil where the choice is the user's
	OrFixes  []*Fix      // other fixes, where Fix is not the only way; a user asks for them one by one
	Timeline []string    // a few lines, one a thread, or a table with a column a thread, where the rule draws them
	Label    string      // what stands under the span in a frame; "" for none
	Thread   string      // who is there, where Because has notes of another thread; "" for nobody in particular

	// About is what the finding is about, for Rule.Yields: the calls that make
	// the threads, pools or locks concerned, in the finding's file.
	About []source.Span

	Rule *Rule  // stamped by the driver
	Path string // key of the file, stamped by the driver
}

// Fixes is the preferred fix and the others, none where there is no preferred one.
func (f *Finding) Fixes() []*Fix {
	if f.Fix == nil {
		return nil
	}
	return append([]*Fix{f.Fix}, f.OrFixes...)
}

// A Note is a reason: another place and a sentence.
type Note struct {
	Path string // key of the file
	Span source.Span
	Msg  string

	Thread string // who is there; "" = the finding's own
}

// A Fix is a change that mends the finding.
type Fix struct {
	Title string
	Safe  bool // same behaviour on every run that was correct; else offered, never applied by --fix
	Edits []Edit
}

// An Edit replaces a span of the finding's file.
type Edit struct {
	Span source.Span
	New  string
}
