// A small Raft, complete and sound: elections and replication as in the paper's Figure 2, a leader sending what a follower
// has not acknowledged. YOURS takes its place.
package main

import "slices"

type entry struct {
	term uint64
	data string
}

// message is any message: which fields it has depends on its kind.
type message struct {
	kind           string
	from, to, term uint64
	// The last entry of a candidate; the entry before `entries`; up to where a follower agrees.
	index, logTerm uint64
	entries        []entry
	commit         uint64
	reject         bool
}

type raft struct {
	id, nodes uint64
	// On stable storage.
	term, vote uint64
	log        []entry
	// In memory.
	down   bool
	role   string
	commit uint64
	votes  map[uint64]bool
	match  map[uint64]uint64
	// sent in this step
	sent []message
}

func newRaft(id, nodes uint64) *raft { return &raft{id: id, nodes: nodes, role: "follower"} }

func (r *raft) crash() {
	*r = raft{id: r.id, nodes: r.nodes, term: r.term, vote: r.vote, log: r.log, role: "follower", down: true}
}

func (r *raft) last() uint64 { return uint64(len(r.log)) }

// termAt is 0 where there is no entry.
func (r *raft) termAt(index uint64) uint64 {
	if index == 0 || index > r.last() {
		return 0
	}
	return r.log[index-1].term
}

func (r *raft) send(to uint64, m message) {
	m.from, m.to, m.term = r.id, to, r.term
	r.sent = append(r.sent, m)
}

func (r *raft) follow(term uint64) {
	if term > r.term {
		r.term, r.vote = term, 0
	}
	r.role, r.votes, r.match = "follower", nil, nil
}

func (r *raft) campaign() {
	r.follow(r.term + 1)
	r.role, r.vote, r.votes = "candidate", r.id, map[uint64]bool{r.id: true}
	for to := uint64(1); to <= r.nodes; to++ {
		if to != r.id {
			r.send(to, message{kind: "RequestVote", index: r.last(), logTerm: r.termAt(r.last())})
		}
	}
	r.count()
}

func (r *raft) count() {
	granted := uint64(0)
	for _, yes := range r.votes {
		if yes {
			granted++
		}
	}
	if r.role == "candidate" && granted > r.nodes/2 {
		r.role, r.votes, r.match = "leader", nil, map[uint64]uint64{}
		for id := uint64(1); id <= r.nodes; id++ {
			r.match[id] = 0
		}
		r.propose("")
	}
}

func (r *raft) propose(data string) {
	r.log = append(r.log, entry{r.term, data})
	r.match[r.id] = r.last()
	r.advance()
	r.broadcast()
}

func (r *raft) broadcast() {
	for to := uint64(1); to <= r.nodes; to++ {
		if index := r.match[to]; to != r.id {
			entries := slices.Clone(r.log[index:])
			r.send(to, message{kind: "AppendEntries", index: index, logTerm: r.termAt(index), entries: entries, commit: r.commit})
		}
	}
}

// advance commits what a majority has, if it is of this term.
func (r *raft) advance() {
	reached := []uint64{}
	for _, match := range r.match {
		reached = append(reached, match)
	}
	slices.Sort(reached)
	if index := reached[(len(reached)-1)/2]; index > r.commit && r.termAt(index) == r.term {
		r.commit = index
	}
}

func (r *raft) receive(m message) {
	if m.term < r.term {
		return
	}
	if m.term > r.term {
		r.follow(m.term)
	}
	switch m.kind {
	case "RequestVote":
		newer := m.logTerm > r.termAt(r.last()) || m.logTerm == r.termAt(r.last()) && m.index >= r.last()
		granted := newer && (r.vote == 0 || r.vote == m.from)
		if granted {
			r.vote = m.from
		}
		r.send(m.from, message{kind: "RequestVoteResponse", reject: !granted})
	case "RequestVoteResponse":
		if r.role == "candidate" {
			r.votes[m.from] = !m.reject
			r.count()
		}
	case "AppendEntries":
		r.follow(m.term)
		r.accept(m)
	case "AppendEntriesResponse":
		if r.role == "leader" && !m.reject {
			r.match[m.from] = max(r.match[m.from], m.index)
			r.advance()
		}
	}
}

func (r *raft) accept(m message) {
	if m.index > r.last() || r.termAt(m.index) != m.logTerm {
		r.send(m.from, message{kind: "AppendEntriesResponse", reject: true})
		return
	}
	for i, e := range m.entries {
		index := m.index + uint64(i) + 1
		if r.termAt(index) != e.term {
			r.log = append(slices.Clone(r.log[:index-1]), m.entries[i:]...)
			break
		}
	}
	agreed := m.index + uint64(len(m.entries))
	r.commit = max(r.commit, min(m.commit, agreed))
	r.send(m.from, message{kind: "AppendEntriesResponse", index: agreed})
}
