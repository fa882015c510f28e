package check

import (
	"fmt"
	"maps"
	"slices"
	"sync"

	"cel.dev/cel-go/cel"
	celast "cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/overloads"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"

	"github.com/surety-dev/surety/internal/evaluation/policy"
	"github.com/surety-dev/surety/pkg/evidence"
	"github.com/surety-dev/surety/pkg/evidence/strictjson"
	"github.com/surety-dev/surety/pkg/pact"
)

// An expression is interrupted only between two steps, so what it can reach in one of them is bounded.
const (
	maxCELEvidence = 1 << 20 // bytes of text, tool calls and names of files
	maxCELPattern  = 100     // instructions of a regular expression
	maxCELKey      = 1 << 10 // bytes of a key that is looked up
	celOverhead    = 64      // bytes a message, call or file counts for besides its text
)

// celEnv declares the variables of an expression; there is no clock and no I/O in it.
var celEnv = sync.OnceValue(func() *cel.Env {
	objects := cel.ListType(cel.MapType(cel.StringType, cel.DynType))
	env, err := cel.NewEnv(
		cel.ParserExpressionSizeLimit(16<<10),
		cel.RegexProgramSizeLimit(maxCELPattern),
		cel.Variable("messages", objects),
		cel.Variable("calls", objects),
		cel.Variable("files", cel.MapType(cel.StringType, cel.StringType)),
		cel.Variable("usage", cel.MapType(cel.StringType, cel.DynType)),
		cel.Variable("output", cel.StringType),
		cel.Variable("answer", cel.StringType),
	)
	if err != nil {
		panic("check: the CEL environment: " + err.Error())
	}
	return env
})

func compileCEL(c pact.Clause, p policy.Document) (Check, error) {
	env := celEnv()
	ast, issues := env.Compile(c.Value)
	if issues.Err() != nil {
		return Check{}, invalid("value", "is no CEL expression: %v", issues.Err())
	}
	for _, kind := range []celast.ExprKind{celast.MapKind, celast.StructKind} { // they would iterate in no fixed order
		if len(celast.MatchDescendants(celast.NavigateAST(ast.NativeRep()), celast.KindMatcher(kind))) > 0 {
			return Check{}, invalid("value", "creates a map or a message; only lists can be created")
		}
	}
	calls := celast.MatchDescendants(celast.NavigateAST(ast.NativeRep()), celast.KindMatcher(celast.CallKind))
	for _, e := range calls {
		call := e.AsCall()
		switch call.FunctionName() {
		case overloads.TypeConvertTimestamp: // its methods read the machine's time zones
			return Check{}, invalid("value", "uses timestamp; the evidence has no times of day")
		case overloads.Matches: // the library does not count the compilation of others
			if written := call.Args()[len(call.Args())-1]; written.Kind() != celast.LiteralKind {
				return Check{}, invalid("value", "computes a regular expression; write it out as a text")
			}
		}
	}
	if ast.OutputType() != cel.BoolType {
		return Check{}, invalid("value", "is a %s; an expression has to be true or false", ast.OutputType())
	}
	program, err := env.Program(ast, cel.CostLimit(p.CELCost), cel.CostTracking(celCost{}))
	if err != nil {
		return Check{}, invalid("value", "is no CEL expression: %v", err)
	}
	return Check{promised: clip(c.Value), measure: func(s *Subject) finding {
		variables, err := s.cel()
		if err != nil {
			return unmeasured("%v", err)
		}
		if s.payer().left < costCEL*p.CELCost {
			return exhausted
		}
		out, details, err := program.Eval(variables)
		if cost := details.ActualCost(); cost == nil || !s.spend(costCEL**cost) {
			s.payer().left = 0 // its last step took more than there was
		}
		if err != nil { // a field the evidence lacks, a division by zero, the cost
			return unmeasured("the expression has no value on this evidence: %v", err)
		}
		return judged(out == types.True, fmt.Sprint(out.Value()), "evidence for which it is false", "evidence for which it is true")
	}}, nil
}

func celVariables(s *Subject) (map[string]any, error) {
	size := 0
	for _, m := range s.bundle.Messages {
		size += celOverhead + len(m.Content) + len(m.Name)
	}
	for _, c := range s.calls() {
		size += celOverhead + len(c.Name) + len(c.Arguments)
	}
	for _, f := range s.bundle.Files {
		size += celOverhead + len(f.Name)
	}
	if size > maxCELEvidence {
		return nil, fmt.Errorf("the evidence has %d bytes, and an expression can read at most %d", size, maxCELEvidence)
	}
	messages := make([]any, len(s.bundle.Messages))
	for i, m := range s.bundle.Messages {
		v := map[string]any{"role": string(m.Role), "name": m.Name, "content": m.Content}
		if m.LatencyMS != nil {
			v["latency_ms"] = *m.LatencyMS
		}
		messages[i] = v
	}
	calls := make([]any, len(s.calls()))
	for i, c := range s.calls() {
		v := map[string]any{"name": c.Name, "message": int64(c.Message)}
		if arguments, err := strictjson.Parse([]byte(c.Arguments)); err == nil {
			v["arguments"] = arguments
		}
		if c.Answered {
			v["result"] = c.Result
		}
		calls[i] = v
	}
	files := map[string]any{}
	for _, f := range s.bundle.Files {
		files[f.Name] = f.Hash.Hex()
	}
	return map[string]any{
		"messages": celValue(messages), "calls": celValue(calls), "files": celValue(files), "usage": celValue(celUsage(s.bundle.Usage)),
		"output": s.said(), "answer": s.answer(),
	}, nil
}

func celUsage(u *evidence.Usage) map[string]any {
	if u == nil {
		return map[string]any{}
	}
	v := map[string]any{"input_tokens": u.InputTokens, "output_tokens": u.OutputTokens}
	if u.Cost != nil {
		v["cost_micros"] = int64(*u.Cost)
	}
	return v
}

// celValue makes a value of the evidence one of an expression. Go's maps iterate in an order by chance, and an expression can see it:
// usage.map(k, k)[0]. Here they iterate in the order of their keys, which are sorted once and not again for each look.
func celValue(v any) ref.Val {
	adapter := types.DefaultTypeAdapter
	switch v := v.(type) {
	case map[string]any:
		values := make(map[ref.Val]ref.Val, len(v))
		keys := make([]ref.Val, 0, len(v))
		for _, k := range slices.Sorted(maps.Keys(v)) {
			keys = append(keys, types.String(k))
			values[types.String(k)] = celValue(v[k])
		}
		return orderedMap{types.NewRefValMap(adapter, values), types.NewRefValList(adapter, keys)}
	case []any:
		values := make([]ref.Val, len(v))
		for i, e := range v {
			values[i] = celValue(e)
		}
		return types.NewRefValList(adapter, values)
	}
	return adapter.NativeToValue(v)
}

type orderedMap struct {
	traits.Mapper
	keys traits.Lister
}

func (m orderedMap) Iterator() traits.Iterator { return m.keys.Iterator() }

// Find refuses what would take long to look up: it counts as one step whatever the key.
func (m orderedMap) Find(key ref.Val) (ref.Val, bool) {
	if s, ok := key.(types.String); ok && len(s) > maxCELKey {
		return types.NewErr("a key of more than %d bytes", maxCELKey), false
	}
	return m.Mapper.Find(key)
}

// celCost replaces the library's prices, which are 1 for much that takes as long as its arguments are.
type celCost struct{}

func (celCost) CallCost(function, _ string, args []ref.Val, _ ref.Val) *uint64 {
	cost := uint64(1)
	for _, a := range args {
		cost += celLength(a)
	}
	switch function {
	case operators.Equals, operators.NotEquals: // go as deep as the smaller is, so as the first at most
		cost += celDepth(args[0])
	case operators.In, operators.OldIn:
		if _, list := args[1].(traits.Lister); list {
			cost += celDepth(args[1])
		}
	case overloads.Matches:
		text, isText := args[0].(types.String)
		expression, isExpression := args[1].(types.String)
		if isText && isExpression {
			size, _ := types.RegexProgramSize(string(expression)) // of what is no pattern: 0, and it matched nothing
			cost += scanCost(size, string(text))/costCEL + 4*uint64(len(expression))
		}
	}
	return &cost
}

// celLength is a tenth of the bytes of a text, as CEL counts.
func celLength(v ref.Val) uint64 {
	switch v := v.(type) {
	case types.String:
		return uint64(len(v) / 10)
	case types.Bytes:
		return uint64(len(v) / 10)
	}
	return 0
}

// celDepth counts a value with everything in it.
func celDepth(v ref.Val) uint64 {
	n := 1 + celLength(v)
	c, ok := v.(traits.Iterable)
	if !ok {
		return n
	}
	m, isMap := v.(traits.Mapper)
	for it := c.Iterator(); it.HasNext() == types.True; {
		e := it.Next()
		n += celDepth(e)
		if isMap {
			n += celDepth(m.Get(e))
		}
	}
	return n
}
