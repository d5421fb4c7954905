// From the library's structs to the views of the protocol.
package main

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"etcd-go/raftcheck"

	"go.etcd.io/raft/v3"
	pb "go.etcd.io/raft/v3/raftpb"
	"go.etcd.io/raft/v3/tracker"
)

var roles = map[raft.StateType]string{
	raft.StateFollower:     "follower",
	raft.StatePreCandidate: "pre-candidate",
	raft.StateCandidate:    "candidate",
	raft.StateLeader:       "leader",
}

var entryTypes = map[pb.EntryType]string{
	pb.EntryNormal:       "normal",
	pb.EntryConfChange:   "conf-change",
	pb.EntryConfChangeV2: "conf-change-v2",
}

var progressStates = map[tracker.StateType]string{
	tracker.StateProbe:     "probe",
	tracker.StateReplicate: "replicate",
	tracker.StateSnapshot:  "snapshot",
}

func (n *node) View() raftcheck.NodeView {
	durable := n.viewDurable()
	if n.rn == nil {
		return n.viewDown(durable)
	}
	r := n.raft()
	snapshot, log := n.readable(durable)
	view := raftcheck.NodeView{
		ID:       n.id,
		Role:     roles[*raftState.of(r)],
		Term:     *raftTerm.of(r),
		Vote:     *raftVote.of(r),
		Lead:     *raftLead.of(r),
		Commit:   *logCommitted.of(n.log()),
		Applied:  *logApplied.of(n.log()),
		Snapshot: snapshot,
		Log:      log,
		Config:   new(viewConfig(ptr(n.tracker().ConfState()))),
		Votes:    n.tracker().Votes,
		Durable:  &durable,
		Extra:    n.extras(),
	}
	if n.leads() {
		view.Progress = map[uint64]raftcheck.ProgressView{}
		for id, pr := range n.tracker().Progress {
			view.Progress[id] = viewProgress(pr)
		}
	}
	return view
}

// viewDown shows what a crashed node would restart from.
func (n *node) viewDown(durable raftcheck.DurableView) raftcheck.NodeView {
	_, config := n.stored()
	return raftcheck.NodeView{
		ID: n.id, Down: true, Role: "follower", Term: durable.Term, Vote: durable.Vote, Commit: durable.Commit,
		Applied: durable.Snapshot.Index, Snapshot: durable.Snapshot, Log: durable.Log, Durable: &durable,
		Config: new(viewConfig(config)),
	}
}

func (n *node) viewDurable() raftcheck.DurableView {
	state, _ := n.stored()
	first, err := n.storage.FirstIndex()
	must(err)
	last, err := n.storage.LastIndex()
	must(err)
	term, err := n.storage.Term(first - 1)
	must(err)
	view := raftcheck.DurableView{Term: get(state.Term), Vote: get(state.Vote), Commit: get(state.Commit)}
	view.Snapshot = raftcheck.Position{Index: first - 1, Term: term}
	if first <= last {
		entries, err := n.storage.Entries(first, last+1, math.MaxUint64)
		must(err)
		view.Log = viewEntries(ptrs(entries))
	}
	return view
}

// readable is the log with its unstable part laid over what is durable, and the position before its first entry.
func (n *node) readable(durable raftcheck.DurableView) (raftcheck.Position, []raftcheck.EntryView) {
	unstable := n.unstable()
	tail := viewEntries(ptrs(*unstableEntries.of(unstable)))
	if incoming := *unstableSnapshot.of(unstable); incoming != nil {
		return position(incoming), tail
	}
	stable := int(*unstableOffset.of(unstable) - durable.Snapshot.Index - 1)
	return durable.Snapshot, append(slices.Clone(durable.Log[:stable]), tail...)
}

func viewProgress(pr *tracker.Progress) raftcheck.ProgressView {
	view := raftcheck.ProgressView{
		Match: pr.Match, Next: pr.Next, State: progressStates[pr.State], Paused: pr.IsPaused(),
		RecentActive: pr.RecentActive, PendingSnapshot: pr.PendingSnapshot, Learner: pr.IsLearner,
	}
	for _, sent := range window(pr.Inflights) {
		view.Inflight = append(view.Inflight, sent.index)
	}
	return view
}

// extras is what else tells two states of a node apart, where it is not at its default.
func (n *node) extras() map[string]any {
	r := n.raft()
	extra := map[string]any{}
	show := func(name string, value any, shown bool) {
		if shown {
			extra[name] = value
		}
	}
	showNumber := func(name string, value uint64) { show(name, value, value != 0) }
	show("machine", n.machine, n.machine != *logApplied.of(n.log()))
	show("misapplied", n.misapplied, n.misapplied != "")
	showNumber("leadTransferee", *raftTransferee.of(r))
	showNumber("pendingConfIndex", *raftPendingConf.of(r))
	showNumber("uncommittedSize", *raftUncommitted.of(r))
	showNumber("electionElapsed", uint64(*raftElection.of(r)))
	showNumber("heartbeatElapsed", uint64(*raftHeartbeat.of(r)))
	pending := []map[string]any{}
	for _, request := range ptrs(*raftPendingReads.of(r)) {
		pending = append(pending, viewRead(request))
	}
	show("pendingReads", pending, len(pending) > 0)
	n.showUnconfirmed(show)
	appends, applies := viewMessages(n.appendWork), viewMessages(n.applyWork)
	show("appendWork", appends, len(appends) > 0)
	show("applyWork", applies, len(applies) > 0)
	return extra
}

func viewRead(request *pb.Message) map[string]any {
	context := ""
	if entries := ptrs(request.Entries); len(entries) > 0 {
		context = latin(entries[0].Data)
	}
	return map[string]any{"from": get(request.From), "context": context}
}

func viewUnconfirmed(request *pb.Message, index uint64) map[string]any {
	view := viewRead(request)
	view["index"] = index
	return view
}

func viewMessages(messages []*pb.Message) []raftcheck.MessageView {
	views := []raftcheck.MessageView{}
	for _, message := range messages {
		views = append(views, viewMessage(message))
	}
	return views
}

func viewMessage(m *pb.Message) raftcheck.MessageView {
	view := raftcheck.MessageView{
		Type: get(m.Type).String(), From: target(get(m.From)), To: target(get(m.To)), Term: get(m.Term),
		LogTerm: get(m.LogTerm), Index: get(m.Index), Commit: get(m.Commit), Vote: get(m.Vote), Reject: get(m.Reject),
		RejectHint: get(m.RejectHint), Context: readableContext(m.Context), Entries: viewEntries(ptrs(m.Entries)),
	}
	if s := m.Snapshot; s != nil {
		view.Snapshot = &raftcheck.SnapshotView{Position: position(s), Config: viewConfig(ptr(ptr(s.Metadata).ConfState))}
	}
	return view
}

// target is a node's id. The two storage threads have ids that JSON's numbers cannot hold: they get the largest ones.
func target(id uint64) uint64 {
	const largest = 1<<53 - 1
	if raft.IsLocalMsgTarget(id) {
		return largest - (raft.LocalAppendThread - id)
	}
	return id
}

// readableContext shows raw bytes as hexadecimal digits.
func readableContext(context []byte) string {
	if strings.IndexFunc(latin(context), func(c rune) bool { return c < ' ' || c > '~' }) < 0 {
		return string(context)
	}
	return fmt.Sprintf("0x%x", context)
}

// latin is a text of one character a byte.
func latin(bytes []byte) string {
	text := make([]rune, len(bytes))
	for i, c := range bytes {
		text[i] = rune(c)
	}
	return string(text)
}

func viewEntries(entries []*pb.Entry) []raftcheck.EntryView {
	views := []raftcheck.EntryView{}
	for _, entry := range entries {
		data := latin(entry.Data)
		if change := confChangeOf(entry); change != nil {
			data = confChangeText(change)
		}
		views = append(views, raftcheck.EntryView{
			Index: get(entry.Index), Term: get(entry.Term), Type: entryTypes[get(entry.Type)], Data: data,
		})
	}
	return views
}

func position(snapshot *pb.Snapshot) raftcheck.Position {
	if snapshot == nil {
		return raftcheck.Position{}
	}
	metadata := ptr(snapshot.Metadata)
	return raftcheck.Position{Index: get(metadata.Index), Term: get(metadata.Term)}
}

func viewConfig(state *pb.ConfState) raftcheck.ConfigView {
	return raftcheck.ConfigView{
		Voters: state.Voters, VotersOutgoing: state.VotersOutgoing, Learners: state.Learners,
		LearnersNext: state.LearnersNext, AutoLeave: get(state.AutoLeave),
	}
}
