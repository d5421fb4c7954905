// The driver of a Raft core: the process that raftcheck asks. raftcheck/raftcheck.go has the protocol, raft.go a small
// Raft to begin with. Fill in where it says YOURS: your own Raft takes the place of that one, call by call.
package main

import "mycore/raftcheck"

func main() {
	raftcheck.Serve(raftcheck.Core{
		Name:    "mycore",
		Version: "0.1.0", // YOURS: what traces shall say
		// YOURS: the inputs that Step understands; docs/core-protocol.md of raftcheck has all of them.
		Offers: []string{"deliver", "timeout", "heartbeat", "propose", "crash", "restart"},
		// YOURS: who reads which message. A wrong guess is found out while searching, and costs states only.
		Messages: map[string]string{
			"RequestVote": "term", "AppendEntries": "term", "RequestVoteResponse": "count", "AppendEntriesResponse": "lead",
		},
		Floors:      true,
		Open:        open,
		ViewMessage: func(sent any) raftcheck.MessageView { return viewMessage(sent.(message)) },
		// YOURS: fields that no behavior depends on, such as loggers and locks: "main.raft.logger".
		Identity: raftcheck.Identity{NilIsEmpty: true},
	})
}

// open is told how many nodes there are, and gives back what makes one of them: your Raft with its storage in memory.
func open(model raftcheck.Model) (func(id uint64) raftcheck.Node, error) {
	return func(id uint64) raftcheck.Node { return newRaft(id, uint64(model.Nodes)) }, nil
}

// Step gives the node an input. False: it is not possible now. A panic in here is a finding.
func (r *raft) Step(in raftcheck.Input) (raftcheck.Outcome, bool) {
	r.sent = nil
	enabled := r.take(in)
	outcome := raftcheck.Outcome{}
	for _, m := range r.sent {
		outcome.Messages = append(outcome.Messages, m)
	}
	r.sent = nil
	return outcome, enabled
}

// take is where your calls go. No clock and no chance: a timer fires when `timeout` says so.
func (r *raft) take(in raftcheck.Input) bool {
	switch in.Kind {
	case "deliver": // YOURS: a message has arrived
		r.receive(in.Message.(message))
	case "timeout": // YOURS: the election timer fires
		if r.role == "leader" {
			return false
		}
		r.campaign()
	case "heartbeat": // YOURS: the leader's timer fires
		if r.role != "leader" {
			return false
		}
		r.broadcast()
	case "propose": // YOURS: a client proposes Data
		if r.role != "leader" {
			return false
		}
		r.propose(in.Data)
	case "crash": // YOURS: forget all that is not on stable storage
		r.crash()
	case "restart": // YOURS: begin again from stable storage
		r.down = false
	default:
		return false
	}
	return true
}

// View shows the node to properties and people.
func (r *raft) View() raftcheck.NodeView {
	view := raftcheck.NodeView{
		ID: r.id, Down: r.down, Role: r.role, Term: r.term, Vote: r.vote, Commit: r.commit, Applied: r.commit,
		Votes: r.votes, Log: viewLog(0, r.log),
		// YOURS: what would be left after a crash now.
		Durable: &raftcheck.DurableView{Term: r.term, Vote: r.vote, Log: viewLog(0, r.log)},
	}
	if r.role == "leader" {
		view.Lead = r.id
		view.Progress = map[uint64]raftcheck.ProgressView{}
		for id, match := range r.match {
			view.Progress[id] = raftcheck.ProgressView{Match: match, Next: match + 1, State: "replicate"}
		}
	}
	return view
}

func viewMessage(m message) raftcheck.MessageView {
	return raftcheck.MessageView{
		Type: m.kind, From: m.from, To: m.to, Term: m.term, Index: m.index, LogTerm: m.logTerm, Commit: m.commit,
		Reject: m.reject, Entries: viewLog(m.index, m.entries),
	}
}

// viewLog shows the entries after the index.
func viewLog(index uint64, entries []entry) []raftcheck.EntryView {
	view := []raftcheck.EntryView{}
	for i, e := range entries {
		view = append(view, raftcheck.EntryView{Index: index + uint64(i) + 1, Term: e.term, Type: "normal", Data: e.data})
	}
	return view
}
