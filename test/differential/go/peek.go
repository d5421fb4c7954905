// Sees the library's unexported fields. Their offsets are looked up by name once, and their types
// are compared with what this file expects, so that another version of the library either shows
// the same fields or stops the program at its first line.
package main

import (
	"fmt"
	"reflect"
	"unsafe"

	"go.etcd.io/raft/v3"
	pb "go.etcd.io/raft/v3/raftpb"
	"go.etcd.io/raft/v3/tracker"
)

// readIndexRequest mirrors raft.readIndexRequest.
type readIndexRequest struct {
	req   *pb.Message
	index uint64
}

// inflight mirrors tracker.inflight.
type inflight struct{ index, bytes uint64 }

// field is an unexported field of type T: its place in its struct.
type field[T any] uintptr

func (f field[T]) of(base unsafe.Pointer) T { return *(*T)(unsafe.Add(base, uintptr(f))) }

// find looks a field up and compares its type with T: the kind and the size, and for pointers,
// slices and maps the same of what they hold.
func find[T any](in reflect.Type, name string) field[T] {
	f, ok := in.FieldByName(name)
	if !ok || !alike(f.Type, reflect.TypeFor[T]()) {
		panic(fmt.Sprintf("%v has no field %s like %v", in, name, reflect.TypeFor[T]()))
	}
	return field[T](f.Offset)
}

func alike(a, b reflect.Type) bool {
	if a == b {
		return true
	}
	if b.Kind() == reflect.UnsafePointer {
		return a.Kind() == reflect.Pointer
	}
	if a.Kind() != b.Kind() || a.Size() != b.Size() {
		return false
	}
	switch a.Kind() {
	case reflect.Map:
		return alike(a.Key(), b.Key()) && alike(a.Elem(), b.Elem())
	case reflect.Pointer, reflect.Slice:
		return alike(a.Elem(), b.Elem())
	case reflect.Struct:
		for i := range a.NumField() {
			if a.Field(i).Name != b.Field(i).Name || !alike(a.Field(i).Type, b.Field(i).Type) {
				return false
			}
		}
	}
	return true
}

func typeOf(in reflect.Type, name string) reflect.Type {
	f, ok := in.FieldByName(name)
	if !ok {
		panic(fmt.Sprintf("%v has no field %s", in, name))
	}
	if f.Type.Kind() == reflect.Pointer {
		return f.Type.Elem()
	}
	return f.Type
}

var (
	tNode      = reflect.TypeFor[raft.RawNode]()
	tRaft      = typeOf(tNode, "raft")
	tLog       = typeOf(tRaft, "raftLog")
	tUnstable  = typeOf(tLog, "unstable")
	tReadOnly  = typeOf(tRaft, "readOnly")
	tProgress  = reflect.TypeFor[tracker.Progress]()
	tInflights = reflect.TypeFor[tracker.Inflights]()
)

var (
	nodeRaft       = find[unsafe.Pointer](tNode, "raft")
	nodePrevSoft   = find[*raft.SoftState](tNode, "prevSoftSt")
	nodePrevHard   = find[*pb.HardState](tNode, "prevHardSt")
	nodeSteps      = find[[]*pb.Message](tNode, "stepsOnAdvance")
	raftID         = find[uint64](tRaft, "id")
	raftTerm       = find[uint64](tRaft, "Term")
	raftVote       = find[uint64](tRaft, "Vote")
	raftReadStates = find[[]raft.ReadState](tRaft, "readStates")
	raftLog        = find[unsafe.Pointer](tRaft, "raftLog")
	raftTracker    = find[tracker.ProgressTracker](tRaft, "trk")
	raftState      = find[raft.StateType](tRaft, "state")
	raftIsLearner  = find[bool](tRaft, "isLearner")
	raftMsgs       = find[[]*pb.Message](tRaft, "msgs")
	raftAfter      = find[[]*pb.Message](tRaft, "msgsAfterAppend")
	raftLead       = find[uint64](tRaft, "lead")
	raftTransferee = find[uint64](tRaft, "leadTransferee")
	raftPending    = find[uint64](tRaft, "pendingConfIndex")
	raftUncommit   = find[uint64](tRaft, "uncommittedSize")
	raftReadOnly   = find[unsafe.Pointer](tRaft, "readOnly")
	raftElection   = find[int](tRaft, "electionElapsed")
	raftHeartbeat  = find[int](tRaft, "heartbeatElapsed")
	raftRandomized = find[int](tRaft, "randomizedElectionTimeout")
	raftReads      = find[[]*pb.Message](tRaft, "pendingReadIndexMessages")
)

var (
	logUnstable  = findStruct(tLog, "unstable")
	logCommitted = find[uint64](tLog, "committed")
	logApplying  = find[uint64](tLog, "applying")
	logApplied   = find[uint64](tLog, "applied")
	logSize      = find[uint64](tLog, "applyingEntsSize")
	logPaused    = find[bool](tLog, "applyingEntsPaused")

	unstableSnapshot   = find[*pb.Snapshot](tUnstable, "snapshot")
	unstableEntries    = find[[]*pb.Entry](tUnstable, "entries")
	unstableOffset     = find[uint64](tUnstable, "offset")
	unstableSnapping   = find[bool](tUnstable, "snapshotInProgress")
	unstableInProgress = find[uint64](tUnstable, "offsetInProgress")

	readsAcks      = find[map[uint64]uint64](tReadOnly, "acks")
	readsWaiting   = find[[]*readIndexRequest](tReadOnly, "unconfirmedReads")
	readsConfirmed = find[uint64](tReadOnly, "confirmedReads")

	progressSentCommit = find[uint64](tProgress, "sentCommit")
	inflightsStart     = find[int](tInflights, "start")
	inflightsCount     = find[int](tInflights, "count")
	inflightsBytes     = find[uint64](tInflights, "bytes")
	inflightsSize      = find[int](tInflights, "size")
	inflightsBuffer    = find[[]inflight](tInflights, "buffer")
)

// findStruct is find for a field that is itself a struct, which stays unseen but for its own fields.
func findStruct(in reflect.Type, name string) uintptr {
	f, ok := in.FieldByName(name)
	if !ok || f.Type.Kind() != reflect.Struct {
		panic(fmt.Sprintf("%v has no struct %s", in, name))
	}
	return f.Offset
}

// peeks holds the addresses of one node's parts. They stay the same as long as the RawNode lives,
// but for readOnly, which a reset replaces.
type peeks struct{ node, raft, log, unstable unsafe.Pointer }

func newPeeks(rn *raft.RawNode) peeks {
	p := peeks{node: unsafe.Pointer(rn)}
	p.raft = nodeRaft.of(p.node)
	p.log = raftLog.of(p.raft)
	p.unstable = unsafe.Add(p.log, logUnstable)
	return p
}

func (p peeks) tracker() *tracker.ProgressTracker {
	return (*tracker.ProgressTracker)(unsafe.Add(p.raft, uintptr(raftTracker)))
}

func (p peeks) readOnly() unsafe.Pointer { return raftReadOnly.of(p.raft) }

// window reads the ring of an Inflights from its start.
func window(ins *tracker.Inflights) (list []inflight, bytes uint64) {
	base := unsafe.Pointer(ins)
	buffer, start := inflightsBuffer.of(base), inflightsStart.of(base)
	for i := range inflightsCount.of(base) {
		list = append(list, buffer[(start+i)%inflightsSize.of(base)])
	}
	return list, inflightsBytes.of(base)
}
