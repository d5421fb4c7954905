// What the library's engine does with each Update, in its order: replication is sent, then all is stored, then the rest is
// sent and what is committed is applied; until there is nothing more to do.
package main

import (
	"fmt"
	"slices"

	"github.com/lni/dragonboat/v3/internal/raftcheck"
	pb "github.com/lni/dragonboat/v3/raftpb"
)

// mostUpdates is more than any step of a working core takes.
const mostUpdates = 1000

// settle handles Updates until there is none. Messages to one node keep their order; that of the nodes is chance in the
// library, which sends to them in the order of a map.
func (n *node) settle() (said raftcheck.Outcome) {
	sent := []*pb.Message{}
	for updates := 0; ; updates++ {
		if updates == mostUpdates {
			panic(fmt.Sprintf("%d Updates, and there is still one due", mostUpdates))
		}
		n.peer.NotifyRaftLastApplied(n.applied)
		if !n.peer.HasUpdate(true) && n.confirmed == n.applied {
			break
		}
		ud := n.peer.GetUpdate(true, n.applied)
		n.confirmed = n.applied
		sent = append(sent, n.handle(ud, &said)...)
	}
	slices.SortStableFunc(sent, func(a, b *pb.Message) int { return int(a.To) - int(b.To) })
	for _, message := range sent {
		said.Messages = append(said.Messages, message)
	}
	return said
}

// handle handles one Update; what it sends.
func (n *node) handle(ud pb.Update, said *raftcheck.Outcome) (sent []*pb.Message) {
	send := func(replication bool) {
		for _, message := range ud.Messages {
			if (message.Type == pb.Replicate) == replication {
				sent = append(sent, ownMessage(message))
			}
		}
	}
	send(true)
	for _, read := range ud.ReadyToReads {
		said.Reads = append(said.Reads, raftcheck.ReadView{Context: contextText(read.SystemCtx), Index: read.Index})
	}
	n.store.save(ud)
	if !pb.IsEmptySnapshot(ud.Snapshot) {
		must(n.reader.ApplySnapshot(ud.Snapshot))
	}
	must(n.reader.Append(ud.EntriesToSave))
	send(false)
	committed := copies(ud.CommittedEntries)
	n.peer.Commit(ud)
	if !pb.IsEmptySnapshot(ud.Snapshot) {
		n.recover(ud.Snapshot)
	}
	n.apply(committed)
	return sent
}

// ownMessage shares nothing with what the library keeps.
func ownMessage(message pb.Message) *pb.Message {
	message.Entries = copies(message.Entries)
	return &message
}

// recover replaces the state machine by what the snapshot holds.
func (n *node) recover(snapshot pb.Snapshot) {
	n.members.Set(snapshot.Membership)
	n.applied = snapshot.Index
	n.peer.RestoreRemotes(snapshot)
}

// apply gives the state machine its entries, and puts configurations into effect that it accepts.
func (n *node) apply(entries []pb.Entry) {
	for _, entry := range entries {
		if entry.Index != n.applied+1 && n.misapplied == "" {
			n.misapplied = fmt.Sprintf("entry %d after %d", entry.Index, n.applied)
		}
		n.applied = entry.Index
		if entry.Type != pb.ConfigChangeEntry {
			continue
		}
		change := pb.ConfigChange{}
		must(change.Unmarshal(entry.Cmd))
		if n.members.Handle(change, entry.Index) {
			n.peer.ApplyConfigChange(change)
		} else {
			n.peer.RejectConfigChange()
		}
	}
}
