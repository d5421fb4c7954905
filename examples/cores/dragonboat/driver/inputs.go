// What each input does to a node: its guard, and the call of the library behind it. Timers are set to the tick before they
// fire and then the library's own Tick is called, so that the code that runs is the code that ships.
package main

import (
	"fmt"
	"math"

	"github.com/lni/dragonboat/v3/internal/raftcheck"
	pb "github.com/lni/dragonboat/v3/raftpb"
)

// Step gives the node an input and handles what comes of it; false: the input is not enabled.
func (n *node) Step(in raftcheck.Input) (raftcheck.Outcome, bool) {
	if n.peer == nil {
		if in.Kind == "restart" {
			return n.restart(), true
		}
		// Time passes for a node that is down too.
		return raftcheck.Outcome{}, in.Kind == "tick"
	}
	if in.Kind == "crash" {
		n.crash()
		return raftcheck.Outcome{}, true
	}
	if !n.give(in) {
		return raftcheck.Outcome{}, false
	}
	said := n.settle()
	n.canonical()
	return said, true
}

// crash forgets all that is not stored.
func (n *node) crash() { *n = node{model: n.model, id: n.id, store: n.store} }

// give gives the library the input.
func (n *node) give(in raftcheck.Input) bool {
	switch in.Kind {
	case "restart":
		return false
	case "deliver":
		n.peer.Handle(*in.Message.(*pb.Message))
		return true
	case "compact":
		return n.compact()
	case "tick", "timeout", "heartbeat", "check-quorum", "expire-lease":
		return n.passTime(in.Kind)
	}
	return n.ask(in)
}

// ask is for what clients and the network ask for. What the library drops is not enabled.
func (n *node) ask(in raftcheck.Input) bool {
	serves, last := n.peer.Leads() || n.model.ProposeAt == "any", n.peer.LastIndex()
	switch in.Kind {
	case "propose":
		if serves {
			n.peer.ProposeEntries([]pb.Entry{{Cmd: []byte(in.Data)}})
		}
		return serves && !n.peer.Dropped()
	case "propose-conf":
		change, err := parseConfChange(in.Change)
		must(err)
		if serves {
			n.peer.ProposeConfigChange(change, 0)
		}
		// Where another change waits, an empty entry stands for this one.
		return serves && (!n.peer.Dropped() || n.peer.LastIndex() > last)
	case "read":
		n.peer.ReadIndex(contextOf(in.Context))
		return !n.peer.Dropped()
	case "transfer":
		if serves {
			n.peer.RequestLeaderTransfer(in.Transferee)
		}
		return serves
	case "unreachable":
		reports := n.peer.Leads() && in.Peer != n.id
		if reports {
			n.peer.ReportUnreachableNode(in.Peer)
		}
		return reports
	case "snapshot-status":
		waits := n.peer.Leads() && n.peer.Remotes()[in.Peer].State == "Snapshot"
		if waits {
			n.peer.ReportSnapshotStatus(in.Peer, in.Failed)
		}
		return waits
	}
	panic(fmt.Sprintf("there is no input %s", in.Kind))
}

func (n *node) passTime(kind string) bool {
	leads, timeout := n.peer.Leads(), n.peer.ElectionTimeout()
	switch kind {
	case "tick":
		if !leads {
			*n.peer.Randomized() = math.MaxInt
		}
		n.peer.Tick()
		return true
	case "timeout":
		return !leads && n.timeout()
	case "heartbeat":
		if leads {
			n.fire(0, n.peer.HeartbeatTimeout()-1)
		}
		return leads
	case "check-quorum":
		if leads {
			n.fire(timeout-1, 0)
		}
		return leads
	}
	// expire-lease: the follower has not heard its leader for an election timeout, but its own, longer one has not come yet.
	leased := n.leased()
	if leased {
		election, _ := n.peer.Timers()
		*election = timeout
	}
	return leased
}

// timeout is the tick with which the election timer fires.
func (n *node) timeout() bool {
	election, _ := n.peer.Timers()
	if n.timed() {
		// The timeout is drawn when its time comes; once the shortest one has passed, that may be at any tick.
		elapsed := *election + 1
		member := n.peer.Remotes()[n.id]
		if elapsed < n.peer.ElectionTimeout() || member.Next == 0 || member.Learner {
			return false
		}
		*n.peer.Randomized() = elapsed
		n.peer.Tick()
		return true
	}
	// Its own timer runs no shorter than its lease.
	if n.bound("max-expiries") == 0 && n.model.CheckQuorum && n.leased() {
		return false
	}
	n.fire(*n.peer.Randomized()-1, 0)
	return true
}

// fire is one tick with timers set.
func (n *node) fire(elapsed, beat uint64) {
	election, heartbeat := n.peer.Timers()
	*election, *heartbeat = elapsed, beat
	n.peer.Tick()
}

// leased is a node that has heard a leader within an election timeout, and is not it.
func (n *node) leased() bool {
	election, _ := n.peer.Timers()
	return !n.peer.Leads() && n.peer.Leader() != 0 && *election < n.peer.ElectionTimeout()
}

// compact makes a snapshot of what is applied and drops the log up to there, where a configuration leaves no entries behind
// a snapshot.
func (n *node) compact() bool {
	members := n.members.Get()
	if n.applied <= n.store.snapshot.Index || len(members.Addresses) == 0 {
		return false
	}
	term, err := n.reader.Term(n.applied)
	must(err)
	snapshot := pb.Snapshot{Index: n.applied, Term: term, Membership: members}
	n.store.snapshot = snapshot
	must(n.reader.CreateSnapshot(snapshot))
	must(n.reader.Compact(n.applied))
	n.store.removeTo(n.applied)
	return true
}
