// A node and a message as raftcheck sees them. Messages have the names that etcd gives to what is the same there.
package main

import (
	"slices"

	"github.com/lni/dragonboat/v3/internal/raftcheck"
	pb "github.com/lni/dragonboat/v3/raftpb"
)

var roles = map[string]string{
	"Follower": "follower", "Candidate": "candidate", "Leader": "leader", "Observer": "follower", "Witness": "follower",
}

var remoteStates = map[string]string{"Retry": "probe", "Wait": "probe", "Replicate": "replicate", "Snapshot": "snapshot"}

var messageTypes = map[pb.MessageType]string{
	pb.RequestVote: "MsgVote", pb.RequestVoteResp: "MsgVoteResp", pb.Replicate: "MsgApp", pb.ReplicateResp: "MsgAppResp",
	pb.Heartbeat: "MsgHeartbeat", pb.HeartbeatResp: "MsgHeartbeatResp", pb.InstallSnapshot: "MsgSnap",
	pb.TimeoutNow: "MsgTimeoutNow", pb.LeaderTransfer: "MsgTransferLeader", pb.Propose: "MsgProp",
	pb.ReadIndex: "MsgReadIndex", pb.ReadIndexResp: "MsgReadIndexResp",
}

func (n *node) View() raftcheck.NodeView {
	durable := n.viewDurable()
	if n.peer == nil {
		return n.viewDown(durable)
	}
	state := n.peer.State()
	index, term, log := n.peer.Log()
	members := n.peer.Remotes()
	view := raftcheck.NodeView{
		ID: n.id, Role: roles[n.peer.Role()], Term: state.Term, Vote: state.Vote, Lead: n.peer.Leader(),
		Commit: state.Commit, Applied: n.peer.Processed(), Snapshot: raftcheck.Position{Index: index, Term: term},
		Log: viewEntries(log), Config: &raftcheck.ConfigView{}, Votes: n.peer.Votes(), Durable: &durable, Extra: n.extras(),
	}
	for id, member := range members {
		if member.Learner {
			view.Config.Learners = append(view.Config.Learners, id)
		} else {
			view.Config.Voters = append(view.Config.Voters, id)
		}
	}
	slices.Sort(view.Config.Voters)
	slices.Sort(view.Config.Learners)
	if n.peer.Leads() {
		view.Progress = map[uint64]raftcheck.ProgressView{}
		for id, member := range members {
			view.Progress[id] = raftcheck.ProgressView{
				Match: member.Match, Next: member.Next, State: remoteStates[member.State], Paused: member.Paused,
				RecentActive: member.Active, PendingSnapshot: member.Snapshot, Learner: member.Learner,
			}
		}
	}
	return view
}

// viewDown shows what a crashed node would restart from.
func (n *node) viewDown(durable raftcheck.DurableView) raftcheck.NodeView {
	members := n.store.snapshot.Membership
	if n.store.snapshot.Index == 0 {
		members = n.firstMembers()
	}
	config := viewMembership(members)
	return raftcheck.NodeView{
		ID: n.id, Down: true, Role: "follower", Term: durable.Term, Vote: durable.Vote, Commit: durable.Commit,
		Applied: durable.Snapshot.Index, Snapshot: durable.Snapshot, Log: durable.Log, Durable: &durable, Config: &config,
	}
}

func (n *node) viewDurable() raftcheck.DurableView {
	s := n.store
	return raftcheck.DurableView{
		Term: s.state.Term, Vote: s.state.Vote, Commit: s.state.Commit,
		Snapshot: raftcheck.Position{Index: s.snapshot.Index, Term: s.snapshot.Term}, Log: viewEntries(s.entries),
	}
}

// extras is what else tells two states of a node apart, where it is not at its default.
func (n *node) extras() map[string]any {
	extra := map[string]any{}
	if n.applied != n.peer.Processed() {
		extra["machine"] = n.applied
	}
	if n.misapplied != "" {
		extra["misapplied"] = n.misapplied
	}
	if transferee := n.peer.Transferee(); transferee != 0 {
		extra["leadTransferee"] = transferee
	}
	if n.peer.ChangePending() {
		extra["pendingConfigChange"] = true
	}
	election, heartbeat := n.peer.Timers()
	if *election != 0 {
		extra["electionElapsed"] = *election
	}
	if *heartbeat != 0 {
		extra["heartbeatElapsed"] = *heartbeat
	}
	reads := []map[string]any{}
	for _, read := range n.peer.Reads() {
		from := read.From
		if from == 0 {
			from = n.id
		}
		reads = append(reads, map[string]any{"from": from, "context": contextText(read.Context), "index": read.Index})
	}
	if len(reads) > 0 {
		extra["unconfirmedReads"] = reads
	}
	return extra
}

func viewMessage(m *pb.Message) raftcheck.MessageView {
	name, known := messageTypes[m.Type]
	if !known {
		name = m.Type.String()
	}
	view := raftcheck.MessageView{
		Type: name, From: m.From, To: m.To, Term: m.Term, LogTerm: m.LogTerm, Index: m.LogIndex, Commit: m.Commit,
		Reject: m.Reject, Entries: viewEntries(m.Entries),
	}
	switch m.Type {
	case pb.ReplicateResp:
		view.RejectHint = m.Hint
	case pb.Heartbeat, pb.HeartbeatResp, pb.ReadIndex, pb.ReadIndexResp:
		view.Context = contextText(pb.SystemCtx{Low: m.Hint})
	case pb.LeaderTransfer:
		view.Vote = m.Hint
	case pb.RequestVote:
		// A candidate that was told to campaign says so.
		if m.Hint != 0 {
			view.Context = "transfer"
		}
	}
	if s := m.Snapshot; s.Index != 0 {
		view.Snapshot = &raftcheck.SnapshotView{
			Position: raftcheck.Position{Index: s.Index, Term: s.Term}, Config: viewMembership(s.Membership),
		}
	}
	return view
}

func viewEntries(entries []pb.Entry) []raftcheck.EntryView {
	views := []raftcheck.EntryView{}
	for _, entry := range entries {
		view := raftcheck.EntryView{Index: entry.Index, Term: entry.Term, Data: string(entry.Cmd)}
		if entry.Type == pb.ConfigChangeEntry {
			change := pb.ConfigChange{}
			must(change.Unmarshal(entry.Cmd))
			view.Type, view.Data = "conf-change", confChangeText(change)
		}
		views = append(views, view)
	}
	return views
}

func viewMembership(members pb.Membership) (view raftcheck.ConfigView) {
	for id := range members.Addresses {
		view.Voters = append(view.Voters, id)
	}
	for id := range members.Observers {
		view.Learners = append(view.Learners, id)
	}
	slices.Sort(view.Voters)
	slices.Sort(view.Learners)
	return view
}
