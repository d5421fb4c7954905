// Package raftcheck lets raftcheck ask a Raft core that is written in Go: Serve turns a Core into a driver, the process
// that docs/core-protocol.md describes. This file is all there is of it and needs nothing but the standard library, so
// it is copied beside a core and not depended on.
//
// What the author of a core writes is a Node: one Raft node with its stable storage, a step and a view. Here are the
// frames, the numbers of states and messages, and the two things that make an exhaustive search possible: the text of a
// state (text below), by which equal states are one, and the way back to a state, which is taken by giving a new node
// all its inputs again (session.restore).
package raftcheck

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"reflect"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
)

// Core is what a driver has to offer.
type Core struct {
	Name, Version string
	// Offers are the kinds of Input that a Node understands.
	Offers []string
	// Settings are what a Model may ask for, by the names of its fields in JSON: a list of values, or true for any. Of a
	// setting that is not here it only asks for the default.
	Settings map[string]any
	// Messages is the vocabulary of message types: "etcd", "paper", "openraft", or a table as the protocol has it.
	Messages any
	// Floors may be true where terms, votes and matches in the views mean what etcd's mean: it saves states.
	Floors bool
	// Open is called once for each model, and returns what makes its nodes; an error refuses the model.
	Open func(Model) (func(id uint64) Node, error)
	// ViewMessage shows a message, which is one of those that a Node has sent.
	ViewMessage func(message any) MessageView
	Identity    Identity
}

// Node is one node: its core, its stable storage, and what else its application holds. It must be deterministic (no
// clock, no chance, no other goroutine) and is best a pointer to a struct. A panic of Step or View is a finding.
type Node interface {
	// Step gives the node an input. False: the input is not enabled here, and nothing happened.
	Step(Input) (Outcome, bool)
	View() NodeView
}

// Input is what is done to a node. Which fields mean something depends on Kind: see src/cluster/adapter.ts.
type Input struct {
	Kind string `json:"kind"`
	// Message is what is delivered: a copy, which the core may keep and change.
	Message    any    `json:"-"`
	Data       string `json:"data"`
	Change     string `json:"change"`
	Context    string `json:"context"`
	Transferee uint64 `json:"transferee"`
	Peer       uint64 `json:"peer"`
	Failed     bool   `json:"failed"`
}

// Outcome is what a node says at a step: to other nodes in order, and to clients whose reads it may serve.
type Outcome struct {
	Messages []any
	Reads    []ReadView
}

// Identity says how a state is written: what of it can tell two states apart.
type Identity struct {
	// LeftOut names fields as "package.Type.field" that no behaviour depends on: loggers, locks, functions, statistics.
	LeftOut []string
	// Instead has what is written in place of a *T: the part of a ring buffer that is in use, say. A key is the type T.
	Instead map[reflect.Type]func(pointer any) any
	// NilIsEmpty takes nil and empty slices and maps for equal, and nil and a pointer to what is 0. Only for code that
	// never asks which of the two it has.
	NilIsEmpty bool
	// written are the fields of each type of struct that are not left out.
	written map[reflect.Type][]field
}

// Model is the model of a spec (src/cluster/model.ts); nil means none or no limit.
type Model struct {
	Nodes                       int             `json:"nodes"`
	Members                     *int            `json:"members"`
	Learners                    int             `json:"learners"`
	Network                     string          `json:"network"`
	Storage                     string          `json:"storage"`
	Clock                       string          `json:"clock"`
	PreVote                     bool            `json:"preVote"`
	CheckQuorum                 bool            `json:"checkQuorum"`
	ReadOnly                    string          `json:"readOnly"`
	ProposeAt                   string          `json:"proposeAt"`
	MaxSizePerMsg               *uint64         `json:"maxSizePerMsg"`
	MaxInflightMsgs             int             `json:"maxInflightMsgs"`
	MaxInflightBytes            *uint64         `json:"maxInflightBytes"`
	MaxCommittedSizePerReady    *uint64         `json:"maxCommittedSizePerReady"`
	MaxUncommittedEntriesSize   *uint64         `json:"maxUncommittedEntriesSize"`
	DisableProposalForwarding   bool            `json:"disableProposalForwarding"`
	DisableConfChangeValidation bool            `json:"disableConfChangeValidation"`
	StepDownOnRemoval           bool            `json:"stepDownOnRemoval"`
	ConfChanges                 []string        `json:"confChanges"`
	Bounds                      map[string]*int `json:"bounds"`
}

// NodeView is a node as properties and people see it (src/cluster/view.ts).
type NodeView struct {
	ID   uint64 `json:"id"`
	Down bool   `json:"-"`
	// Role is follower, pre-candidate, candidate or leader.
	Role     string                  `json:"role"`
	Term     uint64                  `json:"term"`
	Vote     uint64                  `json:"vote"`
	Lead     uint64                  `json:"lead"`
	Commit   uint64                  `json:"commit"`
	Applied  uint64                  `json:"applied"`
	Snapshot Position                `json:"snapshot"`
	Log      list[EntryView]         `json:"log"`
	Config   *ConfigView             `json:"config,omitempty"`
	Votes    map[uint64]bool         `json:"votes,omitempty"`
	Progress map[uint64]ProgressView `json:"progress,omitempty"`
	Durable  *DurableView            `json:"durable,omitempty"`
	Extra    map[string]any          `json:"extra,omitempty"`
}

// MarshalJSON writes Down as the protocol has it.
func (v NodeView) MarshalJSON() ([]byte, error) {
	type plain NodeView
	return json.Marshal(struct {
		plain
		Up bool `json:"up"`
	}{plain(v), !v.Down})
}

type Position struct {
	Index uint64 `json:"index"`
	Term  uint64 `json:"term"`
}

// EntryView has for a Type normal, which it is where there is none, conf-change or conf-change-v2.
type EntryView struct {
	Index uint64 `json:"index"`
	Term  uint64 `json:"term"`
	Type  string `json:"type,omitempty"`
	Data  string `json:"data"`
}

// ProgressView has for a State probe, replicate or snapshot.
type ProgressView struct {
	Match           uint64       `json:"match"`
	Next            uint64       `json:"next"`
	State           string       `json:"state"`
	Paused          bool         `json:"paused"`
	RecentActive    bool         `json:"recentActive"`
	PendingSnapshot uint64       `json:"pendingSnapshot"`
	Inflight        list[uint64] `json:"inflight"`
	Learner         bool         `json:"learner"`
}

type ConfigView struct {
	Voters         list[uint64] `json:"voters"`
	VotersOutgoing list[uint64] `json:"votersOutgoing"`
	Learners       list[uint64] `json:"learners"`
	LearnersNext   list[uint64] `json:"learnersNext"`
	AutoLeave      bool         `json:"autoLeave"`
}

// DurableView is what is on stable storage.
type DurableView struct {
	Term     uint64          `json:"term"`
	Vote     uint64          `json:"vote"`
	Commit   uint64          `json:"commit"`
	Snapshot Position        `json:"snapshot"`
	Log      list[EntryView] `json:"log"`
}

type ReadView struct {
	Context string `json:"context"`
	Index   uint64 `json:"index"`
}

type MessageView struct {
	Type       string        `json:"type"`
	From       uint64        `json:"from"`
	To         uint64        `json:"to"`
	Term       uint64        `json:"term,omitempty"`
	LogTerm    uint64        `json:"logTerm,omitempty"`
	Index      uint64        `json:"index,omitempty"`
	Commit     uint64        `json:"commit,omitempty"`
	Vote       uint64        `json:"vote,omitempty"`
	Reject     bool          `json:"reject,omitempty"`
	RejectHint uint64        `json:"rejectHint,omitempty"`
	Context    string        `json:"context,omitempty"`
	Entries    []EntryView   `json:"entries,omitempty"`
	Snapshot   *SnapshotView `json:"snapshot,omitempty"`
}

type SnapshotView struct {
	Position
	Config ConfigView `json:"config"`
}

// list is a list that JSON never has as null.
type list[T any] []T

func (l list[T]) MarshalJSON() ([]byte, error) { return json.Marshal(append([]T{}, l...)) }

// Serve answers raftcheck until there are no more requests, and then ends the process.
func Serve(core Core) {
	in, out := os.NewFile(3, "requests"), os.NewFile(4, "answers")
	if os.Getenv("CORE_PROTOCOL") == "" {
		fmt.Fprintln(os.Stderr, "this is a driver: raftcheck runs it (--core FOLDER) and asks it on file descriptors 3 and 4")
		os.Exit(2)
	}
	core.Identity.written = map[reflect.Type][]field{}
	s := &session{core: core}
	for requests := bufio.NewReaderSize(in, 1<<16); ; {
		frame, err := readFrame(requests)
		if err == nil {
			err = writeFrame(out, s.answer(frame))
		}
		if errors.Is(err, io.EOF) {
			os.Exit(0)
		} else if err != nil {
			fmt.Fprintln(os.Stderr, "the connection to raftcheck is broken:", err)
			os.Exit(1)
		}
	}
}

func readFrame(in io.Reader) ([]byte, error) {
	var length [4]byte
	if _, err := io.ReadFull(in, length[:]); err != nil {
		return nil, err
	}
	frame := make([]byte, binary.LittleEndian.Uint32(length[:]))
	_, err := io.ReadFull(in, frame)
	return frame, err
}

func writeFrame(out io.Writer, answer any) error {
	frame := bytes.NewBuffer(make([]byte, 4))
	body := json.NewEncoder(frame)
	// Texts of states are full of what it would escape.
	body.SetEscapeHTML(false)
	if err := body.Encode(answer); err != nil {
		return err
	}
	binary.LittleEndian.PutUint32(frame.Bytes(), uint32(frame.Len()-4))
	_, err := out.Write(frame.Bytes())
	return err
}

// request is any request; input is that of a step, in numbers.
type request struct {
	Call     string `json:"call"`
	Model    Model  `json:"model"`
	Node     uint64 `json:"node"`
	State    int    `json:"state"`
	Input    input  `json:"input"`
	Messages []int  `json:"messages"`
}

type input struct {
	Input
	Number int `json:"message"`
}

// fresh is a state or a message that is told for the first time.
type fresh struct {
	Key  string `json:"key"`
	View any    `json:"view"`
}

type object map[string]any

// fault is what a driver or raftcheck did wrong, as against a panic of the core.
type fault string

func faulty(format string, args ...any) { panic(fault(fmt.Sprintf(format, args...))) }

// session is what one raftcheck knows by number.
type session struct {
	core     Core
	make     func(id uint64) Node
	states   table[origin]
	messages table[any]
	inputs   []input
	// numbers are those of inputs.
	numbers map[input]int
	// newStates and newMessages are what the answer tells for the first time.
	newStates, newMessages []fresh
	// live is a node in the state number at, or nil.
	live Node
	at   int
}

// origin is how a state was first reached: by an input from a state before it, or, with parent -1, as node id's first.
type origin struct {
	id            uint64
	parent, input int
}

// table numbers things from 0 by their keys. The keys are kept as hashes, since they are most of what there is.
type table[T any] struct {
	numbers map[[sha256.Size]byte]int
	things  []T
	hashes  [][sha256.Size]byte
}

// number is that of the key; where it is new, thing says what it stands for.
func (t *table[T]) number(key []byte, thing func() T) int {
	hash := sha256.Sum256(key)
	if number, known := t.numbers[hash]; known {
		return number
	}
	if t.numbers == nil {
		t.numbers = map[[sha256.Size]byte]int{}
	}
	t.things, t.hashes = append(t.things, thing()), append(t.hashes, hash)
	t.numbers[hash] = len(t.things) - 1
	return t.numbers[hash]
}

// cut takes back all numbers from this one on.
func (t *table[T]) cut(number int) {
	for _, hash := range t.hashes[number:] {
		delete(t.numbers, hash)
	}
	t.things, t.hashes = t.things[:number], t.hashes[:number]
}

func (t *table[T]) get(number int, what string) T {
	if number < 0 || number >= len(t.things) {
		faulty("there is no %s %d", what, number)
	}
	return t.things[number]
}

// answer never panics: what the core panics with is an answer.
func (s *session) answer(frame []byte) (answer object) {
	states, messages := len(s.states.things), len(s.messages.things)
	defer func() {
		reason := recover()
		if reason == nil {
			return
		}
		if text, isFault := reason.(fault); isFault {
			answer = object{"error": string(text)}
		} else {
			answer = object{"panic": fmt.Sprint(reason)}
			fmt.Fprintf(os.Stderr, "panic: %v\n%s", reason, debug.Stack())
		}
		s.live = nil
		s.states.cut(states)
		s.messages.cut(messages)
	}()
	s.newStates, s.newMessages = []fresh{}, []fresh{}
	var asked request
	if err := json.Unmarshal(frame, &asked); err != nil {
		faulty("a request that cannot be read: %v", err)
	}
	switch asked.Call {
	case "hello":
		c := s.core
		hello := object{"protocol": 1, "name": c.Name, "version": c.Version, "offers": c.Offers, "floors": c.Floors}
		if c.Settings != nil {
			hello["settings"] = c.Settings
		}
		if c.Messages != nil {
			hello["messages"] = c.Messages
		}
		return hello
	case "open":
		return s.open(asked.Model)
	case "init":
		return s.init(asked.Node)
	case "step":
		return s.step(asked.State, asked.Input)
	case "ignores":
		ignores := make([]bool, len(asked.Messages))
		for i, message := range asked.Messages {
			ignores[i] = s.ignores(asked.State, message)
		}
		return object{"ignores": ignores}
	}
	faulty("there is no call %q", asked.Call)
	return nil
}

func (s *session) open(model Model) object {
	made, err := s.core.Open(model)
	if err != nil {
		return object{"refused": err.Error()}
	}
	*s = session{core: s.core, make: made, numbers: map[input]int{}}
	return object{}
}

func (s *session) init(id uint64) object {
	if s.make == nil {
		faulty("no model is open")
	}
	s.live = s.make(id)
	s.at = s.meet(origin{id: id, parent: -1})
	return object{"state": s.at, "newStates": s.newStates}
}

func (s *session) step(state int, in input) object {
	outcome, enabled := s.give(state, in)
	if !enabled {
		return object{"enabled": false}
	}
	number, known := s.numbers[in]
	if !known {
		number = len(s.inputs)
		s.inputs, s.numbers[in] = append(s.inputs, in), number
	}
	numbers := make([]int, len(outcome.Messages))
	for i, message := range outcome.Messages {
		numbers[i] = s.meetMessage(message)
	}
	s.at = s.meet(origin{parent: state, input: number})
	return object{"state": s.at, "messages": numbers, "reads": list[ReadView](outcome.Reads),
		"newStates": s.newStates, "newMessages": s.newMessages}
}

// ignores asks whether the message leaves the state as it is, and nothing is sent. A panic is a false.
func (s *session) ignores(state, message int) (ignored bool) {
	defer func() {
		if reason := recover(); reason != nil {
			if _, isFault := reason.(fault); isFault {
				panic(reason)
			}
			s.live, ignored = nil, false
		}
	}()
	outcome, enabled := s.give(state, input{Input{Kind: "deliver"}, message})
	if !enabled {
		return true
	}
	same := s.hash() == s.states.hashes[state]
	if !same {
		s.live = nil
	}
	return same && len(outcome.Messages) == 0 && len(outcome.Reads) == 0
}

// give makes a live node of the state and gives it the input. One that is not enabled must not have changed anything.
func (s *session) give(state int, in input) (Outcome, bool) {
	s.restore(state)
	outcome, enabled := s.live.Step(s.complete(in))
	if !enabled && s.hash() != s.states.hashes[state] {
		s.live = nil
	}
	return outcome, enabled
}

// complete puts the message for its number.
func (s *session) complete(in input) Input {
	if in.Kind == "deliver" {
		message := reflect.ValueOf(s.messages.get(in.Number, "message"))
		in.Message = s.core.Identity.copied(message).Interface()
	}
	return in.Input
}

// restore leaves a node in the state: the live one, or a new one that is given all inputs since its beginning.
func (s *session) restore(state int) {
	if s.live != nil && s.at == state {
		return
	}
	way := []int{}
	from := s.states.get(state, "state")
	for ; from.parent >= 0; from = s.states.things[from.parent] {
		way = append(way, from.input)
	}
	defer func() {
		reason := recover()
		if _, isFault := reason.(fault); isFault {
			panic(reason)
		} else if reason != nil {
			faulty("the core is not deterministic: the same inputs led to state %d, and now to: %v", state, reason)
		}
	}()
	s.live, s.at = s.make(from.id), state
	for _, number := range slices.Backward(way) {
		s.live.Step(s.complete(s.inputs[number]))
	}
	if key := s.key(); sha256.Sum256(key) != s.states.hashes[state] {
		panic(string(key))
	}
}

func (s *session) key() []byte { return s.core.Identity.text(s.live) }

func (s *session) hash() [sha256.Size]byte { return sha256.Sum256(s.key()) }

// meet numbers the live node's state.
func (s *session) meet(from origin) int {
	key := s.key()
	return s.states.number(key, func() origin {
		s.newStates = append(s.newStates, fresh{string(key), s.live.View()})
		return from
	})
}

func (s *session) meetMessage(message any) int {
	key := s.core.Identity.text(message)
	return s.messages.number(key, func() any {
		s.newMessages = append(s.newMessages, fresh{string(key), s.core.ViewMessage(message)})
		return s.core.Identity.copied(reflect.ValueOf(message)).Interface()
	})
}

// text is the canonical text of a value: equal exactly for equal values, whatever lies where in memory. Structs are
// written field by field, exported or not, without those that are at their zero value; pointers are followed, maps are
// sorted. It is generic on purpose: a list of fields that is written by hand forgets the next field.
func (id Identity) text(of any) []byte {
	w := writer{Identity: id}
	w.value(reflect.ValueOf(&of).Elem())
	return w.b
}

type writer struct {
	Identity
	b []byte
	// path is where in the value the writer is, for messages.
	path []string
}

// deepest is deeper than any state: a value that is in itself has no end.
const deepest = 100

// value writes v, and says whether that is a zero value, which a struct leaves out.
func (w *writer) value(v reflect.Value) (zero bool) {
	switch v.Kind() {
	case reflect.Bool:
		w.b = strconv.AppendBool(w.b, v.Bool())
		return !v.Bool()
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		w.b = strconv.AppendInt(w.b, v.Int(), 10)
		return v.Int() == 0
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		w.b = strconv.AppendUint(w.b, v.Uint(), 10)
		return v.Uint() == 0
	case reflect.Float32, reflect.Float64:
		w.b = strconv.AppendUint(w.b, math.Float64bits(v.Float()), 16)
		return math.Float64bits(v.Float()) == 0
	case reflect.String:
		w.b = strconv.AppendQuote(w.b, v.String())
		return v.Len() == 0
	case reflect.Array:
		return w.elements(v)
	case reflect.Struct:
		return w.fields(v)
	case reflect.Pointer, reflect.Interface, reflect.Slice, reflect.Map, reflect.Func, reflect.Chan, reflect.UnsafePointer:
		if !v.IsNil() {
			return w.reference(v)
		}
		w.b = append(w.b, "nil"...)
		return true
	}
	w.refuse(v)
	return false
}

// reference writes a v that is not nil.
func (w *writer) reference(v reflect.Value) (zero bool) {
	switch v.Kind() {
	case reflect.Pointer:
		return w.pointer(v)
	case reflect.Interface:
		w.b = append(append(append(w.b, '<'), v.Elem().Type().String()...), '>')
		w.value(v.Elem())
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			w.b = strconv.AppendQuote(w.b, string(v.Bytes()))
		} else {
			w.elements(v)
		}
		return v.Len() == 0 && w.NilIsEmpty
	case reflect.Map:
		w.pairs(v)
		return v.Len() == 0 && w.NilIsEmpty
	default:
		w.refuse(v)
	}
	return false
}

func (w *writer) pointer(v reflect.Value) (zero bool) {
	of := v.Type().Elem()
	if instead, ok := w.Instead[of]; ok {
		w.value(reflect.ValueOf(instead(reflect.NewAt(of, v.UnsafePointer()).Interface())))
		return false
	}
	w.b = append(w.b, '&')
	return w.value(v.Elem()) && w.NilIsEmpty
}

func (w *writer) fields(v reflect.Value) (zero bool) {
	w.b = append(w.b, '{')
	none := len(w.b)
	for _, f := range w.fieldsOf(v.Type()) {
		start := len(w.b)
		w.b = append(w.b, f.written...)
		w.enter(f.entered)
		if w.value(v.Field(f.number)) {
			w.b = w.b[:start]
		} else {
			w.b = append(w.b, ' ')
		}
		w.leave()
	}
	zero = len(w.b) == none
	w.b = append(w.b, '}')
	return zero
}

func (w *writer) elements(v reflect.Value) (zero bool) {
	w.b = append(w.b, '[')
	w.enter("[]")
	zero = true
	for i := range v.Len() {
		zero = w.value(v.Index(i)) && zero
		w.b = append(w.b, ' ')
	}
	w.leave()
	w.b = append(w.b, ']')
	return zero
}

func (w *writer) pairs(v reflect.Value) {
	start, pairs := len(w.b), []string{}
	w.enter("[]")
	for each := v.MapRange(); each.Next(); w.b = w.b[:start] {
		w.value(each.Key())
		w.b = append(w.b, ':')
		w.value(each.Value())
		pairs = append(pairs, string(w.b[start:]))
	}
	w.leave()
	slices.Sort(pairs)
	w.b = append(append(append(w.b, "map["...), strings.Join(pairs, " ")...), ']')
}

func (w *writer) enter(name string) {
	if w.path = append(w.path, name); len(w.path) > deepest {
		faulty("%s has no end: one of its pointers leads back to it", strings.Join(w.path[:10], ""))
	}
}

func (w *writer) leave() { w.path = w.path[:len(w.path)-1] }

func (w *writer) refuse(v reflect.Value) {
	faulty("%s is a %s, which has no text: name it in LeftOut if nothing depends on it", strings.Join(w.path, ""), v.Type())
}

// field is a field by its number, with its name as a text has it ("term:") and as a path has it (".term").
type field struct {
	number           int
	written, entered string
}

// fieldsOf are the fields of a struct that are not left out.
func (id Identity) fieldsOf(t reflect.Type) []field {
	known, ok := id.written[t]
	if !ok {
		for i := range t.NumField() {
			if name := t.Field(i).Name; !slices.Contains(id.LeftOut, t.String()+"."+name) {
				known = append(known, field{i, name + ":", "." + name})
			}
		}
		id.written[t] = known
	}
	return known
}

// copied is a value that shares nothing with v, but for what is left out.
func (id Identity) copied(v reflect.Value) reflect.Value {
	made := reflect.New(v.Type()).Elem()
	made.Set(v)
	id.own(made)
	return made
}

// own gives v, a copy, a copy of all that it points to.
func (id Identity) own(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			v.Set(id.copied(v.Elem()).Addr())
		}
	case reflect.Interface:
		if !v.IsNil() {
			v.Set(id.copied(v.Elem()))
		}
	case reflect.Slice:
		if !v.IsNil() {
			made := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
			reflect.Copy(made, v)
			v.Set(made)
		}
		fallthrough
	case reflect.Array:
		for i := range v.Len() {
			id.own(v.Index(i))
		}
	case reflect.Map:
		if !v.IsNil() {
			made := reflect.MakeMapWithSize(v.Type(), v.Len())
			for each := v.MapRange(); each.Next(); {
				made.SetMapIndex(id.copied(each.Key()), id.copied(each.Value()))
			}
			v.Set(made)
		}
	case reflect.Struct:
		for _, f := range id.fieldsOf(v.Type()) {
			// A field that is not exported can be set through its address only.
			in := v.Field(f.number)
			id.own(reflect.NewAt(in.Type(), in.Addr().UnsafePointer()).Elem())
		}
	}
}
