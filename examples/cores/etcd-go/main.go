// A driver for go.etcd.io/raft: the library itself, with the application that surrounds it, as a core that raftcheck can
// ask. It does with the library what src/cluster/etcd does with the core that is built in, so that both must agree on
// every step; test/foreign/etcdgo.test.ts compares them.
package main

import (
	"crypto/rand"
	"reflect"
	"runtime/debug"

	"etcd-go/raftcheck"

	"go.etcd.io/raft/v3"
	pb "go.etcd.io/raft/v3/raftpb"
	"go.etcd.io/raft/v3/tracker"
)

func main() {
	raft.SetLogger(silent{})
	rand.Reader = zeros{}
	raftcheck.Serve(raftcheck.Core{
		Name:        "etcd-go",
		Version:     version(),
		Offers:      offers,
		Settings:    settings,
		Messages:    "etcd",
		Floors:      true,
		Open:        open,
		ViewMessage: func(message any) raftcheck.MessageView { return viewMessage(message.(*pb.Message)) },
		Identity:    written,
	})
}

// version is that of the library in go.mod, and what it is replaced by there.
func version() string {
	text := "go.etcd.io/raft of unknown version"
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, dep := range info.Deps {
			if dep.Path == "go.etcd.io/raft/v3" {
				text = "go.etcd.io/raft " + dep.Version
				if dep.Replace != nil {
					text += " => " + dep.Replace.Path
				}
			}
		}
	}
	return text
}

var offers = []string{
	"deliver", "timeout", "heartbeat", "check-quorum", "expire-lease", "crash", "restart", "propose", "propose-conf",
	"read", "transfer", "forget-leader", "compact", "unreachable", "snapshot-status", "append-done", "apply-done", "tick",
}

var settings = map[string]any{
	"members":                     true,
	"learners":                    true,
	"storage":                     []string{"sync", "async"},
	"clock":                       []string{"untimed", "ticks"},
	"preVote":                     []bool{false, true},
	"checkQuorum":                 []bool{false, true},
	"readOnly":                    []string{"safe", "lease"},
	"proposeAt":                   []string{"leader", "any"},
	"maxSizePerMsg":               true,
	"maxInflightMsgs":             true,
	"maxInflightBytes":            true,
	"maxCommittedSizePerReady":    true,
	"maxUncommittedEntriesSize":   true,
	"disableProposalForwarding":   []bool{false, true},
	"disableConfChangeValidation": []bool{false, true},
	"stepDownOnRemoval":           []bool{false, true},
}

// written is what of a node is written into its text; canonical (identity.go) gives the rest one value.
var written = raftcheck.Identity{
	NilIsEmpty: true,
	LeftOut: []string{
		"main.node.model",
		// It is the node's own, and written there.
		"raft.raftLog.storage",
		// They follow from the role.
		"raft.raft.tick", "raft.raft.step",
		"raft.raft.logger", "raft.raft.traceLogger", "raft.raftLog.logger", "raft.unstable.logger",
		"raft.MemoryStorage.Mutex", "raft.MemoryStorage.callStats",
		// What every protobuf message has for the use of its package.
		"raftpb.Message.state", "raftpb.Message.sizeCache", "raftpb.Message.unknownFields",
		"raftpb.Entry.state", "raftpb.Entry.sizeCache", "raftpb.Entry.unknownFields",
		"raftpb.Snapshot.state", "raftpb.Snapshot.sizeCache", "raftpb.Snapshot.unknownFields",
		"raftpb.SnapshotMetadata.state", "raftpb.SnapshotMetadata.sizeCache", "raftpb.SnapshotMetadata.unknownFields",
		"raftpb.ConfState.state", "raftpb.ConfState.sizeCache", "raftpb.ConfState.unknownFields",
		"raftpb.HardState.state", "raftpb.HardState.sizeCache", "raftpb.HardState.unknownFields",
	},
	Instead: map[reflect.Type]func(any) any{
		reflect.TypeFor[pb.Entry]():          func(entry any) any { return entryWritten(entry.(*pb.Entry)) },
		reflect.TypeFor[tracker.Inflights](): func(ins any) any { return window(ins.(*tracker.Inflights)) },
	},
}

// entryWritten tells whether the type is set even where it is 0: it takes two bytes, and sizes are limited.
func entryWritten(e *pb.Entry) any {
	return struct {
		term, index uint64
		kind        pb.EntryType
		kindIsSet   bool
		data        []byte
	}{get(e.Term), get(e.Index), get(e.Type), isSet(e.Type), e.Data}
}

// zeros stands where the library looks for chance, which is when it draws an election timeout: see tickOn.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}
