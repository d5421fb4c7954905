//go:build !raft36

// The library from v3.7 on: its messages are pointers, and so is every field of them. What differs before is in v36.go, under
// the same names; the rest of the driver is for both.
package main

import (
	"maps"
	"unsafe"

	"google.golang.org/protobuf/proto"

	pb "go.etcd.io/raft/v3/raftpb"
)

type (
	libMessage          = *pb.Message
	libEntry            = *pb.Entry
	libConfChangeSingle = *pb.ConfChangeSingle
)

// get is what a field holds, and set what it holds a value as. isSet: there is a value, if only 0.
func get[T any](field *T) (value T) {
	if field != nil {
		value = *field
	}
	return value
}
func set[T any](value T) *T      { return &value }
func isSet[T any](field *T) bool { return field != nil }

// ptr is a pointer to a message that comes from the library, and lib what it takes in the place of one.
func ptr[T any](message *T) *T {
	if message == nil {
		return new(T)
	}
	return message
}
func lib[T any](message *T) *T       { return message }
func ptrs[T any](messages []*T) []*T { return messages }
func libs[T any](messages []*T) []*T { return messages }

func unmarshal(data []byte, message proto.Message) error { return proto.Unmarshal(data, message) }

func asV1(change libConfChangeSingle) *pb.ConfChange {
	return &pb.ConfChange{Type: change.Type, NodeId: change.NodeId}
}

// store puts a snapshot of index 0 into the storage: the first configuration.
func (n *node) store(first *pb.SnapshotMetadata) {
	must(n.storage.ApplySnapshot(&pb.Snapshot{Metadata: first}))
}

// Reads at a leader: how many are confirmed, those that are not in their order, and by node how many it has confirmed.
var (
	typeRead = pointed(typeReads, "unconfirmedReads").Elem()

	readsAcks        = find[map[uint64]uint64](typeReads, "acks")
	readsConfirmed   = find[uint64](typeReads, "confirmedReads")
	readsUnconfirmed = find[[]unsafe.Pointer](typeReads, "unconfirmedReads")
	readRequest      = find[*pb.Message](typeRead, "req")
	readIndex        = find[uint64](typeRead, "index")
)

// canonicalReads: an echo confirms what lies beyond the reads that are confirmed already: an older one confirms nothing any more.
func (n *node) canonicalReads() {
	reads := *raftReadOnly.of(n.raft())
	for id, position := range *readsAcks.of(reads) {
		if position <= *readsConfirmed.of(reads) {
			delete(*readsAcks.of(reads), id)
		}
	}
}

func (n *node) showUnconfirmed(show func(name string, value any, shown bool)) {
	reads := *raftReadOnly.of(n.raft())
	unconfirmed := []map[string]any{}
	for _, read := range *readsUnconfirmed.of(reads) {
		unconfirmed = append(unconfirmed, viewUnconfirmed(*readRequest.of(read), *readIndex.of(read)))
	}
	acks, confirmed := *readsAcks.of(reads), *readsConfirmed.of(reads)
	show("unconfirmedReads", unconfirmed, len(unconfirmed) > 0)
	show("readAcks", maps.Clone(acks), len(acks) > 0)
	show("confirmedReads", confirmed, confirmed != 0)
}
