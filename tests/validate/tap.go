// Package tap writes test results in the Test Anything Protocol, version 13: as much of it as the validation programs call.
package tap

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
)

// T is one stream of numbered results.
type T struct {
	count     *int
	directive string
}

// New starts a stream whose first result has the number 1.
func New() *T { return &T{count: new(int)} }

// Header announces the version, and how many results will come where that is known.
func (t *T) Header(count int) {
	fmt.Println("TAP version 13")
	if count > 0 {
		t.plan(count)
	}
}

// AutoPlan announces as many results as there were.
func (t *T) AutoPlan() { t.plan(*t.count) }

func (t *T) plan(count int) { fmt.Printf("1..%d\n", count) }

// Ok is one result.
func (t *T) Ok(passed bool, description string) {
	verdict := "ok"
	if !passed {
		verdict = "not ok"
	}
	*t.count++
	fmt.Printf("%s %d - %s%s\n", verdict, *t.count, strings.ReplaceAll(description, "\n", " "), t.directive)
}

// Pass is a good result.
func (t *T) Pass(description string) { t.Ok(true, description) }

// Fail is a bad result.
func (t *T) Fail(description string) { t.Ok(false, description) }

// Skip is count results that nobody looked for.
func (t *T) Skip(count int, description string) {
	skipped := &T{count: t.count, directive: " # SKIP"}
	for ; count > 0; count-- {
		skipped.Ok(true, description)
	}
}

// Todo is the same stream, whose results do not count.
func (t *T) Todo() *T { return &T{count: t.count, directive: " # TODO"} }

// Diagnostic is a remark.
func (t *T) Diagnostic(message string) {
	fmt.Println("# " + strings.ReplaceAll(strings.TrimRight(message, "\n"), "\n", "\n# "))
}

// Diagnosticf is a formatted remark.
func (t *T) Diagnosticf(format string, values ...interface{}) {
	t.Diagnostic(fmt.Sprintf(format, values...))
}

// YAML is a structured remark on the last result; JSON is YAML too.
func (t *T) YAML(message interface{}) error {
	text, err := json.MarshalIndent(message, "  ", "  ")
	if err == nil {
		fmt.Fprintf(os.Stdout, "  ---\n  %s\n  ...\n", text)
	}
	return err
}
