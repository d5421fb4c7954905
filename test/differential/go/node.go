// One node: a RawNode, its storage, and the application around them, which persists, sends and
// applies in the order that the library's documentation asks for, one command at a time.
package main

import (
	"go.etcd.io/raft/v3"
	pb "go.etcd.io/raft/v3/raftpb"
)

// storage is a MemoryStorage that can be told to have no snapshot just now.
type storage struct {
	*raft.MemoryStorage
	unavailable bool
}

func (s *storage) Snapshot() (*pb.Snapshot, error) {
	if s.unavailable {
		return nil, raft.ErrSnapshotTemporarilyUnavailable
	}
	return s.MemoryStorage.Snapshot()
}

type node struct {
	cluster *cluster
	id      uint64
	options options
	storage *storage
	// rn is nil while the node is down.
	rn    *raft.RawNode
	peeks peeks

	// The application's state machine: how far it is, and the configuration it last heard of.
	applied   uint64
	confState *pb.ConfState

	// outstanding is the Ready not yet advanced (synchronous storage); how far it was handled:
	outstanding          *raft.Ready
	persisted, appliedRd bool

	// Work of the local threads (asynchronous storage), and their answers to this node.
	appendWork, applyWork, local []*pb.Message
}

func newNode(c *cluster, id uint64, words []string) *node {
	n := &node{cluster: c, id: id, options: defaultOptions(id)}
	n.storage = &storage{MemoryStorage: raft.NewMemoryStorage()}
	n.options.config.Storage = n.storage
	n.options.read(words)
	n.confState = &pb.ConfState{}
	if first := n.options.first; first != nil {
		must(n.storage.ApplySnapshot(first))
		n.applied = first.GetMetadata().GetIndex()
		n.confState = first.GetMetadata().GetConfState()
	}
	return n
}

// must is for errors that this driver rules out itself.
func must(err error) {
	if err != nil {
		panic(misuse(err.Error()))
	}
}

// start makes the RawNode. NewRawNode panics where Config does not validate.
func (n *node) start() {
	n.setJitter(n.options.jitter)
	config := n.options.config
	rn, err := raft.NewRawNode(&config)
	must(err)
	n.rn = rn
	n.peeks = newPeeks(rn)
}

// setJitter chooses what the next election timeouts add to their minimum, counted around the
// timeout: a larger value would never come out of rand.Int.
func (n *node) setJitter(value byte) {
	n.options.jitter = value
	jitter = fixedByte(int(value) % n.options.config.ElectionTick)
}

// crash forgets everything that is not in the storage.
func (n *node) crash() {
	n.rn, n.outstanding, n.persisted, n.appliedRd = nil, nil, false, false
	n.appendWork, n.applyWork, n.local = nil, nil, nil
}

// restart begins again from the storage. mode says where the state machine stands: "s" at the
// storage's snapshot, "a" where it was at the crash, "z" at the snapshot too, without telling raft.
func (n *node) restart(mode string, words []string) {
	n.options.read(words)
	snapshot, err := n.storage.MemoryStorage.Snapshot()
	must(err)
	n.options.config.Applied = 0
	if mode == "a" {
		n.options.config.Applied = n.applied
	} else {
		n.applied = snapshot.GetMetadata().GetIndex()
		n.confState = snapshot.GetMetadata().GetConfState()
		if mode == "s" {
			n.options.config.Applied = n.applied
		}
	}
	n.start()
	n.show(true)
}

// step hands a message to the library and writes the error, if any.
func (n *node) step(m *pb.Message) {
	n.setJitter(n.options.jitter)
	n.showError(n.rn.Step(m))
}

func (n *node) showError(err error) {
	if err != nil {
		n.cluster.text = append(append(append(n.cluster.text, "  error "...), err.Error()...), '\n')
	}
}

// save writes to the storage what a Ready or a MsgStorageAppend asks for.
func (n *node) save(hs *pb.HardState, entries []*pb.Entry, snapshot *pb.Snapshot) {
	if !raft.IsEmptyHardState(hs) {
		must(n.storage.SetHardState(hs))
	}
	if !raft.IsEmptySnap(snapshot) {
		if err := n.storage.ApplySnapshot(snapshot); err != nil {
			n.showError(err)
		} else {
			n.applied = snapshot.GetMetadata().GetIndex()
			n.confState = snapshot.GetMetadata().GetConfState()
		}
	}
	must(n.storage.Append(entries))
}
