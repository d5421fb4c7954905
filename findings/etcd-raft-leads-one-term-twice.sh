#!/usr/bin/env bash
# go.etcd.io/raft v3.7.0 with AsyncStorageWrites: what a candidate sends before its first write is on disk.
# Guess: a node that leads has its term and its vote on disk, as it has without AsyncStorageWrites.
# Behaviour: MsgVote leaves at once; only the candidate's own vote waits for the disk. With three voters the other two elect it,
# it appends and replicates, all without one write of its own. After a crash it begins in term 0, and the two who have
# voted for it in term 1 vote for it in term 1 again: it leads that term twice, with other entries in the same places.
# Output seen: first: n1 StateLeader term 1, disk term 0; n2 has 2@1 v1 / second: n1 StateLeader term 1, disk term 1; n1 has 2@1 v2
# Needs: Go.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > go.mod <<'MOD'
module twice

go 1.26

require go.etcd.io/raft/v3 v3.7.0
MOD
cat > main.go <<'GO'
package main

import (
	"fmt"
	"io"
	"log"

	"go.etcd.io/raft/v3"
	pb "go.etcd.io/raft/v3/raftpb"
)

type node struct {
	id   uint64
	raft *raft.RawNode
	disk *raft.MemoryStorage
}

func start(id uint64, disk *raft.MemoryStorage) *node {
	logger := &raft.DefaultLogger{Logger: log.New(io.Discard, "", 0)}
	raw, err := raft.NewRawNode(&raft.Config{
		ID: id, Storage: disk, ElectionTick: 10, HeartbeatTick: 1, AsyncStorageWrites: true,
		MaxSizePerMsg: 1 << 20, MaxInflightMsgs: 256, Logger: logger,
	})
	must(err)
	return &node{id, raw, disk}
}

// ready handles what is ready. Without `writes` whatever is for the disk stays under way.
func (n *node) ready(writes bool) []*pb.Message {
	var sent []*pb.Message
	for n.raft.HasReady() {
		for _, m := range n.raft.Ready().Messages {
			switch {
			case m.GetTo() == raft.LocalAppendThread && writes:
				if m.GetTerm() != 0 {
					must(n.disk.SetHardState(&pb.HardState{Term: m.Term, Vote: m.Vote, Commit: m.Commit}))
				}
				must(n.disk.Append(m.GetEntries()))
				for _, answer := range m.GetResponses() {
					if answer.GetTo() == n.id {
						must(n.raft.Step(answer))
					} else {
						sent = append(sent, answer)
					}
				}
			case m.GetTo() <= 3:
				sent = append(sent, m)
			}
		}
	}
	return sent
}

// deliver steps the messages to one node, and returns what it sends.
func (n *node) deliver(messages []*pb.Message, writes bool) []*pb.Message {
	for _, m := range messages {
		if m.GetTo() == n.id {
			must(n.raft.Step(m))
		}
	}
	return n.ready(writes)
}

func (n *node) leads() string {
	state, _, _ := n.disk.InitialState()
	status := n.raft.Status()
	return fmt.Sprintf("n%d %s term %d, disk term %d", n.id, status.RaftState, status.GetTerm(), state.GetTerm())
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func newDisk() *raft.MemoryStorage {
	disk := raft.NewMemoryStorage()
	disk.ApplySnapshot(&pb.Snapshot{Metadata: &pb.SnapshotMetadata{
		ConfState: &pb.ConfState{Voters: []uint64{1, 2, 3}}, Index: new(uint64), Term: new(uint64),
	}})
	return disk
}

func elected(n1, n2, n3 *node, writes bool) []*pb.Message {
	must(n1.raft.Campaign())
	asked := n1.ready(writes)
	votes := append(n2.deliver(asked, true), n3.deliver(asked, true)...)
	return n1.deliver(votes, writes)
}

func main() {
	disk := newDisk()
	n1, n2, n3 := start(1, disk), start(2, newDisk()), start(3, newDisk())

	appends := elected(n1, n2, n3, false)
	must(n1.raft.Propose([]byte("v1")))
	appends = append(appends, n1.ready(false)...)
	acks := n2.deliver(appends, true)
	n2.deliver(n1.deliver(acks, false), true)
	last, _ := n2.disk.LastIndex()
	entries, _ := n2.disk.Entries(last, last+1, 1<<20)
	fmt.Printf("first: %s; n2 has %d@%d %s\n", n1.leads(), entries[0].GetIndex(), entries[0].GetTerm(), entries[0].GetData())

	// The crash takes what was under way to the disk. n3 alone votes again: n2 has the longer log.
	n1 = start(1, disk)
	elected(n1, n2, n3, true)
	must(n1.raft.Propose([]byte("v2")))
	n1.ready(true)
	last, _ = disk.LastIndex()
	entries, _ = disk.Entries(last, last+1, 1<<20)
	fmt.Printf("second: %s; n1 has %d@%d %s\n", n1.leads(), entries[0].GetIndex(), entries[0].GetTerm(), entries[0].GetData())
}
GO
go mod tidy >/dev/null 2>&1
seen=$(go run .)
echo "$seen"
[ "$seen" = "first: n1 StateLeader term 1, disk term 0; n2 has 2@1 v1
second: n1 StateLeader term 1, disk term 1; n1 has 2@1 v2" ]
