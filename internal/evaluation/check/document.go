package check

import (
	"bytes"
	"encoding/json"

	"github.com/surety-dev/surety/pkg/evidence/strictjson"
)

// document reads a clause value that is a JSON document into v. What v has no field for is refused: both parties
// sign the whole document, so all of it has to mean something.
func document(value string, v any) error {
	if _, err := strictjson.Parse([]byte(value)); err != nil {
		return invalid("value", "is no JSON document: %v", err)
	}
	d := json.NewDecoder(bytes.NewReader([]byte(value)))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return invalid("value", "is not the document this metric takes: %v", err)
	}
	return nil
}
