package raftcheck

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
)

type inner struct {
	list []int
	set  map[string]bool
}

type outer struct {
	Name   string
	hidden int
	in     *inner
	any    any
	log    func()
	next   *outer
}

func identity(id Identity) Identity {
	id.LeftOut = append(id.LeftOut, "raftcheck.outer.log")
	id.written = map[reflect.Type][]field{}
	return id
}

func TestText(t *testing.T) {
	strict, loose := identity(Identity{}), identity(Identity{NilIsEmpty: true})
	for _, c := range []struct {
		of            any
		strict, loose string
	}{
		{outer{}, "<raftcheck.outer>{}", ""},
		{&outer{Name: "a\n", hidden: 2}, `<*raftcheck.outer>&{Name:"a\n" hidden:2 }`, ""},
		{outer{in: &inner{}}, "<raftcheck.outer>{in:&{} }", "<raftcheck.outer>{}"},
		{outer{in: &inner{list: []int{}}}, "<raftcheck.outer>{in:&{list:[] } }", "<raftcheck.outer>{}"},
		{outer{in: &inner{list: []int{0, 1}, set: map[string]bool{"b": true, "a": false}}},
			`<raftcheck.outer>{in:&{list:[0 1 ] set:map["a":false "b":true] } }`, ""},
		{outer{any: uint8(3)}, "<raftcheck.outer>{any:<uint8>3 }", ""},
		{outer{any: []byte("x y")}, `<raftcheck.outer>{any:<[]uint8>"x y" }`, ""},
		{outer{log: func() {}}, "<raftcheck.outer>{}", ""},
		{[]*int{nil, new(int)}, "<[]*int>[nil &0 ]", ""},
		{[2]float64{1, 0}, "<[2]float64>[3ff0000000000000 0 ]", ""},
	} {
		if c.loose == "" {
			c.loose = c.strict
		}
		if got := string(strict.text(c.of)); got != c.strict {
			t.Errorf("text of %#v: %s, want %s", c.of, got, c.strict)
		}
		if got := string(loose.text(c.of)); got != c.loose {
			t.Errorf("text of %#v where nil is empty: %s, want %s", c.of, got, c.loose)
		}
	}
}

func TestInstead(t *testing.T) {
	id := identity(Identity{Instead: map[reflect.Type]func(any) any{
		reflect.TypeFor[inner](): func(in any) any { return len(in.(*inner).list) },
	}})
	if got, want := string(id.text(&outer{in: &inner{list: []int{5, 6}}})), "<*raftcheck.outer>&{in:2 }"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestWhatHasNoText(t *testing.T) {
	round := &outer{}
	round.next = round
	for what, of := range map[string]any{
		".any is a func(), which has no text": &outer{any: func() {}},
		".next.next.next":                     round,
	} {
		func() {
			defer func() {
				if reason, ok := recover().(fault); !ok || !strings.Contains(string(reason), what) {
					t.Errorf("%v, want a fault with %s", reason, what)
				}
			}()
			id := identity(Identity{})
			id.text(of)
		}()
	}
}

func TestCopied(t *testing.T) {
	id := identity(Identity{})
	first := &outer{in: &inner{list: []int{1}, set: map[string]bool{"a": true}}, any: &inner{list: []int{2}}}
	second := id.copied(reflect.ValueOf(first)).Interface().(*outer)
	if !reflect.DeepEqual(first, second) {
		t.Fatalf("%+v is no copy of %+v", second, first)
	}
	second.in.list[0], second.in.set["a"] = 7, false
	second.any.(*inner).list[0] = 7
	if first.in.list[0] != 1 || !first.in.set["a"] || first.any.(*inner).list[0] != 2 {
		t.Errorf("the copy shares something: %+v", first)
	}
}

// counter is a core that counts what it is told, and tells the other.
type counter struct {
	id     uint64
	count  int
	chance *int
}

type telling struct{ To, Count uint64 }

func (c *counter) Step(in Input) (Outcome, bool) {
	switch in.Kind {
	case "propose":
		c.count++
		return Outcome{Messages: []any{&telling{3 - c.id, uint64(c.count)}}}, true
	case "deliver":
		c.count = max(c.count, int(in.Message.(*telling).Count))
		in.Message.(*telling).Count = 1000
		return Outcome{}, true
	case "timeout":
		*c.chance++
		c.count = *c.chance
		return Outcome{}, true
	case "crash":
		c.count += 100
		panic("lost")
	}
	c.count += 100
	return Outcome{}, false
}

func (c *counter) View() NodeView {
	if c.count > 4 {
		panic("too much to see")
	}
	return NodeView{ID: c.id, Role: "follower", Commit: uint64(c.count)}
}

// ask starts a session with the core's model open and node 1 begun, and puts the requests to it.
func ask(t *testing.T, requests ...string) (answers []string) {
	chance := 0
	s := &session{core: Core{
		Open: func(m Model) (func(uint64) Node, error) {
			return func(id uint64) Node { return &counter{id: id, chance: &chance} }, nil
		},
		ViewMessage: func(m any) MessageView { return MessageView{Type: "Tell", To: m.(*telling).To} },
		Identity:    identity(Identity{LeftOut: []string{"raftcheck.counter.chance"}}),
	}}
	for _, request := range append([]string{`{"call":"open","model":{"nodes":2}}`, `{"call":"init","node":1}`}, requests...) {
		answer, err := json.Marshal(s.answer([]byte(request)))
		if err != nil {
			t.Fatal(err)
		}
		answers = append(answers, string(answer))
	}
	return answers[2:]
}

const (
	propose = `{"call":"step","state":0,"input":{"kind":"propose","data":"v1"}}`
	again   = `{"call":"step","state":1,"input":{"kind":"propose","data":"v1"}}`
)

func TestNumbers(t *testing.T) {
	first := ask(t, propose)[0]
	for _, part := range []string{`"state":1`, `"messages":[0]`, `"reads":[]`, `"up":true`, `"log":[]`, `"key":"\u003c*raftcheck.counter\u003e\u0026{id:1 count:1 }"`} {
		if !strings.Contains(first, part) {
			t.Errorf("no %s in %s", part, first)
		}
	}
	answers := ask(t, propose, propose, again, `{"call":"init","node":2}`,
		`{"call":"step","state":3,"input":{"kind":"deliver","message":1}}`,
		`{"call":"step","state":3,"input":{"kind":"deliver","message":0}}`,
		`{"call":"step","state":4,"input":{"kind":"deliver","message":0}}`)
	for i, want := range []string{"1 [0] 1 1", "1 [0] 0 0", "2 [1] 1 1", "3 [] 1 0", "4 [] 1 0", "5 [] 1 0", "4 [] 0 0"} {
		if got := summary(t, answers[i]); got != want {
			t.Errorf("answer %d: %s, want %s", i, got, want)
		}
	}
}

// summary is the state, the messages, and how many of both are new.
func summary(t *testing.T, answer string) string {
	var a struct {
		State                  int
		Messages               list[int]
		NewStates, NewMessages []any
	}
	if err := json.Unmarshal([]byte(answer), &a); err != nil {
		t.Fatal(err)
	}
	text, _ := json.Marshal([]any{a.State, a.Messages, len(a.NewStates), len(a.NewMessages)})
	return strings.NewReplacer(",", " ").Replace(string(text[1 : len(text)-1]))
}

func TestIgnores(t *testing.T) {
	answers := ask(t, propose, again, `{"call":"init","node":2}`,
		`{"call":"step","state":3,"input":{"kind":"deliver","message":0}}`,
		`{"call":"ignores","state":4,"messages":[0,1,0]}`)
	if got, want := answers[4], `{"ignores":[true,false,true]}`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestTrouble(t *testing.T) {
	step := func(state, input string) string {
		return `{"call":"step","state":` + state + `,"input":{"kind":"` + input + `"}}`
	}
	for _, c := range []struct {
		requests []string
		want     string
	}{
		{[]string{step("0", "crash")}, `{"panic":"lost"}`},
		// What panicked, or was not enabled, has left nothing behind.
		{[]string{step("0", "crash"), propose}, "1 [0] 1 1"},
		{[]string{step("0", "compact")}, `{"enabled":false}`},
		{[]string{step("0", "compact"), propose}, "1 [0] 1 1"},
		{[]string{step("7", "propose")}, `{"error":"there is no state 7"}`},
		{[]string{`{"call":"step","state":0,"input":{"kind":"deliver","message":2}}`}, `{"error":"there is no message 2"}`},
		{[]string{`{"call":"dance"}`}, `{"error":"there is no call \"dance\""}`},
		{[]string{`{`}, `{"error":"a request that cannot be read: unexpected end of JSON input"}`},
		// A state that cannot be seen is none, and neither is what was sent on the way to it.
		{[]string{propose, again, step("2", "propose"), step("3", "propose"), step("4", "propose")}, `{"panic":"too much to see"}`},
		{[]string{propose, again, step("2", "propose"), step("3", "propose"), step("4", "propose"), step("4", "propose")}, `{"panic":"too much to see"}`},
		{[]string{step("0", "timeout"), `{"call":"init","node":1}`, step("1", "propose")},
			`{"error":"the core is not deterministic: the same inputs led to state 1, and now to: \u003c*raftcheck.counter\u003e\u0026{id:1 count:2 }"}`},
	} {
		answers := ask(t, c.requests...)
		got := answers[len(answers)-1]
		if !strings.HasPrefix(c.want, "{") {
			got = summary(t, got)
		}
		if got != c.want {
			t.Errorf("%v: %s, want %s", c.requests, got, c.want)
		}
	}
}
