// Package facts is what one file says, in symbols: the plain, encodable form
// that stands between the syntax tree and the linked model.
//
// No syntax tree is left in it and nothing is decided about what a name of
// another file means: `self._lock` may be made in a base class elsewhere. Facts
// depend on the file's bytes, the grammar and the extractor's version only, so
// they can be cached by content hash and made on any machine.
//
// The form is a handful of flat arrays that refer to each other by index:
// expressions (Exprs, a symbolic value each), statements in source order
// (Stmts, with parent and end), lexically resolved names (Symbols), functions,
// each with one control-flow graph (Blocks of Events), classes and imports.
//
// The zero value of every enum is Unknown, index 0 of Exprs, Stmts, Symbols,
// Scopes and Blocks is reserved for "none", and unknown is never evidence.
package facts

import "threadlsp/analyzer/source"

// Version names the extractor's output format; it is part of every cache key.
// It changes whenever the same bytes give other facts.
const Version = 3

// Indexes into the arrays of a File.
type (
	// StrID is an index into File.Strings; 0 is the empty string.
	StrID int32
	// ExprID is an index into File.Exprs; 0 is the unknown value.
	ExprID int32
	// StmtID is an index into File.Stmts; 0 is no statement.
	StmtID int32
	// SymbolID is an index into File.Symbols; 0 is no symbol.
	SymbolID int32
	// ScopeID is an index into File.Scopes; 0 is no scope, 1 the module's.
	ScopeID int32
	// FuncID is an index into File.Funcs; 0 is the module's body, -1 none.
	FuncID int32
	// ClassID is an index into File.Classes; -1 is none.
	ClassID int32
	// ImportID is an index into File.Imports.
	ImportID int32
	// BlockID is an index into File.Blocks; 0 is no block.
	BlockID int32
	// EventID is an index into File.Events.
	EventID int32
)

// A File is the facts of one analysed file. All offsets are byte offsets into
// source.File.Text.
type File struct {
	Path      string   // key of the file; set by the loader, not encoded
	FirstLine int      // lines of the document before the file (a block of Markdown); set by the loader, not encoded
	Cells     []uint32 // offsets at which the cells of a notebook begin, else nil; set by the loader, not encoded

	Strings []string // names, and literals cut at MaxLiteral bytes
	Exprs   []Expr
	Kids    []ExprID // children lists that Exprs point into
	Stmts   []Stmt   // in source order: a statement's subtree is [id, Stmts[id].End)
	Scopes  []Scope
	Symbols []Symbol
	Binds   []Binding // that Symbols point into
	Funcs   []Func    // 0 is the module's body
	Params  []Param   // that Funcs point into
	Classes []Class
	Imports []Import
	Blocks  []Block
	Edges   []Edge  // that Blocks point into
	Events  []Event // that Blocks point into

	Directives []Directive   // comments that speak to threadlsp, in source order
	Damaged    []source.Span // regions that did not parse, sorted: evidence inside them does not count
	Repairs    []Repair      // places that were mended to parse; no damaged regions
	Lines      []uint32      // offset of the first byte of each line
	All        []StrID       // the module's __all__ where it is a plain display of strings
	HasAll     bool          // __all__ is assigned; All may still be incomplete, then it is empty
	Shebang    bool          // the first line starts with #!
}

// MaxLiteral is the longest text of a literal that facts keep, in bytes; a
// longer one is cut and has the Truncated flag.
const MaxLiteral = 80

// MaxKids is how many elements of one display (list, dict, ...) are kept; what
// follows is dropped and the display has the Truncated flag.
const MaxKids = 64

// A Repair is a mended place: what was missing there.
type Repair struct {
	Span source.Span
	What string
}

// ExprKind says what an expression is.
type ExprKind uint8

const (
	Unknown    ExprKind = iota // no evidence; rules stay silent
	Name                       // Sym is the symbol
	Attr                       // A is the object, Str the attribute's name
	Call                       // A is the callee, Kids the arguments in source order (also Keyword, Star, DoubleStar)
	Keyword                    // in a Call only: Str is the name, A the value; the span is name=value
	Star                       // *A in a call, display or target
	DoubleStar                 // **A in a call or dict
	None
	True
	False
	Ellipsis
	Int     // Str is the literal as written
	Float   // Str is the literal as written; also imaginary numbers
	Str     // Str is the value (escapes undone where simple); implicit concatenation is one Str
	Bytes   // Str is the value
	FString // Str is the literal text without the holes, Kids are the holes; t-strings too
	Tuple   // Kids
	List    // Kids
	Set     // Kids
	Dict    // Kids alternate key, value; a **x is one DoubleStar kid followed by 0
	Binary  // A Op B
	Unary   // Op A
	Compare // Kids are the operands; Op is the operator of the first pair, Chained when there are more
	And     // Kids
	Or      // Kids
	IfExp   // Kids: condition, value if true, value if false
	Subscript
	// Subscript: A is the object, B the index (a Tuple for x[a, b]).
	Slice     // Kids: start, stop, step (0 where absent)
	Await     // A
	Yield     // A, 0 for a bare yield
	YieldFrom // A
	Named     // A := B, A is a Name
	ListComp  // A is the element, Kids the clauses (CompFor, CompIf)
	SetComp   // as ListComp
	DictComp  // A is the key, B the value, Kids the clauses
	Generator // as ListComp; runs later, but is listed inline
	CompFor   // a clause: A is the target, B the iterable
	CompIf    // a clause: A is the condition

	// What only the extractor writes, as values of bindings:

	FuncRef   // a def or lambda: Func() is the function
	ClassRef  // a class: Class() is the class
	ImportRef // an import: Import() is the import
	ParamRef  // the value of a parameter: A is the index in the function's Params
	ItemOf    // an item of iterating A (for targets)
	ElemOf    // element B (a plain number, -1 unknown) of unpacking A
	EnterOf   // what `with A` binds
	CaughtOf  // the exception of `except A`
)

// Op is an operator.
type Op uint8

const (
	NoOp Op = iota
	Add
	Sub
	Mul
	Div
	FloorDiv
	Mod
	Pow
	MatMul
	LShift
	RShift
	BitAnd
	BitOr
	BitXor
	Not
	Neg
	Pos
	Invert
	Eq
	NotEq
	Lt
	LtE
	Gt
	GtE
	Is
	IsNot
	In
	NotIn
)

// ExprFlags are properties of an expression.
type ExprFlags uint8

const (
	Parens    ExprFlags = 1 << iota // written in parentheses of its own that make no tuple
	Truncated                       // a literal or display that was cut
	Chained                         // a Compare of more than two operands
	Async                           // an async comprehension clause
	InDamage                        // lies in a damaged region
)

// An Expr is a symbolic value: an expression as it stands. What A, B, Kids and
// Str mean is said at each ExprKind.
type Expr struct {
	Kind  ExprKind
	Op    Op
	Flags ExprFlags
	Span  source.Span // without enclosing parentheses (a Tuple's own parentheses belong to it)
	Str   StrID
	Sym   SymbolID // Name only
	A, B  ExprID
	Kid   int32 // first child in File.Kids
	NKids int32
}

// Func is the function of a FuncRef.
func (e *Expr) Func() FuncID { return FuncID(e.A) }

// Class is the class of a ClassRef.
func (e *Expr) Class() ClassID { return ClassID(e.A) }

// Import is the import of an ImportRef.
func (e *Expr) Import() ImportID { return ImportID(e.A) }

// StmtKind says what a statement or clause is.
type StmtKind uint8

const (
	UnknownStmt  StmtKind = iota
	ExprStmt              // X
	Assign                // X = Y; a = b = v is one Assign per target, all with the same span
	AugAssign             // X op= Y
	AnnAssign             // X: annotation [= Y]; the annotation is in Ann
	Return                // X
	Raise                 // X from Y
	Assert                // X, Y
	Del                   // X
	Pass                  //
	Break                 //
	Continue              //
	Global                //
	Nonlocal              //
	ImportStmt            //
	Def                   // the function is Func(); its body's statements are its children
	ClassDef              // the class is Class(); its body's statements are its children
	If                    // X; children: the body, then Elif and Else clauses
	Elif                  // clause: X
	Else                  // clause of If, For, While, Try
	For                   // X in Y; children: the body, then Else
	While                 // X; children: the body, then Else
	Try                   // children: the body, then Except, Else, Finally
	Except                // clause: X is the type (0: bare), Y the name bound
	Finally               // clause
	With                  // children: the items (WithItem), then the body
	WithItem              // clause: X as Y
	Match                 // X; children: Case
	Case                  // clause: X is the pattern as a value where it is one, Y the guard
	TypeAlias             //
	PrintStmt             // Python 2's print and exec: X is its arguments
	EmptyLiteral          // a bare string or other constant as a statement (docstrings): X
)

// StmtFlags are properties of a statement.
type StmtFlags uint8

const (
	AsyncStmt    StmtFlags = 1 << iota // async def, for, with
	StarExcept                         // except*
	TypeChecking                       // stands under `if TYPE_CHECKING:` or in the else of its negation
	MainGuard                          // an If or Elif whose condition is __name__ == "__main__"
)

// A Stmt is a statement or a clause of one.
type Stmt struct {
	Kind   StmtKind
	Flags  StmtFlags
	Op     Op          // AugAssign
	Span   source.Span // with its body
	Header source.Span // a compound statement's first line up to its colon, else Span
	Parent StmtID      // the statement or clause around it, across functions; 0 at module level
	End    StmtID      // just past its subtree
	Func   FuncID      // the function whose body it is part of; of a Def the enclosing one
	X, Y   ExprID
	Ann    ExprID // AnnAssign: the annotation
	Ref    int32  // Def: FuncID, ClassDef: ClassID
}

// ScopeKind says what opens a scope.
type ScopeKind uint8

const (
	UnknownScope ScopeKind = iota
	ModuleScope
	FuncScope // functions and lambdas
	ClassScope
	CompScope // comprehensions: their events stand inline in the enclosing function
)

// A Scope is a lexical scope.
type Scope struct {
	Kind   ScopeKind
	Parent ScopeID
	Func   FuncID  // the function whose graph holds its events
	Class  ClassID // ClassScope: the class; else -1
}

// SymbolFlags are properties of a symbol over the whole file.
type SymbolFlags uint8

const (
	IsParam    SymbolFlags = 1 << iota
	GlobalDecl             // a function declares it `global` (the symbol is the module's)
	Captured               // a function inside the scope's function reads or writes it
	NonlocalDecl
	Deleted       // a `del` names it
	WildcardBound // may be bound by `from x import *` (module scope, no other binding)
)

// A Symbol is a name in the scope that owns it, as Python's scoping rules
// decide (global, nonlocal, class and comprehension rules applied). A name that
// nothing binds belongs to the module's scope and has no bindings: a builtin,
// or from a star import.
type Symbol struct {
	Name  StrID
	Scope ScopeID
	Flags SymbolFlags
	Bind  int32 // first binding in File.Binds
	NBind int32
}

// A Binding is one place that gives a symbol a value.
type Binding struct {
	Value ExprID // the value: an expression, FuncRef, ClassRef, ImportRef, ParamRef, ItemOf, ...; 0 unknown
	Event EventID
	Func  FuncID // the function in which it happens; for a parameter the function itself, Event is -1
	Stmt  StmtID
	Ann   ExprID // annotation given with it
	Aug   bool   // an augmented assignment: Value is the Binary
	Flow  bool   // stands under a condition, in a loop, try or with
}

// FuncFlags are properties of a function.
type FuncFlags uint8

const (
	AsyncFunc FuncFlags = 1 << iota
	GeneratorFunc
	LambdaFunc
	ModuleBody
	StubBody // the body is only a docstring, pass, ... or raise NotImplementedError
)

// A Func is a function, lambda or the module's body, with one control-flow graph.
type Func struct {
	Name    StrID // "<lambda>", "<module>"
	Flags   FuncFlags
	Span    source.Span // of the def with its decorators excluded; of the lambda
	NameAt  source.Span // of the name; a lambda's `lambda`
	Header  source.Span // from def to the colon
	Parent  FuncID      // the function around it, -1 for the module
	Class   ClassID     // the class whose body it stands in directly, else -1
	Scope   ScopeID
	Stmt    StmtID // its Def; 0 for lambdas and the module
	Param   int32  // first parameter in File.Params
	NParams int32
	Decors  int32 // first decorator in File.Kids
	NDecors int32
	Returns ExprID  // return annotation
	Entry   BlockID // first block
	Exit    BlockID // empty block where normal returns end
	Raised  BlockID // empty block where exceptions leave
	Block   BlockID // its blocks are [Block, BlockEnd)
	BlkEnd  BlockID
}

// ParamKind is how an argument reaches a parameter.
type ParamKind uint8

const (
	UnknownParam ParamKind = iota
	PosOnly
	PosOrKw
	VarPos
	KwOnly
	VarKw
)

// A Param is a parameter of a function.
type Param struct {
	Name    StrID
	Sym     SymbolID
	Kind    ParamKind
	Default ExprID
	Ann     ExprID
	Span    source.Span
}

// A Class is a class statement.
type Class struct {
	Name    StrID
	Span    source.Span
	NameAt  source.Span
	Header  source.Span
	Scope   ScopeID
	Stmt    StmtID
	Func    FuncID // the function in whose graph its body runs
	Base    int32  // first base in File.Kids (Keyword kids are metaclass= and the like)
	NBases  int32
	Decors  int32
	NDecors int32
}

// An Import binds one name.
type Import struct {
	Module StrID // dotted; without the leading dots of a relative import
	Name   StrID // of `from Module import Name`; "" for `import Module`, "*" for a star
	As     StrID // the name bound; for `import a.b` it is a
	HasAs  bool
	Level  int32 // leading dots
	Span   source.Span
	Stmt   StmtID
	Func   FuncID
}

// EdgeKind says when an edge is taken.
type EdgeKind uint8

const (
	UnknownEdge EdgeKind = iota
	Always
	IfTrue  // the block's last Test is true; its Iterate yields an item
	IfFalse // the block's last Test is false; its Iterate is exhausted
	Back    // to a loop's head
	OnRaise // an event of the block may raise
)

// An Edge leads to another block of the same function.
type Edge struct {
	To   BlockID
	Kind EdgeKind
}

// A Block is a run of events that are executed one after the other. An event
// that may raise (Call, Raise, Iterate, Enter, Await, Yield, Subscript loads)
// may leave the block by its OnRaise edge, which is present in every block that
// has such an event and leads to the handler, the finally or with exit, or the
// function's Raised block.
type Block struct {
	Event  EventID // first event
	NEvent int32
	Edge   int32 // first edge in File.Edges
	NEdges int32
	Stmt   StmtID // the statement that made it; of a loop's head the loop
	Loop   bool   // is a loop's head
}

// EventKind says what happens.
type EventKind uint8

const (
	UnknownEvent EventKind = iota
	CallEvent              // X is the Call
	LoadEvent              // X is the longest path read: Name, Attr or Subscript
	StoreEvent             // X (Name, Attr, Subscript) gets Y; Aug where it is also read
	DeleteEvent            // X
	TestEvent              // X; last of its block, which has IfTrue and IfFalse edges
	IterateEvent           // X is the iterable, Y the target; last of its block, as TestEvent
	EnterEvent             // X is the context manager, Y the target
	ExitEvent              // X is the context manager; on the normal and the raising way
	ReturnEvent            // X, 0 for a bare return
	RaiseEvent             // X, 0 for a bare raise
	YieldEvent             // X is the Yield or YieldFrom
	AwaitEvent             // X is the Await; also async for and async with (their iterable, manager)
)

// EventFlags are properties of an event.
type EventFlags uint8

const (
	Maybe  EventFlags = 1 << iota // part of an expression that may be skipped (and, or, if-else)
	Aug                           // a Store by an augmented assignment; Y is the Binary
	InComp                        // inside a comprehension or generator expression: may run many times
	Copy                          // a further copy of an event (finally bodies are laid out once for each way out)
)

// An Event is something a function does, in order of evaluation.
type Event struct {
	Kind  EventKind
	Flags EventFlags
	X, Y  ExprID
	Stmt  StmtID
}

// DirectiveKind says what a comment asks of threadlsp.
type DirectiveKind uint8

const (
	UnknownDirective DirectiveKind = iota
	IgnoreLine                     // # threadlsp: ignore[names] reason
	IgnoreNextLine                 // # threadlsp: ignore-next-line[names] reason
	IgnoreFile                     // # threadlsp: ignore-file[names] reason
	Off                            // # threadlsp: off[names] reason
	On                             // # threadlsp: on[names]
	Noqa                           // # noqa or # noqa: TH101
	Holds                          // # threadlsp: holds self._lock; without Text a remark that the caller holds a lock
	RunsOn                         // # threadlsp: runs on main|loop|worker
	Confined                       // # threadlsp: confined
	GuardedBy                      // # guarded by: self._lock
	Malformed                      // begins like one but cannot be read
)

// A Directive is a comment that speaks to threadlsp.
type Directive struct {
	Kind   DirectiveKind
	Span   source.Span // of the comment from its #
	Line   int32       // 0-based line in Lines
	Alone  bool        // nothing but the comment stands on its line
	All    bool        // no names were given: it speaks of every rule
	Names  []DirectiveName
	Reason bool   // some text follows
	Text   string // contracts: what follows the word, cut at MaxLiteral bytes
}

// A DirectiveName is one rule named in a Directive.
type DirectiveName struct {
	Name string // as written
	Span source.Span
}
