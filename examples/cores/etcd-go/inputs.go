// What each input does to a node: its guard, and the call of the library behind it. Timers are set to the tick before they
// fire and then the library's own Tick is called, so that the code that runs is the code that ships.
package main

import (
	"fmt"
	"math"

	"etcd-go/raftcheck"

	"go.etcd.io/raft/v3"
	pb "go.etcd.io/raft/v3/raftpb"
	"go.etcd.io/raft/v3/tracker"
)

// Step gives the node an input and handles what comes of it; false: the input is not enabled.
func (n *node) Step(in raftcheck.Input) (raftcheck.Outcome, bool) {
	first, enabled := n.apply(in)
	if !enabled {
		return raftcheck.Outcome{}, false
	}
	said := n.settle()
	said.Messages = append(first, said.Messages...)
	n.canonical()
	return said, true
}

// apply gives the library the input; what is sent before its Readys are handled.
func (n *node) apply(in raftcheck.Input) (sent []any, enabled bool) {
	if n.rn == nil {
		if in.Kind == "restart" {
			n.start(0)
			return nil, true
		}
		// Time passes for a node that is down too.
		return nil, in.Kind == "tick"
	}
	switch in.Kind {
	case "restart":
		return nil, false
	case "crash":
		n.crash()
		return nil, true
	case "append-done":
		return n.appendDone()
	case "apply-done":
		return n.applyDone()
	case "compact":
		return nil, n.compact()
	case "deliver":
		// A message that the library does not take is lost.
		_ = n.rn.Step(lib(in.Message.(*pb.Message)))
		return nil, true
	case "tick", "timeout", "heartbeat", "check-quorum", "expire-lease":
		return nil, n.passTime(in.Kind)
	}
	return nil, n.ask(in)
}

// ask is for what clients and the network ask for. A proposal that the library refuses is not enabled.
func (n *node) ask(in raftcheck.Input) bool {
	serves := n.leads() || n.model.ProposeAt == "any"
	switch in.Kind {
	case "propose":
		return serves && n.rn.Propose([]byte(in.Data)) == nil
	case "propose-conf":
		return serves && n.rn.ProposeConfChange(parseConfChange(in.Change)) == nil
	case "read":
		// ReadIndex does not say whether it was refused.
		read := []*pb.Entry{{Data: []byte(in.Context)}}
		return n.rn.Step(lib(&pb.Message{Type: set(pb.MsgReadIndex), Entries: libs(read)})) == nil
	case "transfer":
		if serves {
			n.rn.TransferLeader(in.Transferee)
		}
		return serves
	case "forget-leader":
		return n.rn.ForgetLeader() == nil
	case "unreachable":
		reports := n.leads() && in.Peer != n.id
		if reports {
			n.rn.ReportUnreachable(in.Peer)
		}
		return reports
	case "snapshot-status":
		return n.snapshotStatus(in.Peer, in.Failed)
	}
	panic(fmt.Sprintf("there is no input %s", in.Kind))
}

func (n *node) passTime(kind string) bool {
	r := n.raft()
	switch kind {
	case "tick":
		n.tickOn()
		return true
	case "timeout":
		if n.leads() {
			return false
		}
		if n.timed() {
			return n.tickTimeout()
		}
		// Its own timer runs no shorter than its lease.
		if most, _ := n.bound("max-expiries"); most == 0 && n.model.CheckQuorum && n.leased() {
			return false
		}
		n.fire(*raftRandomized.of(r)-1, 0)
		return true
	case "heartbeat":
		if n.leads() {
			n.fire(0, *raftHeartbeatTimeout.of(r)-1)
		}
		return n.leads()
	case "check-quorum":
		leads := n.leads()
		if leads {
			n.fire(*raftElectionTimeout.of(r)-1, 0)
		}
		return leads
	}
	// expire-lease: the follower has not heard its leader for an election timeout, but its own, longer one has not come yet.
	if !n.leased() {
		return false
	}
	*raftElection.of(r) = *raftElectionTimeout.of(r)
	return true
}

// tickOn is one tick by the clock with which the election timer does not fire. Whether a timeout is drawn when the timer
// is set or when the time comes makes no difference: so each tick from the shortest timeout on may be the one
// (tickTimeout) or not.
func (n *node) tickOn() {
	if !n.leads() {
		*raftRandomized.of(n.raft()) = math.MaxInt
	}
	n.rn.Tick()
}

// tickTimeout is one tick by the clock with which the election timer fires: once the shortest timeout has passed.
func (n *node) tickTimeout() bool {
	r := n.raft()
	elapsed := *raftElection.of(r) + 1
	if elapsed < *raftElectionTimeout.of(r) || !n.promotable() {
		return false
	}
	*raftRandomized.of(r) = elapsed
	n.rn.Tick()
	return true
}

// promotable is a voter that is not waiting for a snapshot.
func (n *node) promotable() bool {
	pr := n.tracker().Progress[n.id]
	return pr != nil && !pr.IsLearner && *unstableSnapshot.of(n.unstable()) == nil
}

// fire is one tick with a timer set to its last moment.
func (n *node) fire(election, heartbeat int) {
	r := n.raft()
	*raftElection.of(r), *raftHeartbeat.of(r) = election, heartbeat
	n.rn.Tick()
}

// leased is a follower that has heard its leader within an election timeout.
func (n *node) leased() bool {
	r := n.raft()
	return *raftState.of(r) == raft.StateFollower && *raftLead.of(r) != raft.None && *raftElection.of(r) < *raftElectionTimeout.of(r)
}

func (n *node) leads() bool { return *raftState.of(n.raft()) == raft.StateLeader }

// snapshotStatus reports whatever became of a MsgSnap: its sender may be wrong about it, and is told at any time.
func (n *node) snapshotStatus(peer uint64, failed bool) bool {
	pr := n.tracker().Progress[peer]
	if !n.leads() || pr == nil || pr.State != tracker.StateSnapshot {
		return false
	}
	status := raft.SnapshotFinish
	if failed {
		status = raft.SnapshotFailure
	}
	n.rn.ReportSnapshot(peer, status)
	return true
}

// crash forgets all that is not durable.
func (n *node) crash() {
	n.rn, n.appendWork, n.applyWork, n.machine = nil, nil, nil, 0
}

// compact makes a snapshot at the applied index and drops the log up to there. With asynchronous storage an application
// has to wait with that until the commit index on stable storage has got there, since no node starts from less than its
// snapshot, and while a snapshot from the leader waits to be stored, since the configuration is that snapshot's already.
func (n *node) compact() bool {
	applied := *logApplied.of(n.log())
	state, _ := n.stored()
	latest, err := n.storage.Snapshot()
	must(err)
	if applied <= position(ptr(latest)).Index || applied > get(state.Commit) || *unstableSnapshot.of(n.unstable()) != nil {
		return false
	}
	if _, err := n.storage.CreateSnapshot(applied, ptr(n.tracker().ConfState()), nil); err != nil {
		return false
	}
	return n.storage.Compact(applied) == nil
}

// appendDone finishes the oldest work of the append thread: it is durable, and what waited for that is said.
func (n *node) appendDone() (sent []any, enabled bool) {
	if len(n.appendWork) == 0 {
		return nil, false
	}
	work := n.appendWork[0]
	n.appendWork = n.appendWork[1:]
	n.persist(&pb.HardState{Term: work.Term, Vote: work.Vote, Commit: work.Commit}, ptrs(work.Entries), work.Snapshot)
	n.applySnapshot(work.Snapshot)
	return n.respond(work), true
}

// applyDone finishes the oldest work of the apply thread.
func (n *node) applyDone() (sent []any, enabled bool) {
	if len(n.applyWork) == 0 {
		return nil, false
	}
	work := n.applyWork[0]
	n.applyWork = n.applyWork[1:]
	n.applyEntries(ptrs(work.Entries))
	return n.respond(work), true
}

// respond says what waited for the work: to the node itself at once, to others over the network.
func (n *node) respond(work *pb.Message) (sent []any) {
	for _, response := range ptrs(work.Responses) {
		if get(response.To) == n.id {
			_ = n.rn.Step(lib(response))
		} else {
			sent = append(sent, response)
		}
	}
	return sent
}
