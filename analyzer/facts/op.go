package facts

// opText is each operator as Python writes it.
var opText = [...]string{
	NoOp: "", Add: "+", Sub: "-", Mul: "*", Div: "/", FloorDiv: "//", Mod: "%", Pow: "**", MatMul: "@",
	LShift: "<<", RShift: ">>", BitAnd: "&", BitOr: "|", BitXor: "^", Not: "not", Neg: "-", Pos: "+", Invert: "~",
	Eq: "==", NotEq: "!=", Lt: "<", LtE: "<=", Gt: ">", GtE: ">=", Is: "is", IsNot: "is not", In: "in", NotIn: "not in",
}

// String is the operator as Python writes it.
func (o Op) String() string { return opText[o] }
