// One node: the library's Peer, its log reader, the membership of its state machine, and its store. How it begins, and how it
// begins again.
package main

import (
	"errors"
	"fmt"
	"math"

	"github.com/lni/dragonboat/v3/config"
	"github.com/lni/dragonboat/v3/internal/raft"
	"github.com/lni/dragonboat/v3/internal/raftcheck"
	"github.com/lni/dragonboat/v3/internal/rsm"
	pb "github.com/lni/dragonboat/v3/raftpb"
)

// cluster is the id of the only Raft cluster.
const cluster = 1

type node struct {
	model *raftcheck.Model
	id    uint64
	// peer, reader and members are nil between a crash and the restart.
	peer    *raft.Peer
	reader  *reader
	members *rsm.Members
	// store is what a crash leaves.
	store *store
	// applied is the last index that the state machine has been given; confirmed, the one that the Peer was last told.
	applied, confirmed uint64
	// misapplied is what it was given out of order; "" while it was not.
	misapplied string
}

func open(model raftcheck.Model) (func(id uint64) raftcheck.Node, error) {
	for _, change := range model.ConfChanges {
		if _, err := parseConfChange(change); err != nil {
			return nil, err
		}
	}
	if bootstrapped(&model) && model.Learners > 0 {
		return nil, errors.New("dragonboat bootstraps full members only: no learners where some nodes are not members")
	}
	return func(id uint64) raftcheck.Node { return newNode(&model, id) }, nil
}

// bootstrapped says whether some nodes are to join: then members have their changes in the log.
func bootstrapped(model *raftcheck.Model) bool {
	return model.Members != nil && *model.Members < model.Nodes
}

// newNode is a node that has never run. Where nobody may join, all know each other from the beginning, at term 0, as the
// library's own tests have it. Otherwise the members are bootstrapped, with the first term and the changes that make them
// members in their logs, and the others begin without.
func newNode(model *raftcheck.Model, id uint64) *node {
	n := &node{model: model, id: id, store: &store{}}
	if !bootstrapped(model) {
		n.start(nil, false)
		return n
	}
	addresses := []raft.PeerAddress{}
	if members := uint64(*model.Members); id <= members {
		for member := uint64(1); member <= members; member++ {
			addresses = append(addresses, raft.PeerAddress{NodeID: member, Address: address(member)})
		}
	}
	n.start(addresses, true)
	return n
}

func (n *node) restart() raftcheck.Outcome { return n.start(nil, false) }

// start makes a Peer of what the store holds, and handles its first Updates. The state machine begins at the snapshot.
func (n *node) start(addresses []raft.PeerAddress, fresh bool) raftcheck.Outcome {
	first := n.firstMembers()
	n.reader = n.store.read(n.id, first)
	n.members = rsm.NewMembers(cluster, n.id, first)
	n.peer = raft.Launch(n.config(), n.reader, nil, addresses, len(addresses) > 0, fresh)
	if snapshot := n.store.snapshot; snapshot.Index > 0 {
		n.recover(snapshot)
	}
	said := n.settle()
	n.canonical()
	return said
}

// firstMembers are those that are known without a log.
func (n *node) firstMembers() pb.Membership {
	members := pb.Membership{Addresses: map[uint64]string{}, Observers: map[uint64]string{}}
	if bootstrapped(n.model) {
		return members
	}
	for id := uint64(1); id <= uint64(n.model.Nodes); id++ {
		if n.learns(id) {
			members.Observers[id] = address(id)
		} else {
			members.Addresses[id] = address(id)
		}
	}
	return members
}

// learns says whether this node is a learner to begin with.
func (n *node) learns(id uint64) bool { return id > uint64(n.model.Nodes-n.model.Learners) }

func address(id uint64) string { return fmt.Sprintf("a%d", id) }

func (n *node) config() config.Config {
	return config.Config{
		NodeID:       n.id,
		ClusterID:    cluster,
		CheckQuorum:  n.model.CheckQuorum,
		ElectionRTT:  2*n.heartbeatTicks() + 1,
		HeartbeatRTT: n.heartbeatTicks(),
		IsObserver:   n.learns(n.id) && !n.promoted(),
	}
}

// promoted says whether a learner has been stored to be a full member since: it is then started as one.
func (n *node) promoted() bool {
	_, full := n.store.snapshot.Membership.Addresses[n.id]
	return full
}

// By the clock, timers are as short as the library lets them be: every tick is an action. Without one they are set by hand
// (inputs.go), and have to leave room for one to fire without the other.
func (n *node) heartbeatTicks() uint64 { return map[bool]uint64{true: 1, false: 2}[n.timed()] }
func (n *node) timed() bool            { return n.model.Clock == "ticks" }

// bound is 0 where what it counts is not in the model.
func (n *node) bound(name string) int {
	if most := n.model.Bounds[name]; most != nil {
		return *most
	}
	return math.MaxInt
}

// must is for errors that this program rules out itself.
func must(err error) {
	if err != nil {
		panic(err)
	}
}
