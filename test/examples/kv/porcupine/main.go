// Reads histories of one register each, as JSON, and says of each whether Porcupine finds it linearizable.
package main

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/anishathalye/porcupine"
)

// call is one call of a client. Value nil: no value. End nil: it never returned.
type call struct {
	Client int      `json:"client"`
	Kind   string   `json:"kind"`
	Value  *string  `json:"value"`
	Start  float64  `json:"start"`
	End    *float64 `json:"end"`
}

const none = "\x00none"

func valueOf(c call) string {
	if c.Value == nil {
		return none
	}
	return *c.Value
}

var register = porcupine.Model{
	Init: func() interface{} { return none },
	Step: func(state, input, output interface{}) (bool, interface{}) {
		c := input.(call)
		if c.Kind == "get" {
			return valueOf(c) == state.(string), state
		}
		return true, valueOf(c)
	},
}

// events has each call and its return in order of time; a call that never returned does so at the end.
func events(history []call) []porcupine.Event {
	type moment struct {
		at    float64
		event porcupine.Event
	}
	var moments []moment
	var last float64
	for _, c := range history {
		if c.End != nil && *c.End > last {
			last = *c.End
		}
		if c.Start > last {
			last = c.Start
		}
	}
	for i, c := range history {
		end := last + 1
		if c.End != nil {
			end = *c.End
		}
		moments = append(moments,
			moment{c.Start, porcupine.Event{ClientId: i, Kind: porcupine.CallEvent, Value: c, Id: i}},
			moment{end, porcupine.Event{ClientId: i, Kind: porcupine.ReturnEvent, Value: nil, Id: i}})
	}
	before := func(a, b moment) bool {
		if a.at != b.at {
			return a.at < b.at
		}
		return a.event.Kind == porcupine.CallEvent && b.event.Kind == porcupine.ReturnEvent
	}
	// Few enough for the plainest way.
	for i := 1; i < len(moments); i++ {
		for k := i; k > 0 && before(moments[k], moments[k-1]); k-- {
			moments[k], moments[k-1] = moments[k-1], moments[k]
		}
	}
	sorted := make([]porcupine.Event, len(moments))
	for i, m := range moments {
		sorted[i] = m.event
	}
	return sorted
}

func main() {
	var histories [][]call
	if err := json.NewDecoder(os.Stdin).Decode(&histories); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	verdicts := make([]bool, len(histories))
	for i, history := range histories {
		verdicts[i] = porcupine.CheckEvents(register, events(history))
	}
	json.NewEncoder(os.Stdout).Encode(verdicts)
}
