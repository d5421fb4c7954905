//go:build raft36

// The library up to v3.6, whose messages and their fields are values, and who tells reads apart by their contexts: see v37.go.
package main

import (
	"maps"
	"reflect"
	"unsafe"

	"go.etcd.io/raft/v3"
	pb "go.etcd.io/raft/v3/raftpb"
)

type (
	libMessage          = pb.Message
	libEntry            = pb.Entry
	libConfChangeSingle = pb.ConfChangeSingle
)

func get[T any](field T) T      { return field }
func set[T any](value T) T      { return value }
func isSet[T any](field T) bool { return true }
func ptr[T any](message T) *T   { return &message }
func lib[T any](message *T) T   { return *message }

func ptrs[T any](messages []T) (pointers []*T) {
	for i := range messages {
		pointers = append(pointers, &messages[i])
	}
	return pointers
}

func libs[T any](messages []*T) (values []T) {
	for _, message := range messages {
		values = append(values, *message)
	}
	return values
}

func unmarshal(data []byte, message interface{ Unmarshal([]byte) error }) error {
	return message.Unmarshal(data)
}

func asV1(change libConfChangeSingle) *pb.ConfChange {
	return &pb.ConfChange{Type: change.Type, NodeID: change.NodeID}
}

var storageSnapshot = find[pb.Snapshot](reflect.TypeFor[raft.MemoryStorage](), "snapshot")

// store does it without the storage, which takes no snapshot of index 0.
func (n *node) store(first *pb.SnapshotMetadata) {
	storageSnapshot.of(unsafe.Pointer(n.storage)).Metadata = *first
}

// Reads at a leader that are not confirmed, by their contexts, and their contexts in the order in which they came.
var (
	typeRead = pointed(typeReads, "pendingReadIndex").Elem()

	readsPending = find[map[string]unsafe.Pointer](typeReads, "pendingReadIndex")
	readsQueue   = find[[]string](typeReads, "readIndexQueue")
	readRequest  = find[pb.Message](typeRead, "req")
	readIndex    = find[uint64](typeRead, "index")
	readAcks     = find[map[uint64]bool](typeRead, "acks")
)

func (n *node) canonicalReads() {}

func (n *node) showUnconfirmed(show func(name string, value any, shown bool)) {
	reads := *raftReadOnly.of(n.raft())
	unconfirmed, acks := []map[string]any{}, map[string]any{}
	for _, context := range *readsQueue.of(reads) {
		read := (*readsPending.of(reads))[context]
		unconfirmed = append(unconfirmed, viewUnconfirmed(readRequest.of(read), *readIndex.of(read)))
		acks[latin([]byte(context))] = maps.Clone(*readAcks.of(read))
	}
	show("unconfirmedReads", unconfirmed, len(unconfirmed) > 0)
	show("acksOfReads", acks, len(acks) > 0)
}
