package wxs

// tok is the kind of a token.
type tok uint8

// The tokens. Words that are keywords only in newer JavaScript (let, of, class,
// async and so on) are identifiers here; the parser knows them by their text.
const (
	tEOF      tok = iota
	tIdent        // name
	tNumber       // 12, 0x1f, 1e3
	tString       // 'text' or "text"
	tTemplate     // `, the parser reads on with lexer.template
	tPrivate      // #, never valid

	// Punctuation.
	tLBrace
	tRBrace
	tLParen
	tRParen
	tLBracket
	tRBracket
	tDot
	tEllipsis
	tSemi
	tComma
	tColon
	tQuestion
	tOptional // ?.
	tArrow
	tNot
	tTilde
	tInc
	tDec

	// Binary operators; the order is used by binaryPrec.
	tNullish
	tOrOr
	tAndAnd
	tOr
	tXor
	tAnd
	tEq
	tNe
	tEqStrict
	tNeStrict
	tLt
	tGt
	tLe
	tGe
	tInstanceof
	tIn
	tShl
	tShr
	tUshr
	tPlus
	tMinus
	tStar
	tSlash
	tPercent
	tPower

	// Assignment operators.
	tAssign
	tPlusAssign
	tMinusAssign
	tStarAssign
	tSlashAssign
	tPercentAssign
	tPowerAssign
	tShlAssign
	tShrAssign
	tUshrAssign
	tAndAssign
	tOrAssign
	tXorAssign
	tAndAndAssign
	tOrOrAssign
	tNullishAssign

	// Keywords.
	tVar
	tConst
	tIf
	tElse
	tFor
	tWhile
	tDo
	tBreak
	tContinue
	tReturn
	tSwitch
	tCase
	tDefault
	tFunction
	tNew
	tDelete
	tTypeof
	tVoid
	tThis
	tNull
	tTrue
	tFalse
	tTry
	tCatch
	tFinally
	tThrow
	tWith
	tDebugger
)

var keywords = map[string]tok{
	"var": tVar, "const": tConst, "if": tIf, "else": tElse, "for": tFor, "while": tWhile, "do": tDo,
	"break": tBreak, "continue": tContinue, "return": tReturn, "switch": tSwitch, "case": tCase,
	"default": tDefault, "function": tFunction, "new": tNew, "delete": tDelete, "typeof": tTypeof,
	"void": tVoid, "this": tThis, "null": tNull, "true": tTrue, "false": tFalse, "try": tTry,
	"catch": tCatch, "finally": tFinally, "throw": tThrow, "with": tWith, "debugger": tDebugger,
	"in": tIn, "instanceof": tInstanceof,
}

// punctuators maps operators to tokens; the lexer tries the longest first.
var punctuators = map[string]tok{
	"{": tLBrace, "}": tRBrace, "(": tLParen, ")": tRParen, "[": tLBracket, "]": tRBracket,
	".": tDot, "...": tEllipsis, ";": tSemi, ",": tComma, ":": tColon, "?": tQuestion, "?.": tOptional,
	"=>": tArrow, "!": tNot, "~": tTilde, "++": tInc, "--": tDec,
	"??": tNullish, "||": tOrOr, "&&": tAndAnd, "|": tOr, "^": tXor, "&": tAnd,
	"==": tEq, "!=": tNe, "===": tEqStrict, "!==": tNeStrict,
	"<": tLt, ">": tGt, "<=": tLe, ">=": tGe, "<<": tShl, ">>": tShr, ">>>": tUshr,
	"+": tPlus, "-": tMinus, "*": tStar, "/": tSlash, "%": tPercent, "**": tPower,
	"=": tAssign, "+=": tPlusAssign, "-=": tMinusAssign, "*=": tStarAssign, "/=": tSlashAssign,
	"%=": tPercentAssign, "**=": tPowerAssign, "<<=": tShlAssign, ">>=": tShrAssign, ">>>=": tUshrAssign,
	"&=": tAndAssign, "|=": tOrAssign, "^=": tXorAssign, "&&=": tAndAndAssign, "||=": tOrOrAssign, "??=": tNullishAssign,
}

// binaryPrec returns the precedence of a binary operator, 0 when t is none.
func binaryPrec(t tok) int {
	switch t {
	case tNullish, tOrOr:
		return 1
	case tAndAnd:
		return 2
	case tOr:
		return 3
	case tXor:
		return 4
	case tAnd:
		return 5
	case tEq, tNe, tEqStrict, tNeStrict:
		return 6
	case tLt, tGt, tLe, tGe, tInstanceof, tIn:
		return 7
	case tShl, tShr, tUshr:
		return 8
	case tPlus, tMinus:
		return 9
	case tStar, tSlash, tPercent:
		return 10
	case tPower:
		return 11
	}
	return 0
}

// assignOps maps a compound assignment to its binary operator; tAssign maps to
// itself.
var assignOps = map[tok]tok{
	tAssign: tAssign, tPlusAssign: tPlus, tMinusAssign: tMinus, tStarAssign: tStar, tSlashAssign: tSlash,
	tPercentAssign: tPercent, tPowerAssign: tPower, tShlAssign: tShl, tShrAssign: tShr, tUshrAssign: tUshr,
	tAndAssign: tAnd, tOrAssign: tOr, tXorAssign: tXor, tAndAndAssign: tAndAnd, tOrOrAssign: tOrOr,
	tNullishAssign: tNullish,
}

// token is one token of the source.
type token struct {
	kind tok
	nl   bool // a line break stands before it
	// plain is false for an identifier or number that the legacy dialect does
	// not know ($ or non-ASCII letters; hexadecimal, exponent, leading dot).
	plain      bool
	start, end int32 // byte offsets in the file
	text       string
	num        float64
}
