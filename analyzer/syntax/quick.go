package syntax

import "context"

// Most texts are plain Python, and the grammar's generated parser spends nearly all
// of its time on what it would need only if they were not. The quick parser reads
// plain Python alone, by recursive descent, and gives the very tree that the
// grammar gives. At anything else, an error or a rare form, it gives the text
// up, and tree-sitter reads it: nothing is ever known from a text given up.
//
// It goes on as the generated parser does, so that comments come to stand where
// they stand there: a comment is taken with the token before it, and what a node
// has at its end of comments is handed out of it when the node is complete.

// Tokens that leave no node, beside the kinds of the grammar.
const (
	quickEnd       Kind = 0x1000 + iota // of the text
	quickNewline                        // the end of a simple statement
	quickIndent                         // the beginning of a block
	quickDedent                         // its end
	quickString                         // a whole string without holes
	quickFormatted                      // a stretch of a format specifier
)

// quickDepth bounds the recursion, quickTokens what is kept from one text to the next.
const (
	quickDepth  = 400
	quickTokens = 1 << 20
)

// givenUp is what ends a quick parse.
type givenUp struct{}

// A quickToken is a token, a comment or a continued line.
type quickToken struct {
	kind       Kind
	start, end uint32
}

// A quickParser holds the arrays that one text after another is read into.
type quickParser struct {
	lexer quickLexer
	text  []byte
	toks  []quickToken // the lexer's
	i     int          // the token that is looked at
	tok   Kind         // its kind
	out   []Node       // complete nodes in postorder; Next is the size of the subtree
	end   uint32       // of the last token that was taken
	trail int          // comments at the end of out, which follow that token
	level int          // of the recursion
	above []above      // while the nodes are put in preorder
	soft  bool         // the statement begins with a word that is a keyword in some
}

// An above is a node whose children are being placed, from the last to the first.
type above struct{ at, next int32 }

// parse is the nodes of a text in the order of a Tree, written to the array that room
// gives; nil where the text is not plain Python or nested deeper than depth, or ctx has ended.
func (q *quickParser) parse(ctx context.Context, text []byte, depth int, room func(int) []Node) (nodes []Node) {
	defer func() {
		if x := recover(); x != nil {
			if _, ok := x.(givenUp); !ok {
				panic(x)
			}
			nodes = nil
		}
		if cap(q.lexer.toks) > quickTokens {
			*q = quickParser{}
		}
	}()
	q.text = text
	q.lexer.lex(text)
	q.toks = q.lexer.toks
	q.i, q.out, q.end, q.trail, q.level, q.soft = 0, q.out[:0], 0, 0, 0, false
	q.tok = q.toks[0].kind
	q.extras()
	for q.tok != quickEnd {
		if ctx.Err() != nil {
			return nil
		}
		q.statement()
	}
	q.out = append(q.out, Node{Kind: Module, Named: true, End: uint32(len(text)), Next: int32(len(q.out) + 1)})
	return q.preorder(depth, room)
}

// preorder places the nodes.
func (q *quickParser) preorder(depth int, room func(int) []Node) []Node {
	n := int32(len(q.out))
	nodes := room(int(n))
	stack := append(q.above[:0], above{-1, n})
	for i := n - 1; i >= 0; i-- {
		for len(stack) > 1 && stack[len(stack)-1].next == stack[len(stack)-1].at+1 {
			stack = stack[:len(stack)-1]
		}
		top := &stack[len(stack)-1]
		x := q.out[i]
		size := x.Next
		x.Parent, x.Next = top.at, top.next
		top.next -= size
		at := top.next
		nodes[at] = x
		if len(stack) > depth {
			panic(givenUp{})
		}
		if size > 1 {
			stack = append(stack, above{at, x.Next})
		}
	}
	q.above = stack
	return nodes
}

// next takes the token that is looked at, as a leaf, and the comments behind it. It
// returns where the leaf is.
func (q *quickParser) next() int {
	t := q.toks[q.i]
	return q.leaf(t.kind, t.end)
}

// leaf takes the token as a node of that kind.
func (q *quickParser) leaf(k Kind, end uint32) int {
	at := len(q.out)
	q.out = append(q.out, Node{Kind: k, Named: quickNamed[k], Start: q.toks[q.i].start, End: end, Next: 1})
	q.end, q.trail = end, 0
	q.advance()
	return at
}

// advance goes to the next token, behind comments.
func (q *quickParser) advance() {
	q.i++
	q.tok = q.toks[q.i].kind
	if q.tok == Comment || q.tok == LineContinuation {
		q.extras()
	}
}

// extras takes comments and continued lines.
func (q *quickParser) extras() {
	for ; q.tok == Comment || q.tok == LineContinuation; q.tok = q.toks[q.i].kind {
		t := q.toks[q.i]
		q.out = append(q.out, Node{Kind: t.kind, Named: true, Start: t.start, End: t.end, Next: 1})
		q.trail++
		q.i++
	}
}

// empty takes a token that leaves no node: all before it, comments too, is inside
// of what it ends.
func (q *quickParser) empty(k Kind) {
	if q.tok != k {
		panic(givenUp{})
	}
	if q.trail > 0 {
		q.end, q.trail = q.out[len(q.out)-1].End, 0
	}
	q.advance()
}

// take takes a token that must be there.
func (q *quickParser) take(k Kind) int {
	if q.tok != k {
		panic(givenUp{})
	}
	return q.next()
}

// as gives a node its role.
func (q *quickParser) as(f Field, at int) { q.out[at].Field = f }

// mark is where a node begins that begins with the token looked at.
func (q *quickParser) mark() int { return len(q.out) }

// node completes a node of all that was taken since the mark. It returns where the
// node is.
func (q *quickParser) node(k Kind, mark int) int {
	at := len(q.out) - q.trail
	q.out = append(q.out, Node{})
	if q.trail > 0 {
		copy(q.out[at+1:], q.out[at:])
	}
	q.out[at] = Node{Kind: k, Named: quickNamed[k], Start: q.out[mark].Start, End: q.end, Next: int32(at - mark + 1)}
	return at
}

// peek is the kind of the token after the one looked at, comments aside.
func (q *quickParser) peek() Kind { return q.after(q.i) }

// after is the kind of the token after the one of that index.
func (q *quickParser) after(i int) Kind {
	for i++; q.toks[i].kind == Comment || q.toks[i].kind == LineContinuation; i++ {
	}
	return q.toks[i].kind
}

// word is the text of the token.
func (q *quickParser) word() string {
	t := q.toks[q.i]
	return string(q.text[t.start:t.end])
}

// deeper counts the recursion; the caller takes one off when it is done.
func (q *quickParser) deeper() {
	if q.level++; q.level > quickDepth {
		panic(givenUp{})
	}
}

// quickNamed says which kinds are named, by whether the grammar's name is a word
// that no keyword is.
var quickNamed = func() (named [len(kindNames)]bool) {
	for k := range named {
		named[k] = Kind(k) == Identifier || Kind(k) >= Module || leafNamed[Kind(k)]
	}
	named[TokNotIn], named[TokIsNot] = false, false
	return named
}()

// leafNamed is the tokens that are named.
var leafNamed = map[Kind]bool{
	Ellipsis: true, EscapeSequence: true, TypeConversion: true, Integer: true, Float: true, True: true, False: true, None: true,
	Comment: true, LineContinuation: true, StringStart: true, EscapeInterpolation: true, StringEnd: true,
}
