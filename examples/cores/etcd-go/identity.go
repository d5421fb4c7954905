// Which fields of a node can still influence anything under the model's options. One that cannot is given one fixed value
// here, each with its reason, so that states that differ in nothing that matters are one state.
package main

import (
	"unsafe"

	"go.etcd.io/raft/v3"
	"go.etcd.io/raft/v3/tracker"
)

// canonical gives what cannot matter its fixed value. The node has handled every Ready.
func (n *node) canonical() {
	if n.rn == nil {
		return
	}
	r := n.raft()
	n.canonicalTimers()
	n.canonicalTracker()
	n.canonicalReads()
	// What waits uncommitted is compared with the limit and nothing else.
	if n.model.MaxUncommittedEntriesSize == nil {
		*raftUncommitted.of(r) = 0
	}
	// The question is always whether it is applied, and what is applied stays so.
	if changes, _ := n.bound("max-conf-changes"); changes == 0 || *raftPendingConf.of(r) <= *logApplied.of(n.log()) {
		*raftPendingConf.of(r) = 0
	}
}

// canonicalTimers: without a clock any timer may fire at any time, and all that counts is whether a follower is past its
// lease. By the clock, nobody asks how long a node is past the shortest timeout, and a leader counts election timeouts
// only for the quorum check and for giving up a transfer. The timeout itself is chosen when its time comes (tickTimeout).
func (n *node) canonicalTimers() {
	r := n.raft()
	elapsed, timeout := raftElection.of(r), *raftElectionTimeout.of(r)
	*raftRandomized.of(r) = timeout
	if n.timed() {
		transfers, _ := n.bound("max-transfers")
		if n.leads() && !n.model.CheckQuorum && transfers == 0 {
			*elapsed = 0
		}
		*elapsed = min(*elapsed, timeout)
		return
	}
	*raftHeartbeat.of(r) = 0
	follows := n.model.CheckQuorum && *raftState.of(r) == raft.StateFollower && *raftLead.of(r) != raft.None
	if follows && *elapsed >= timeout {
		*elapsed = timeout
	} else {
		*elapsed = 0
	}
}

func (n *node) canonicalTracker() {
	trk := n.tracker()
	state := *raftState.of(n.raft())
	// Votes are read while polling; every change of role clears them.
	if state != raft.StateCandidate && state != raft.StatePreCandidate {
		clear(trk.Votes)
	}
	for _, pr := range trk.Progress {
		if state == raft.StateLeader {
			n.canonicalProgress(pr)
		} else {
			// It only says who is a learner: the progress is read by leaders, and becoming one resets it.
			*pr = tracker.Progress{Next: 1, Inflights: n.noInflights(), IsLearner: pr.IsLearner}
		}
	}
}

func (n *node) canonicalProgress(pr *tracker.Progress) {
	// It is read by the quorum check and before a snapshot is sent, which needs a compacted log.
	if compactions, _ := n.bound("max-compactions"); !n.model.CheckQuorum && compactions == 0 {
		pr.RecentActive = true
	}
	if !n.windowMayFill() {
		pr.Inflights = n.noInflights()
	}
}

// windowMayFill: each log entry is in flight at most once, and the log has an empty entry a term, the proposals, and each
// configuration change with its leaving of the joint configuration.
func (n *node) windowMayFill() bool {
	terms, a := n.bound("max-term")
	proposals, b := n.bound("max-proposals")
	changes, c := n.bound("max-conf-changes")
	return n.model.MaxInflightBytes != nil || !a || !b || !c || n.model.MaxInflightMsgs <= terms+proposals+2*changes
}

func (n *node) noInflights() *tracker.Inflights {
	return tracker.NewInflights(n.tracker().MaxInflight, n.tracker().MaxInflightBytes)
}

func (n *node) tracker() *tracker.ProgressTracker { return raftTracker.of(n.raft()) }

func (n *node) log() unsafe.Pointer { return *raftLog.of(n.raft()) }

func (n *node) unstable() unsafe.Pointer { return unsafe.Add(n.log(), logUnstable) }
