// The fields of the library that it does not export: found by their names when the program begins, and compared with what
// is expected of them, so that a version of the library that has others stops here.
package main

import (
	"fmt"
	"reflect"
	"unsafe"

	"go.etcd.io/raft/v3"
	pb "go.etcd.io/raft/v3/raftpb"
	"go.etcd.io/raft/v3/tracker"
)

// hidden is a field of type T: where it is in its struct.
type hidden[T any] uintptr

func (h hidden[T]) of(base unsafe.Pointer) *T { return (*T)(unsafe.Add(base, uintptr(h))) }

// find finds a field. Where T is a type that the library exports it must be just that, otherwise it must be as large and
// of the same kind.
func find[T any](in reflect.Type, name string) hidden[T] {
	expected := reflect.TypeFor[T]()
	field := fieldOf(in, name)
	if field.Type.Kind() != expected.Kind() && expected.Kind() != reflect.UnsafePointer || field.Type.Size() != expected.Size() {
		panic(fmt.Sprintf("%v.%s is a %v, and was expected to be like a %v", in, name, field.Type, expected))
	}
	return hidden[T](field.Offset)
}

func fieldOf(in reflect.Type, name string) reflect.StructField {
	field, ok := in.FieldByName(name)
	if !ok {
		panic(fmt.Sprintf("%v has no field %s", in, name))
	}
	return field
}

func pointed(in reflect.Type, name string) reflect.Type { return fieldOf(in, name).Type.Elem() }

var (
	typeNode      = reflect.TypeFor[raft.RawNode]()
	typeRaft      = pointed(typeNode, "raft")
	typeLog       = pointed(typeRaft, "raftLog")
	typeUnstable  = fieldOf(typeLog, "unstable").Type
	typeReads     = pointed(typeRaft, "readOnly")
	typeInflights = reflect.TypeFor[tracker.Inflights]()
	typeInflight  = pointed(typeInflights, "buffer")
)

var (
	nodeRaft = find[unsafe.Pointer](typeNode, "raft")

	raftTerm             = find[uint64](typeRaft, "Term")
	raftVote             = find[uint64](typeRaft, "Vote")
	raftLead             = find[uint64](typeRaft, "lead")
	raftState            = find[raft.StateType](typeRaft, "state")
	raftLog              = find[unsafe.Pointer](typeRaft, "raftLog")
	raftTracker          = find[tracker.ProgressTracker](typeRaft, "trk")
	raftTransferee       = find[uint64](typeRaft, "leadTransferee")
	raftPendingConf      = find[uint64](typeRaft, "pendingConfIndex")
	raftUncommitted      = find[uint64](typeRaft, "uncommittedSize")
	raftElection         = find[int](typeRaft, "electionElapsed")
	raftHeartbeat        = find[int](typeRaft, "heartbeatElapsed")
	raftElectionTimeout  = find[int](typeRaft, "electionTimeout")
	raftHeartbeatTimeout = find[int](typeRaft, "heartbeatTimeout")
	raftRandomized       = find[int](typeRaft, "randomizedElectionTimeout")
	raftReadOnly         = find[unsafe.Pointer](typeRaft, "readOnly")
	raftPendingReads     = find[[]libMessage](typeRaft, "pendingReadIndexMessages")

	logCommitted = find[uint64](typeLog, "committed")
	logApplied   = find[uint64](typeLog, "applied")
	logUnstable  = fieldOf(typeLog, "unstable").Offset

	unstableSnapshot = find[*pb.Snapshot](typeUnstable, "snapshot")
	unstableEntries  = find[[]libEntry](typeUnstable, "entries")
	unstableOffset   = find[uint64](typeUnstable, "offset")

	inflightsStart  = find[int](typeInflights, "start")
	inflightsCount  = find[int](typeInflights, "count")
	inflightsSize   = find[int](typeInflights, "size")
	inflightsBuffer = find[[]inflight](typeInflights, "buffer")
	_               = find[uint64](typeInflight, "index")
	_               = find[uint64](typeInflight, "bytes")
)

// inflight has the shape of tracker.inflight.
type inflight struct{ index, bytes uint64 }

// window is what of the ring is in use, from its start.
func window(ins *tracker.Inflights) []inflight {
	base := unsafe.Pointer(ins)
	buffer, start := *inflightsBuffer.of(base), *inflightsStart.of(base)
	used := make([]inflight, *inflightsCount.of(base))
	for i := range used {
		used[i] = buffer[(start+i)%*inflightsSize.of(base)]
	}
	return used
}
