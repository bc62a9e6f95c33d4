package wxs

import "github.com/mica-go/mica/internal/value"

// The syntax tree. Every node knows the byte offset at which an error in it is
// reported. The resolver fills the fields that say so; after that the tree is
// read only.

type expr interface{ at() int32 }

type stmt interface{ at() int32 }

// node is the offset of a node.
type node struct{ off int32 }

func (n node) at() int32 { return n.off }

type (
	constExpr struct {
		node
		val value.Value
	}
	identExpr struct {
		node
		name string
		ref  *reference // set by the resolver
	}
	thisExpr struct {
		node
		ref *reference // set by the resolver
	}
	templateExpr struct {
		node
		texts []string // one more than exprs
		exprs []expr
	}
	regexpExpr struct {
		node
		pattern, flags string
	}
	arrayExpr struct {
		node
		elems []expr // nil is a hole
	}
	spreadExpr struct {
		node
		x expr
	}
	objectExpr struct {
		node
		props []property
	}
	funcExpr struct {
		node
		fn *funcNode
	}
	unaryExpr struct {
		node
		op tok
		x  expr
	}
	updateExpr struct {
		node
		op     tok
		prefix bool
		x      expr
	}
	binaryExpr struct {
		node
		op   tok
		l, r expr
	}
	logicalExpr struct {
		node
		op   tok
		l, r expr
	}
	condExpr struct {
		node
		test, yes, no expr
	}
	assignExpr struct {
		node
		op     tok // tAssign or the binary operator
		target expr
		val    expr
	}
	seqExpr struct {
		node
		list []expr
	}
	memberExpr struct {
		node // of the name
		x    expr
		name string
		opt  bool
	}
	indexExpr struct {
		node
		x, key expr
		opt    bool
	}
	callExpr struct {
		node
		fn   expr
		args []expr
		opt  bool
	}
	newExpr struct {
		node
		fn   expr
		args []expr
	}
	// chainExpr bounds what a ?. inside it skips.
	chainExpr struct {
		node
		x expr
	}
	// arrayPattern and objectPattern stand where a name is bound or assigned.
	arrayPattern struct {
		node
		elems []patternElem // a nil target is a hole
		rest  expr
	}
	objectPattern struct {
		node
		props []patternElem
		rest  expr
	}
)

// property is one entry of an object literal.
type property struct {
	off      int32
	key      string
	computed expr // instead of key
	val      expr
	spread   bool
	// init is the default of a shorthand {a = 1}, which only a pattern has.
	init expr
}

// patternElem is one target of a pattern: a name, a member or a pattern, with
// its default.
type patternElem struct {
	off      int32
	key      string
	computed expr
	target   expr
	init     expr
}

// funcNode is a function: declaration, expression or arrow function, or the
// module's own code.
type funcNode struct {
	node
	end    int32
	name   string
	params []patternElem
	rest   expr
	body   []stmt
	expr   expr // body of an arrow function without braces
	arrow  bool
	self   bool // the name is bound inside the function itself

	vars []declName // var and functions in blocks, hoisted to here
	lex  []declName // let and const of the outermost block
	// funcs are the declarations to make on entry of the outermost block.
	funcs []*funcDecl

	info *funcInfo // set by the resolver
}

type declKind uint8

const (
	declVar declKind = iota
	declFunc
	declLet
	declConst
	declParam
	declSelf // name of a function expression
	declThis
	declArguments
	declGlobal // assigned without a declaration
)

type declName struct {
	off  int32
	name string
	kind declKind
}

type (
	varStmt struct {
		node
		kind  declKind
		decls []declarator
	}
	declarator struct {
		off    int32
		target expr
		init   expr
	}
	funcDecl struct {
		node
		fn  *funcNode
		ref *reference // set by the resolver
	}
	exprStmt struct {
		node
		x expr
	}
	ifStmt struct {
		node
		clauses []ifClause // the last one without a test is else
	}
	ifClause struct {
		test expr
		body stmt
	}
	forStmt struct {
		node
		init   stmt // varStmt, exprStmt or nil
		test   expr
		update expr
		body   stmt
		end    int32
		lex    []declName
		scope  *blockScope // set by the resolver
	}
	// forInStmt is for-in and for-of.
	forInStmt struct {
		node
		of     bool
		kind   declKind
		decl   bool // target is declared here, else assigned
		target expr
		x      expr
		body   stmt
		end    int32
		lex    []declName
		scope  *blockScope // set by the resolver
	}
	whileStmt struct {
		node
		test expr
		body stmt
		end  int32
	}
	doStmt struct {
		node
		test expr
		body stmt
		end  int32
	}
	switchStmt struct {
		node
		x     expr
		cases []switchCase
		block *blockStmt // declarations of all cases
	}
	switchCase struct {
		test expr // nil is default
		body []stmt
	}
	breakStmt struct {
		node
		label string
	}
	continueStmt struct {
		node
		label string
	}
	returnStmt struct {
		node
		x expr
	}
	throwStmt struct {
		node
		x expr
	}
	tryStmt struct {
		node
		body    *blockStmt
		param   expr
		handler *blockStmt // with the names of param
		finally *blockStmt
	}
	blockStmt struct {
		node
		body  []stmt
		lex   []declName
		funcs []*funcDecl
		scope *blockScope // set by the resolver, nil without own names
	}
	labelStmt struct {
		node
		label string
		body  stmt
	}
)
