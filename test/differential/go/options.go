// What a node is created with: the library's Config and the first content of its storage.
package main

import (
	"math"
	"strings"

	"go.etcd.io/raft/v3"
	pb "go.etcd.io/raft/v3/raftpb"
)

// options are read from words "key=value" after "node N" and "restart N".
type options struct {
	config raft.Config
	jitter byte
	// first is the snapshot that the storage begins with; nil leaves the storage empty.
	first *pb.Snapshot
}

func defaultOptions(id uint64) options {
	return options{config: raft.Config{
		ID:              id,
		ElectionTick:    3,
		HeartbeatTick:   1,
		MaxSizePerMsg:   math.MaxUint64,
		MaxInflightMsgs: math.MaxInt32,
		Logger:          silentLogger{},
	}}
}

// size reads a number of bytes; "max" is no limit.
func size(word string) uint64 {
	if word == "max" {
		return math.MaxUint64
	}
	return number(word)
}

func (o *options) read(words []string) {
	c := &o.config
	for _, word := range words {
		key, value, _ := strings.Cut(word, "=")
		switch key {
		case "election":
			c.ElectionTick = int(number(value))
		case "heartbeat":
			c.HeartbeatTick = int(number(value))
		case "applied":
			c.Applied = number(value)
		case "async":
			c.AsyncStorageWrites = value == "1"
		case "msgsize":
			c.MaxSizePerMsg = size(value)
		case "readysize":
			c.MaxCommittedSizePerReady = size(value)
		case "uncommitted":
			c.MaxUncommittedEntriesSize = size(value)
		case "inflight":
			c.MaxInflightMsgs = int(number(value))
		case "inflightbytes":
			c.MaxInflightBytes = size(value)
		case "checkquorum":
			c.CheckQuorum = value == "1"
		case "prevote":
			c.PreVote = value == "1"
		case "lease":
			c.ReadOnlyOption = raft.ReadOnlyOption(number(value))
		case "noforward":
			c.DisableProposalForwarding = value == "1"
		case "novalidate":
			c.DisableConfChangeValidation = value == "1"
		case "stepdown":
			c.StepDownOnRemoval = value == "1"
		case "jitter":
			o.jitter = byte(number(value))
		case "snap":
			o.first = parseSnapshot(value)
		default:
			panic(misuse("not an option: " + word))
		}
	}
}
