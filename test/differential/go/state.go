// The canonical text of a node and of what it hands out; ../driver/state.ts writes the same.
package main

import (
	"unsafe"

	"go.etcd.io/raft/v3"
	"go.etcd.io/raft/v3/tracker"
)

// show writes everything a node holds, and its storage when that may have changed.
func (n *node) show(stored bool) {
	b := n.cluster.text
	if n.rn == nil {
		return
	}
	b = n.appendRole(b)
	b = n.appendLog(b)
	b = n.appendTracker(b)
	b = n.appendReads(b)
	p := n.peeks
	b = appendMessages(b, "msg", raftMsgs.of(p.raft))
	b = appendMessages(b, "after", raftAfter.of(p.raft))
	b = appendMessages(b, "step", nodeSteps.of(p.node))
	if stored {
		b = n.appendStorage(b)
	}
	n.cluster.text = n.appendApplication(b)
}

func (n *node) appendRole(b []byte) []byte {
	r := n.peeks.raft
	b = append(appendUint(append(b, 'n'), raftID.of(r)), ' ')
	b = append(b, raftState.of(r).String()...)
	b = appendField(b, "term", raftTerm.of(r))
	b = appendField(b, "vote", raftVote.of(r))
	b = appendField(b, "lead", raftLead.of(r))
	b = appendKnown(b, "learner", bit(raftIsLearner.of(r)))
	b = appendKnown(b, "transferee", raftTransferee.of(r))
	b = appendField(b, "election", uint64(raftElection.of(r)))
	b = appendField(b, "heartbeat", uint64(raftHeartbeat.of(r)))
	b = appendField(b, "randomized", uint64(raftRandomized.of(r)))
	b = appendKnown(b, "pendingconf", raftPending.of(r))
	b = appendKnown(b, "uncommitted", raftUncommit.of(r))
	return append(b, '\n')
}

func (n *node) appendLog(b []byte) []byte {
	l, u := n.peeks.log, n.peeks.unstable
	b = append(b, "  log"...)
	b = appendField(b, "committed", logCommitted.of(l))
	b = appendField(b, "applying", logApplying.of(l))
	b = appendField(b, "applied", logApplied.of(l))
	b = appendKnown(b, "size", logSize.of(l))
	b = appendKnown(b, "paused", bit(logPaused.of(l)))
	b = appendField(b, "offset", unstableOffset.of(u))
	b = appendField(b, "inprogress", unstableInProgress.of(u))
	b = appendEntries(append(b, ' '), unstableEntries.of(u))
	if s := unstableSnapshot.of(u); s != nil {
		b = appendField(append(b, "\n  incoming"...), "inprogress", bit(unstableSnapping.of(u)))
		b = appendSnapshot(append(b, ' '), s)
	}
	return append(b, '\n')
}

func (n *node) appendTracker(b []byte) []byte {
	t := n.peeks.tracker()
	b = append(appendIDs(append(b, "  conf "...), sortedKeys(t.Voters[0])), '/')
	b = append(appendIDs(b, sortedKeys(t.Voters[1])), '/')
	b = append(appendIDs(b, sortedKeys(t.Learners)), '/')
	b = append(appendIDs(b, sortedKeys(t.LearnersNext)), '/')
	b = append(appendUint(b, bit(t.AutoLeave)), '\n')
	for _, id := range sortedKeys(t.Progress) {
		b = append(appendUint(append(b, "  pr "...), id), ' ')
		b = append(appendProgress(b, t.Progress[id]), '\n')
	}
	if len(t.Votes) > 0 {
		b = append(b, "  votes"...)
		for _, id := range sortedKeys(t.Votes) {
			b = append(appendUint(append(b, ' '), id), ':')
			b = appendUint(b, bit(t.Votes[id]))
		}
		b = append(b, '\n')
	}
	return b
}

func appendProgress(b []byte, pr *tracker.Progress) []byte {
	b = append(b, pr.State.String()...)
	b = appendField(b, "match", pr.Match)
	b = appendField(b, "next", pr.Next)
	b = appendField(b, "sentcommit", progressSentCommit.of(unsafe.Pointer(pr)))
	b = appendKnown(b, "pendingsnapshot", pr.PendingSnapshot)
	b = appendKnown(b, "active", bit(pr.RecentActive))
	b = appendKnown(b, "paused", bit(pr.MsgAppFlowPaused))
	b = appendKnown(b, "learner", bit(pr.IsLearner))
	list, bytes := window(pr.Inflights)
	if len(list) > 0 || bytes != 0 {
		b = appendField(b, "bytes", bytes)
	}
	for _, one := range list {
		b = append(appendUint(append(b, ' '), one.index), ':')
		b = appendUint(b, one.bytes)
	}
	return b
}

func (n *node) appendReads(b []byte) []byte {
	ro := n.peeks.readOnly()
	acks, waiting := readsAcks.of(ro), readsWaiting.of(ro)
	confirmed := readsConfirmed.of(ro)
	if len(acks) > 0 || len(waiting) > 0 || confirmed > 0 {
		b = appendField(append(b, "  reads"...), "confirmed", confirmed)
		for _, id := range sortedKeys(acks) {
			b = append(appendUint(append(b, ' '), id), ':')
			b = appendUint(b, acks[id])
		}
		b = append(b, '\n')
	}
	for _, request := range waiting {
		b = append(appendUint(append(b, "  reading "...), request.index), ' ')
		b = append(appendMessage(b, request.req), '\n')
	}
	b = appendMessages(b, "postponed", raftReads.of(n.peeks.raft))
	return appendReadStates(b, raftReadStates.of(n.peeks.raft))
}

func appendReadStates(b []byte, states []raft.ReadState) []byte {
	for _, state := range states {
		b = append(appendUint(append(b, "  read "...), state.Index), '/')
		b = append(appendBytes(b, state.RequestCtx), '\n')
	}
	return b
}

func (n *node) appendStorage(b []byte) []byte {
	hs, _, err := n.storage.InitialState()
	must(err)
	b = appendHardState(append(b, "  storage "...), hs)
	snapshot, err := n.storage.MemoryStorage.Snapshot()
	must(err)
	b = appendSnapshot(append(b, ' '), snapshot)
	first, err := n.storage.FirstIndex()
	must(err)
	b = appendField(b, "first", first)
	term, err := n.storage.Term(first - 1)
	must(err)
	b = append(appendField(b, "before", term), ' ')
	last, err := n.storage.LastIndex()
	must(err)
	if first <= last {
		entries, err := n.storage.Entries(first, last+1, 1<<62)
		must(err)
		b = appendEntries(b, entries)
	}
	return append(b, '\n')
}

func (n *node) appendApplication(b []byte) []byte {
	p := n.peeks
	soft := nodePrevSoft.of(p.node)
	b = append(appendUint(append(b, "  prev "...), soft.Lead), '/')
	b = append(append(b, soft.RaftState.String()...), ' ')
	b = appendHardState(b, nodePrevHard.of(p.node))
	b = appendField(b, "hasready", bit(n.rn.HasReady()))
	b = appendField(b, "applied", n.applied)
	b = appendConfState(append(b, ' '), n.confState)
	b = appendField(b, "network", uint64(len(n.cluster.network)))
	b = appendKnown(b, "appends", uint64(len(n.appendWork)))
	b = appendKnown(b, "applies", uint64(len(n.applyWork)))
	b = appendKnown(b, "local", uint64(len(n.local)))
	return append(b, '\n')
}

// showReady writes a Ready: each part on its own line, absent ones left out.
func (n *node) showReady(rd raft.Ready) {
	b := appendField(append(n.cluster.text, "  ready"...), "mustsync", bit(rd.MustSync))
	if rd.SoftState != nil {
		b = appendField(b, "lead", rd.SoftState.Lead)
		b = append(append(b, ' '), rd.SoftState.RaftState.String()...)
	}
	if !raft.IsEmptyHardState(rd.HardState) {
		b = appendHardState(append(b, " hard="...), rd.HardState)
	}
	b = append(b, '\n')
	if !raft.IsEmptySnap(rd.Snapshot) {
		b = append(appendSnapshot(append(b, "  snapshot "...), rd.Snapshot), '\n')
	}
	if len(rd.Entries) > 0 {
		b = append(appendEntries(append(b, "  entries "...), rd.Entries), '\n')
	}
	if len(rd.CommittedEntries) > 0 {
		b = append(appendEntries(append(b, "  committed "...), rd.CommittedEntries), '\n')
	}
	b = appendReadStates(b, rd.ReadStates)
	n.cluster.text = appendMessages(b, "send", rd.Messages)
}

// showStatus writes what the public Status says, and the progress in the library's own words.
func (n *node) showStatus() {
	status := n.rn.Status()
	// The library's copy of the configuration forgets AutoLeave (tracker.Config.Clone); our Status does not.
	status.Config.AutoLeave = n.peeks.tracker().AutoLeave
	b := appendUint(append(n.cluster.text, "  status "...), status.ID)
	b = append(append(append(b, ' '), status.RaftState.String()...), ' ')
	b = appendHardState(b, status.HardState)
	b = appendField(b, "lead", status.Lead)
	b = appendField(b, "applied", status.Applied)
	b = appendField(b, "transferee", status.LeadTransferee)
	b = append(append(append(b, ' '), status.Config.String()...), '\n')
	for _, id := range sortedKeys(status.Progress) {
		pr := status.Progress[id]
		b = append(appendUint(append(b, "  "...), id), ' ')
		b = append(append(b, pr.String()...), '\n')
	}
	n.cluster.text = b
}
