// A small cluster of go.etcd.io/raft in one process, recorded by the library's own state tracing: build with -tags with_tla.
// Everything is drawn from a seed: ticks, delays, losses, crashes between any two steps of a node, proposals and, where it is
// asked for, membership changes. Events go to stdout, one JSON document a line.
//
// An application may take its Ready whenever it likes: here a node is given several messages first, now and then, and others
// between its Ready and what follows on that.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log"
	"math/rand"
	"os"

	"go.etcd.io/raft/v3"
	pb "go.etcd.io/raft/v3/raftpb"
	"google.golang.org/protobuf/proto"
)

type logger struct {
	out  *bufio.Writer
	line int
}

func (l *logger) TraceEvent(event *raft.TracingEvent) {
	l.line++
	text, err := json.Marshal(map[string]any{"level": "debug", "ts": l.line, "tag": "trace", "event": event})
	if err != nil {
		log.Fatal(err)
	}
	l.out.Write(append(text, '\n'))
}

type options struct {
	seed                 int64
	steps, nodes         int
	preVote, checkQuorum bool
	changes, compact     bool
	crashes              bool
	batch                bool
}

type node struct {
	id      uint64
	storage *raft.MemoryStorage
	raw     *raft.RawNode
	// Taken and not yet advanced.
	open    bool
	rd      raft.Ready
	conf    *pb.ConfState
	applied uint64
}

type cluster struct {
	options
	random *rand.Rand
	nodes  []*node
	flying []*pb.Message
	logger *logger
	values int
}

func (c *cluster) config(n *node) *raft.Config {
	return &raft.Config{
		ID:              n.id,
		ElectionTick:    10,
		HeartbeatTick:   1,
		Storage:         n.storage,
		MaxSizePerMsg:   1 << 20,
		MaxInflightMsgs: 256,
		PreVote:         c.preVote,
		CheckQuorum:     c.checkQuorum,
		TraceLogger:     c.logger,
		Logger:          &raft.DefaultLogger{Logger: log.New(io.Discard, "", 0)},
	}
}

func (c *cluster) start(n *node, peers []raft.Peer) {
	raw, err := raft.NewRawNode(c.config(n))
	if err != nil {
		log.Fatal(err)
	}
	n.raw, n.open = raw, false
	// What was applied after the snapshot is applied again.
	if snapshot, err := n.storage.Snapshot(); err == nil {
		n.applied, n.conf = snapshot.GetMetadata().GetIndex(), snapshot.GetMetadata().GetConfState()
	}
	if peers != nil {
		if err := raw.Bootstrap(peers); err != nil {
			log.Fatal(err)
		}
	}
}

// ready takes what there is, stores it and hands over messages.
func (c *cluster) ready(n *node) {
	if n.open || !n.raw.HasReady() {
		return
	}
	rd := n.raw.Ready()
	if !raft.IsEmptySnap(rd.Snapshot) {
		if err := n.storage.ApplySnapshot(rd.Snapshot); err != nil {
			log.Fatal(err)
		}
		n.conf, n.applied = rd.Snapshot.GetMetadata().GetConfState(), rd.Snapshot.GetMetadata().GetIndex()
	}
	if err := n.storage.Append(rd.Entries); err != nil {
		log.Fatal(err)
	}
	if !raft.IsEmptyHardState(rd.HardState) {
		n.storage.SetHardState(rd.HardState)
	}
	for _, m := range rd.Messages {
		c.flying = append(c.flying, proto.Clone(m).(*pb.Message))
	}
	n.open, n.rd = true, rd
}

// advance applies what was committed and says that all is done.
func (c *cluster) advance(n *node) {
	if !n.open {
		return
	}
	for _, entry := range n.rd.CommittedEntries {
		n.applied = entry.GetIndex()
		switch entry.GetType() {
		case pb.EntryConfChange:
			cc := &pb.ConfChange{}
			if err := proto.Unmarshal(entry.GetData(), cc); err != nil {
				log.Fatal(err)
			}
			n.conf = n.raw.ApplyConfChange(cc)
		case pb.EntryConfChangeV2:
			cc := &pb.ConfChangeV2{}
			if err := proto.Unmarshal(entry.GetData(), cc); err != nil {
				log.Fatal(err)
			}
			n.conf = n.raw.ApplyConfChange(cc)
		}
	}
	n.open = false
	n.raw.Advance(n.rd)
}

func (c *cluster) settle(n *node) {
	c.advance(n)
	for n.raw.HasReady() {
		c.ready(n)
		c.advance(n)
	}
}

func (c *cluster) compact(n *node) {
	first, _ := n.storage.FirstIndex()
	if n.open || n.conf == nil || len(n.conf.GetVoters()) == 0 || n.applied < first+3 {
		return
	}
	if _, err := n.storage.CreateSnapshot(n.applied, n.conf, nil); err != nil {
		return
	}
	n.storage.Compact(n.applied - uint64(c.random.Intn(2)))
}

func (c *cluster) leader() *node {
	for _, n := range c.nodes {
		if n.raw != nil && n.raw.BasicStatus().RaftState == raft.StateLeader {
			return n
		}
	}
	return nil
}

func (c *cluster) change() {
	n := c.leader()
	if n == nil {
		return
	}
	id := uint64(1 + c.random.Intn(len(c.nodes)))
	kind := []pb.ConfChangeType{pb.ConfChangeAddNode, pb.ConfChangeRemoveNode, pb.ConfChangeAddLearnerNode}[c.random.Intn(3)]
	if id == n.id || (kind == pb.ConfChangeRemoveNode && len(n.raw.Status().Config.Voters.IDs()) < 3) {
		return
	}
	if c.random.Intn(2) == 0 {
		n.raw.ProposeConfChange(&pb.ConfChange{Type: kind.Enum(), NodeId: proto.Uint64(id)})
		return
	}
	n.raw.ProposeConfChange(&pb.ConfChangeV2{Changes: []*pb.ConfChangeSingle{{Type: kind.Enum(), NodeId: proto.Uint64(id)}}})
}

func (c *cluster) step() {
	n := c.nodes[c.random.Intn(len(c.nodes))]
	switch draw := c.random.Intn(100); {
	case n.raw == nil:
		if draw < 20 {
			c.start(n, nil)
		}
		return
	case draw < 60 && len(c.flying) > 0:
		c.deliver()
		return
	case draw < 80:
		n.raw.Tick()
	case draw < 90:
		if l := c.leader(); l != nil {
			n = l
			c.values++
			n.raw.Propose([]byte(fmt.Sprint("v", c.values)))
		}
	case draw < 92 && c.changes:
		c.change()
	case draw < 94 && c.crashes:
		n.raw, n.open = nil, false
		return
	case draw < 96 && c.options.compact:
		c.compact(n)
	case draw < 98:
		if l := c.leader(); l != nil && l != n {
			l.raw.ReportUnreachable(n.id)
		}
	}
	c.work(n)
}

// deliver hands one message over, or loses it.
func (c *cluster) deliver() {
	k := c.random.Intn(min(len(c.flying), 6))
	m := c.flying[k]
	c.flying = append(c.flying[:k], c.flying[k+1:]...)
	to := int(m.GetTo()) - 1
	if c.random.Intn(20) == 0 || to >= len(c.nodes) || c.nodes[to].raw == nil {
		if m.GetType() == pb.MsgSnap && c.nodes[m.GetFrom()-1].raw != nil {
			c.nodes[m.GetFrom()-1].raw.ReportSnapshot(m.GetTo(), raft.SnapshotFailure)
		}
		return
	}
	c.nodes[to].raw.Step(m)
	if m.GetType() == pb.MsgSnap && c.nodes[m.GetFrom()-1].raw != nil {
		c.nodes[m.GetFrom()-1].raw.ReportSnapshot(m.GetTo(), raft.SnapshotFinish)
	}
	c.work(c.nodes[to])
}

func (c *cluster) work(n *node) {
	if !c.batch {
		c.settle(n)
		return
	}
	switch c.random.Intn(4) {
	case 0:
		c.ready(n)
	case 1:
		c.advance(n)
		c.ready(n)
	case 2:
		c.settle(n)
	}
}

func main() {
	var o options
	flag.Int64Var(&o.seed, "seed", 1, "")
	flag.IntVar(&o.steps, "steps", 300, "")
	flag.IntVar(&o.nodes, "nodes", 3, "")
	flag.BoolVar(&o.preVote, "pre-vote", false, "")
	flag.BoolVar(&o.checkQuorum, "check-quorum", false, "")
	flag.BoolVar(&o.changes, "changes", false, "")
	flag.BoolVar(&o.compact, "compact", false, "")
	flag.BoolVar(&o.crashes, "crashes", false, "")
	flag.BoolVar(&o.batch, "batch", false, "")
	flag.Parse()
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	c := &cluster{options: o, random: rand.New(rand.NewSource(o.seed)), logger: &logger{out: out}}
	var peers []raft.Peer
	for id := 1; id <= o.nodes; id++ {
		peers = append(peers, raft.Peer{ID: uint64(id)})
	}
	for id := 1; id <= o.nodes; id++ {
		n := &node{id: uint64(id), storage: raft.NewMemoryStorage()}
		c.nodes = append(c.nodes, n)
		c.start(n, peers)
		c.settle(n)
	}
	for k := 0; k < o.steps; k++ {
		c.step()
	}
}
