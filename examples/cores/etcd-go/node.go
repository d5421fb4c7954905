// One node: the library, its stable storage and, with asynchronous storage, the work that its storage threads have not
// done yet. How it begins, and how it begins again.
package main

import (
	"fmt"
	"math"
	"unsafe"

	"etcd-go/raftcheck"

	"go.etcd.io/raft/v3"
	pb "go.etcd.io/raft/v3/raftpb"
)

type node struct {
	model *raftcheck.Model
	id    uint64
	// rn is nil between a crash and the restart.
	rn *raft.RawNode
	// storage is what a crash leaves.
	storage *raft.MemoryStorage
	// appendWork and applyWork are MsgStorageAppend and MsgStorageApply handed out and not yet done, oldest first.
	appendWork, applyWork []*pb.Message
	// machine is the last index that the state machine has been given, in entries or as a snapshot.
	machine uint64
	// misapplied is what it was given out of order; "" while it was not.
	misapplied string
}

func open(model raftcheck.Model) (func(id uint64) raftcheck.Node, error) {
	return func(id uint64) raftcheck.Node { return newNode(&model, id) }, nil
}

// newNode is a node that has never run. A member knows the first configuration; where there are others to join, it has it
// in its log too, committed and applied, as Bootstrap leaves it. A node that is no member knows nothing at all.
func newNode(model *raftcheck.Model, id uint64) *node {
	n := &node{model: model, id: id, storage: raft.NewMemoryStorage()}
	members := model.Nodes
	if model.Members != nil {
		members = *model.Members
	}
	if id > uint64(members) {
		n.start(0)
	} else {
		first := n.firstConfiguration(members)
		if members == model.Nodes {
			first = 0
		}
		n.start(first)
	}
	n.settle()
	n.canonical()
	return n
}

// firstConfiguration puts it into the storage, and into the log where somebody may join; the last index of the log.
func (n *node) firstConfiguration(members int) uint64 {
	voters := members - n.model.Learners
	state, log := &pb.ConfState{}, []*pb.Entry{}
	for i := range members {
		id, change := uint64(i+1), "v%d as-v1"
		if i < voters {
			state.Voters = append(state.Voters, id)
		} else {
			state.Learners = append(state.Learners, id)
			change = "l%d as-v1"
		}
		kind, data, err := pb.MarshalConfChange(parseConfChange(fmt.Sprintf(change, id)))
		must(err)
		log = append(log, &pb.Entry{Term: set(uint64(1)), Index: set(id), Type: set(kind), Data: data})
	}
	n.store(&pb.SnapshotMetadata{ConfState: lib(state)})
	if members < n.model.Nodes {
		must(n.storage.SetHardState(lib(&pb.HardState{Term: set(uint64(1)), Commit: set(uint64(members))})))
		must(n.storage.Append(libs(log)))
	}
	return uint64(members)
}

// start makes a RawNode of what the storage holds, of which so much is applied. The state machine is rebuilt from there.
func (n *node) start(applied uint64) {
	config := n.config()
	config.Applied = applied
	rn, err := raft.NewRawNode(config)
	must(err)
	first, err := n.storage.FirstIndex()
	must(err)
	n.rn, n.machine = rn, max(applied, first-1)
}

func (n *node) config() *raft.Config {
	m := n.model
	readOnly := raft.ReadOnlySafe
	if m.ReadOnly == "lease" {
		readOnly = raft.ReadOnlyLeaseBased
	}
	return &raft.Config{
		ID:                          n.id,
		ElectionTick:                n.electionTick(),
		HeartbeatTick:               n.heartbeatTick(),
		Storage:                     n.storage,
		AsyncStorageWrites:          m.Storage == "async",
		MaxSizePerMsg:               orElse(m.MaxSizePerMsg, math.MaxUint64),
		MaxCommittedSizePerReady:    orElse(m.MaxCommittedSizePerReady, math.MaxUint64),
		MaxUncommittedEntriesSize:   orElse(m.MaxUncommittedEntriesSize, 0),
		MaxInflightMsgs:             m.MaxInflightMsgs,
		MaxInflightBytes:            orElse(m.MaxInflightBytes, 0),
		CheckQuorum:                 m.CheckQuorum,
		PreVote:                     m.PreVote,
		ReadOnlyOption:              readOnly,
		Logger:                      silent{},
		DisableProposalForwarding:   m.DisableProposalForwarding,
		DisableConfChangeValidation: m.DisableConfChangeValidation,
		StepDownOnRemoval:           m.StepDownOnRemoval,
	}
}

// stored is the hard state and the configuration that are on stable storage.
func (n *node) stored() (*pb.HardState, *pb.ConfState) {
	state, config, err := n.storage.InitialState()
	must(err)
	return ptr(state), ptr(config)
}

// By the clock, timers are as short as can be: every tick is an action. Without one they are set by hand (inputs.go), and
// have to leave room for one to fire without the other.
func (n *node) electionTick() int  { return 2 * n.heartbeatTick() }
func (n *node) heartbeatTick() int { return map[bool]int{true: 1, false: 2}[n.timed()] }
func (n *node) timed() bool        { return n.model.Clock == "ticks" }

// raft is the struct that the library does not export (hidden.go).
func (n *node) raft() unsafe.Pointer { return *nodeRaft.of(unsafe.Pointer(n.rn)) }

// bound is 0 where what it counts is not in the model.
func (n *node) bound(name string) (most int, bounded bool) {
	if most := n.model.Bounds[name]; most != nil {
		return *most, true
	}
	return math.MaxInt, false
}

func orElse(value *uint64, otherwise uint64) uint64 {
	if value == nil {
		return otherwise
	}
	return *value
}

// must is for errors that this program rules out itself.
func must(err error) {
	if err != nil {
		panic(err)
	}
}
