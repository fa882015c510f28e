package check

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"cel.dev/cel-go/cel"
	celast "cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"

	"github.com/surety-dev/surety/internal/evaluation/policy"
	"github.com/surety-dev/surety/pkg/evidence"
	"github.com/surety-dev/surety/pkg/evidence/strictjson"
	"github.com/surety-dev/surety/pkg/pact"
)

// maxCELArguments bounds the tool-call arguments that are held as values at once, in bytes.
const maxCELArguments = 1 << 20

// celEnv declares the variables of an expression; there is no clock and no I/O in it.
var celEnv = sync.OnceValue(func() *cel.Env {
	objects := cel.ListType(cel.MapType(cel.StringType, cel.DynType))
	env, err := cel.NewEnv(
		cel.CustomTypeAdapter(inOrder{types.DefaultTypeAdapter}),
		cel.ParserExpressionSizeLimit(16<<10),
		cel.RegexProgramSizeLimit(maxPattern),
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
	if ast.OutputType() != cel.BoolType {
		return Check{}, invalid("value", "is a %s; an expression has to be true or false", ast.OutputType())
	}
	program, err := env.Program(ast, cel.CostLimit(p.CELCost))
	if err != nil {
		return Check{}, invalid("value", "is no CEL expression: %v", err)
	}
	return Check{clip(c.Value), func(s *Subject) finding {
		variables, err := s.cel()
		if err != nil {
			return unmeasured("%v", err)
		}
		out, _, err := program.Eval(variables)
		if err != nil { // a field the evidence lacks, a division by zero, the cost
			return unmeasured("the expression has no value on this evidence: %v", err)
		}
		return judged(out == types.True, fmt.Sprint(out.Value()), "evidence for which it is false", "evidence for which it is true")
	}}, nil
}

func celVariables(s *Subject) (map[string]any, error) {
	messages := make([]any, len(s.bundle.Messages))
	for i, m := range s.bundle.Messages {
		v := map[string]any{"role": string(m.Role), "name": m.Name, "content": m.Content}
		if m.LatencyMS != nil {
			v["latency_ms"] = *m.LatencyMS
		}
		messages[i] = v
	}
	size := 0
	calls := make([]any, len(s.calls()))
	for i, c := range s.calls() {
		if size += len(c.Arguments); size > maxCELArguments {
			return nil, fmt.Errorf("the tool calls have more than %d bytes of arguments, too many for an expression", maxCELArguments)
		}
		v := map[string]any{"name": c.Name, "message": int64(c.Message)}
		if arguments, err := strictjson.Parse([]byte(c.Arguments)); err == nil {
			v["arguments"] = arguments
		}
		if c.Answered {
			v["result"] = c.Result
		}
		calls[i] = v
	}
	files := map[string]string{}
	for _, f := range s.bundle.Files {
		files[f.Name] = f.Hash.Hex()
	}
	answer, _ := s.answer()
	return map[string]any{
		"messages": messages, "calls": calls, "files": files, "usage": celUsage(s.bundle.Usage), "output": s.said(), "answer": answer,
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

// inOrder makes the evidence's maps iterate in the order of their keys. Go's order is by chance, and an expression can see it:
// usage.map(k, k)[0].
type inOrder struct{ types.Adapter }

func (a inOrder) NativeToValue(v any) ref.Val {
	switch v := v.(type) { // what is inside has to come back here too
	case map[string]any:
		return orderedMap{types.NewStringInterfaceMap(a, v), a}
	case map[string]string:
		return orderedMap{types.NewStringStringMap(a, v), a}
	case []any:
		return types.NewDynamicList(a, v)
	}
	return a.Adapter.NativeToValue(v)
}

type orderedMap struct {
	traits.Mapper
	adapter types.Adapter
}

func (m orderedMap) Iterator() traits.Iterator {
	var keys []ref.Val
	for it := m.Mapper.Iterator(); it.HasNext() == types.True; {
		keys = append(keys, it.Next())
	}
	slices.SortFunc(keys, func(a, b ref.Val) int { return strings.Compare(string(a.(types.String)), string(b.(types.String))) })
	return types.NewRefValList(m.adapter, keys).Iterator()
}
