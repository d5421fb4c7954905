// What an application does with each Ready. With synchronous storage: persist, then send, then apply, until there is
// nothing more to do. With asynchronous storage: the work goes to the storage threads, whose progress is an input.
package main

import (
	"fmt"

	"etcd-go/raftcheck"

	"go.etcd.io/raft/v3"
	pb "go.etcd.io/raft/v3/raftpb"
)

// mostReadys is more than any step of a working core takes.
const mostReadys = 1000

// settle handles Readys until there is none.
func (n *node) settle() (said raftcheck.Outcome) {
	for readys := 0; n.rn != nil && n.rn.HasReady(); readys++ {
		if readys == mostReadys {
			panic(fmt.Sprintf("%d Readys, and there is still one due", mostReadys))
		}
		rd := n.rn.Ready()
		for _, read := range rd.ReadStates {
			said.Reads = append(said.Reads, raftcheck.ReadView{Context: latin(read.RequestCtx), Index: read.Index})
		}
		if n.model.Storage == "async" {
			n.handOut(rd, &said)
		} else {
			n.handle(rd, &said)
		}
	}
	return said
}

// handle sends nothing before what it depends on is stored.
func (n *node) handle(rd raft.Ready, said *raftcheck.Outcome) {
	snapshot := ptr(rd.Snapshot)
	n.persist(ptr(rd.HardState), ptrs(rd.Entries), snapshot)
	for _, message := range ptrs(rd.Messages) {
		said.Messages = append(said.Messages, message)
	}
	n.applySnapshot(snapshot)
	n.applyEntries(ptrs(rd.CommittedEntries))
	n.rn.Advance(rd)
}

func (n *node) handOut(rd raft.Ready, said *raftcheck.Outcome) {
	for _, message := range ptrs(rd.Messages) {
		switch get(message.To) {
		case raft.LocalAppendThread:
			n.appendWork = append(n.appendWork, message)
		case raft.LocalApplyThread:
			n.applyWork = append(n.applyWork, message)
		default:
			said.Messages = append(said.Messages, message)
		}
	}
}

// persist makes what a Ready or a MsgStorageAppend holds durable. A snapshot older than the stored one changes nothing.
func (n *node) persist(state *pb.HardState, entries []*pb.Entry, snapshot *pb.Snapshot) {
	if !raft.IsEmptyHardState(lib(state)) {
		must(n.storage.SetHardState(lib(state)))
	}
	if position(snapshot).Index != 0 {
		if err := n.storage.ApplySnapshot(lib(snapshot)); err != raft.ErrSnapOutOfDate {
			must(err)
		}
	}
	must(n.storage.Append(libs(entries)))
}

// applySnapshot replaces the state machine by what the snapshot, now stored, holds.
func (n *node) applySnapshot(snapshot *pb.Snapshot) {
	if index := position(snapshot).Index; index != 0 {
		n.machine = index
	}
}

// applyEntries gives the state machine its entries and puts configurations into effect.
func (n *node) applyEntries(entries []*pb.Entry) {
	for _, entry := range entries {
		index := get(entry.Index)
		if index != n.machine+1 && n.misapplied == "" {
			n.misapplied = fmt.Sprintf("entry %d after %d", index, n.machine)
		}
		if change := confChangeOf(entry); change != nil {
			n.rn.ApplyConfChange(change)
		}
		n.machine = index
	}
}

// confChangeOf is the change that an entry carries; nil for a normal entry.
func confChangeOf(entry *pb.Entry) pb.ConfChangeI {
	switch get(entry.Type) {
	case pb.EntryConfChange:
		change := &pb.ConfChange{}
		must(unmarshal(entry.Data, change))
		return change
	case pb.EntryConfChangeV2:
		change := &pb.ConfChangeV2{}
		must(unmarshal(entry.Data, change))
		return change
	}
	return nil
}
