// From the library's structs to the views of the protocol.
package main

import (
	"fmt"
	"maps"
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
		Config:   new(viewConfig(n.tracker().ConfState())),
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
	_, state, err := n.storage.InitialState()
	must(err)
	return raftcheck.NodeView{
		ID: n.id, Down: true, Role: "follower", Term: durable.Term, Vote: durable.Vote, Commit: durable.Commit,
		Applied: durable.Snapshot.Index, Snapshot: durable.Snapshot, Log: durable.Log, Durable: &durable,
		Config: new(viewConfig(state)),
	}
}

func (n *node) viewDurable() raftcheck.DurableView {
	state, _, err := n.storage.InitialState()
	must(err)
	first, err := n.storage.FirstIndex()
	must(err)
	last, err := n.storage.LastIndex()
	must(err)
	term, err := n.storage.Term(first - 1)
	must(err)
	view := raftcheck.DurableView{Term: state.GetTerm(), Vote: state.GetVote(), Commit: state.GetCommit()}
	view.Snapshot = raftcheck.Position{Index: first - 1, Term: term}
	if first <= last {
		entries, err := n.storage.Entries(first, last+1, math.MaxUint64)
		must(err)
		view.Log = viewEntries(entries)
	}
	return view
}

// readable is the log with its unstable part laid over what is durable, and the position before its first entry.
func (n *node) readable(durable raftcheck.DurableView) (raftcheck.Position, []raftcheck.EntryView) {
	unstable := n.unstable()
	tail := viewEntries(*unstableEntries.of(unstable))
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
	n.showReads(show)
	appends, applies := viewMessages(n.appendWork), viewMessages(n.applyWork)
	show("appendWork", appends, len(appends) > 0)
	show("applyWork", applies, len(applies) > 0)
	return extra
}

func (n *node) showReads(show func(name string, value any, shown bool)) {
	reads := *raftReadOnly.of(n.raft())
	pending := []map[string]any{}
	for _, request := range *raftPendingReads.of(n.raft()) {
		pending = append(pending, viewRead(request))
	}
	unconfirmed := []map[string]any{}
	for _, read := range *readsUnconfirmed.of(reads) {
		view := viewRead(*readRequest.of(read))
		view["index"] = *readIndex.of(read)
		unconfirmed = append(unconfirmed, view)
	}
	acks, confirmed := *readsAcks.of(reads), *readsConfirmed.of(reads)
	show("pendingReads", pending, len(pending) > 0)
	show("unconfirmedReads", unconfirmed, len(unconfirmed) > 0)
	show("readAcks", maps.Clone(acks), len(acks) > 0)
	show("confirmedReads", confirmed, confirmed != 0)
}

func viewRead(request *pb.Message) map[string]any {
	context := ""
	if entries := request.GetEntries(); len(entries) > 0 {
		context = latin(entries[0].GetData())
	}
	return map[string]any{"from": request.GetFrom(), "context": context}
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
		Type: m.GetType().String(), From: target(m.GetFrom()), To: target(m.GetTo()), Term: m.GetTerm(),
		LogTerm: m.GetLogTerm(), Index: m.GetIndex(), Commit: m.GetCommit(), Vote: m.GetVote(), Reject: m.GetReject(),
		RejectHint: m.GetRejectHint(), Context: readableContext(m.GetContext()), Entries: viewEntries(m.GetEntries()),
	}
	if s := m.GetSnapshot(); s != nil {
		view.Snapshot = &raftcheck.SnapshotView{Position: position(s), Config: viewConfig(s.GetMetadata().GetConfState())}
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
		data := latin(entry.GetData())
		if change := confChangeOf(entry); change != nil {
			data = confChangeText(change)
		}
		views = append(views, raftcheck.EntryView{
			Index: entry.GetIndex(), Term: entry.GetTerm(), Type: entryTypes[entry.GetType()], Data: data,
		})
	}
	return views
}

func position(snapshot *pb.Snapshot) raftcheck.Position {
	return raftcheck.Position{Index: snapshot.GetMetadata().GetIndex(), Term: snapshot.GetMetadata().GetTerm()}
}

func viewConfig(state *pb.ConfState) raftcheck.ConfigView {
	return raftcheck.ConfigView{
		Voters: state.GetVoters(), VotersOutgoing: state.GetVotersOutgoing(), Learners: state.GetLearners(),
		LearnersNext: state.GetLearnersNext(), AutoLeave: state.GetAutoLeave(),
	}
}
