// Laid into the library's package raft: what the driver reads of a Peer, and the timers that it sets, which the package does
// not export.
package raft

import pb "github.com/lni/dragonboat/v3/raftpb"

// Remote is what a leader knows of another node.
type Remote struct {
	Match, Next, Snapshot   uint64
	State                   string
	Active, Paused, Learner bool
}

// Read is a read that waits for the leader to hear a quorum.
type Read struct {
	Index, From uint64
	Context     pb.SystemCtx
}

func (p *Peer) Role() string             { return p.raft.state.String() }
func (p *Peer) Leads() bool              { return p.raft.isLeader() }
func (p *Peer) State() pb.State          { return p.raft.raftState() }
func (p *Peer) Leader() uint64           { return p.raft.leaderID }
func (p *Peer) Processed() uint64        { return p.raft.log.processed }
func (p *Peer) Votes() map[uint64]bool   { return p.raft.votes }
func (p *Peer) Transferee() uint64       { return p.raft.leaderTransferTarget }
func (p *Peer) ChangePending() bool      { return p.raft.pendingConfigChange }
func (p *Peer) LastIndex() uint64        { return p.raft.log.lastIndex() }
func (p *Peer) ElectionTimeout() uint64  { return p.raft.electionTimeout }
func (p *Peer) HeartbeatTimeout() uint64 { return p.raft.heartbeatTimeout }

// Timers are the ticks since the last election timeout was begun, and since the last heartbeat.
func (p *Peer) Timers() (election, heartbeat *uint64) {
	return &p.raft.electionTick, &p.raft.heartbeatTick
}

// Randomized is the election timeout that was drawn.
func (p *Peer) Randomized() *uint64 { return &p.raft.randomizedElectionTimeout }

// Dropped says whether something that was asked for has been refused since the last Commit.
func (p *Peer) Dropped() bool {
	return len(p.raft.droppedEntries) > 0 || len(p.raft.droppedReadIndexes) > 0
}

// Log is the whole log, with the position before its first entry.
func (p *Peer) Log() (index, term uint64, entries []pb.Entry) {
	log := p.raft.log
	first := log.firstIndex()
	term, err := log.term(first - 1)
	if err != nil {
		panic(err)
	}
	entries, err = log.entries(first, noLimit)
	if err != nil {
		panic(err)
	}
	return first - 1, term, entries
}

// Remotes are all members by id, this node too.
func (p *Peer) Remotes() map[uint64]Remote {
	all := map[uint64]Remote{}
	add := func(members map[uint64]*remote, learner bool) {
		for id, rp := range members {
			all[id] = Remote{rp.match, rp.next, rp.snapshotIndex, rp.state.String(), rp.active, rp.isPaused(), learner}
		}
	}
	add(p.raft.remotes, false)
	add(p.raft.observers, true)
	return all
}

// Reads are those that wait, oldest first.
func (p *Peer) Reads() (reads []Read) {
	for _, context := range p.raft.readIndex.queue {
		status := p.raft.readIndex.pending[context]
		reads = append(reads, Read{status.index, status.from, context})
	}
	return reads
}

// Forget gives what a node that does not lead has no use for one fixed value: what it knew of the others, since becoming a
// leader resets it; and votes, where it is no candidate, since becoming one clears them.
func (p *Peer) Forget() {
	r := p.raft
	r.tickCount = 0
	if !r.isCandidate() {
		r.votes = map[uint64]bool{}
	}
	if r.isLeader() {
		return
	}
	for _, members := range []map[uint64]*remote{r.remotes, r.observers, r.witnesses} {
		for id := range members {
			members[id] = &remote{next: 1}
		}
	}
}

// ForgetActivity makes everybody active in a leader's eyes, where nobody asks.
func (p *Peer) ForgetActivity() {
	for _, members := range []map[uint64]*remote{p.raft.remotes, p.raft.observers, p.raft.witnesses} {
		for _, rp := range members {
			rp.setActive()
		}
	}
}

// ForgetChange clears that a configuration change waits, where none can be proposed.
func (p *Peer) ForgetChange() { p.raft.clearPendingConfigChange() }
