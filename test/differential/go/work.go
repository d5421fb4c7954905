// The commands to a running node: its inputs, and the steps of its storage and application.
package main

import (
	"strings"

	"google.golang.org/protobuf/proto"

	"go.etcd.io/raft/v3"
	pb "go.etcd.io/raft/v3/raftpb"
)

// run carries out one command. It says whether the command did anything, and whether it may have
// changed the storage.
func (n *node) run(command string, args []string) (touched, stored bool) {
	n.setJitter(n.options.jitter)
	switch command {
	case "ready":
		return n.ready(), false
	case "persist":
		return n.persist(), true
	case "apply":
		return n.apply(), false
	case "advance":
		return n.advance(), true
	case "append":
		return n.append(), true
	case "local":
		return n.deliverLocal(), false
	case "cycle":
		return n.cycle(), true
	case "crash":
		n.crash()
		return false, false
	case "snapshot":
		return n.snapshot(args[0]), true
	case "compact":
		return n.compact(number(args[0])), true
	case "unavailable":
		n.storage.unavailable = args[0] == "1"
		return false, false
	case "jitter":
		n.setJitter(byte(number(args[0])))
		return false, false
	case "status":
		n.showStatus()
		return false, false
	}
	return n.input(command, args), false
}

// input is a call of the RawNode's own.
func (n *node) input(command string, args []string) bool {
	rn := n.rn
	switch command {
	case "tick":
		for range number(args[0]) {
			rn.Tick()
		}
	case "quiesce":
		rn.TickQuiesced()
	case "campaign":
		n.showError(rn.Campaign())
	case "propose":
		n.showError(rn.Propose(parseBytes(args[0])))
	case "conf":
		n.showError(rn.ProposeConfChange(parseConfChange(args[0], args[1])))
	case "read":
		rn.ReadIndex(parseBytes(args[0]))
	case "forget":
		n.showError(rn.ForgetLeader())
	case "transfer":
		rn.TransferLeader(number(args[0]))
	case "unreachable":
		rn.ReportUnreachable(number(args[0]))
	case "snapstatus":
		status := raft.SnapshotFinish
		if args[1] == "failure" {
			status = raft.SnapshotFailure
		}
		rn.ReportSnapshot(number(args[0]), status)
	case "step":
		n.step(parseMessage(args))
	case "boot":
		var peers []raft.Peer
		for _, id := range numbers(args[0]) {
			peers = append(peers, raft.Peer{ID: id})
		}
		n.showError(rn.Bootstrap(peers))
	default:
		panic(misuse("not a command: " + command))
	}
	return true
}

// ready takes a Ready. With synchronous storage only one may be outstanding.
func (n *node) ready() bool {
	if n.outstanding != nil {
		return false
	}
	rd := n.rn.Ready()
	n.showReady(rd)
	if !n.options.config.AsyncStorageWrites {
		n.outstanding = &rd
		return true
	}
	for _, m := range rd.Messages {
		switch m.GetTo() {
		case raft.LocalAppendThread:
			n.appendWork = append(n.appendWork, m)
		case raft.LocalApplyThread:
			n.applyWork = append(n.applyWork, m)
		default:
			n.cluster.send([]*pb.Message{m})
		}
	}
	return true
}

// persist saves what the outstanding Ready holds; only then may its messages leave.
func (n *node) persist() bool {
	if n.outstanding == nil || n.persisted {
		return false
	}
	n.save(n.outstanding.HardState, n.outstanding.Entries, n.outstanding.Snapshot)
	n.cluster.send(n.outstanding.Messages)
	n.persisted = true
	return true
}

// apply hands committed entries to the state machine: those of the outstanding Ready, or with
// asynchronous storage those of the oldest MsgStorageApply.
func (n *node) apply() bool {
	if n.options.config.AsyncStorageWrites {
		if len(n.applyWork) == 0 {
			return false
		}
		m := n.applyWork[0]
		n.applyWork = n.applyWork[1:]
		n.applyEntries(m.GetEntries())
		n.respond(m)
		return true
	}
	if !n.persisted || n.appliedRd {
		return false
	}
	n.applyEntries(n.outstanding.CommittedEntries)
	n.appliedRd = true
	return true
}

// append saves what the oldest MsgStorageAppend asks for.
func (n *node) append() bool {
	if len(n.appendWork) == 0 {
		return false
	}
	m := n.appendWork[0]
	n.appendWork = n.appendWork[1:]
	hs := &pb.HardState{Term: new(m.GetTerm()), Vote: new(m.GetVote()), Commit: new(m.GetCommit())}
	n.save(hs, m.GetEntries(), m.GetSnapshot())
	n.respond(m)
	return true
}

// respond sends the responses of a finished storage message; those to the node itself wait.
func (n *node) respond(m *pb.Message) {
	for _, response := range m.GetResponses() {
		if response.GetTo() == n.id {
			n.local = append(n.local, response)
		} else {
			n.cluster.send([]*pb.Message{response})
		}
	}
}

// deliverLocal steps the oldest response of the local threads.
func (n *node) deliverLocal() bool {
	if len(n.local) == 0 {
		return false
	}
	m := n.local[0]
	n.local = n.local[1:]
	n.step(proto.Clone(m).(*pb.Message))
	return true
}

// advance finishes the outstanding Ready, with what of it was not yet done.
func (n *node) advance() bool {
	if n.outstanding == nil {
		return false
	}
	n.persist()
	n.apply()
	rd := *n.outstanding
	n.outstanding, n.persisted, n.appliedRd = nil, false, false
	n.rn.Advance(rd)
	return true
}

// cycle does the whole round of one Ready: the outstanding one, or a new one if there is any.
func (n *node) cycle() bool {
	if !n.options.config.AsyncStorageWrites {
		if n.outstanding == nil && n.rn.HasReady() {
			n.ready()
		}
		return n.advance()
	}
	if n.rn.HasReady() {
		n.ready()
	}
	for n.append() {
	}
	for n.apply() {
	}
	for n.deliverLocal() {
	}
	return true
}

func (n *node) applyEntries(entries []*pb.Entry) {
	for _, e := range entries {
		switch e.GetType() {
		case pb.EntryConfChange:
			cc := &pb.ConfChange{}
			must(proto.Unmarshal(e.GetData(), cc))
			n.confState = n.rn.ApplyConfChange(cc)
		case pb.EntryConfChangeV2:
			cc := &pb.ConfChangeV2{}
			must(proto.Unmarshal(e.GetData(), cc))
			n.confState = n.rn.ApplyConfChange(cc)
		}
		n.applied = e.GetIndex()
	}
}

// snapshot makes a snapshot of the state machine, if the log is in the storage that far.
func (n *node) snapshot(data string) bool {
	last, err := n.storage.LastIndex()
	must(err)
	if n.applied > last {
		return false
	}
	_, err = n.storage.CreateSnapshot(n.applied, n.confState, parseBytes(data))
	n.showError(err)
	return true
}

// compact drops the log up to an index, if the log is in the storage and applied that far.
func (n *node) compact(index uint64) bool {
	last, err := n.storage.LastIndex()
	must(err)
	if index > min(n.applied, last) {
		return false
	}
	n.showError(n.storage.Compact(index))
	return true
}

// parseConfChange reads "v1", "auto", "implicit" or "explicit", and changes like v4.l5.r1.u2 (add
// a voter, add a learner, remove, update); "-" is no change, which leaves a joint configuration.
func parseConfChange(kind, word string) pb.ConfChangeI {
	changes := []*pb.ConfChangeSingle{}
	if word != "-" {
		list, err := pb.ConfChangesFromString(strings.ReplaceAll(word, ".", " "))
		must(err)
		changes = list
	}
	switch kind {
	case "v1":
		return &pb.ConfChange{Type: changes[0].Type, NodeId: changes[0].NodeId}
	case "auto":
		return &pb.ConfChangeV2{Transition: pb.ConfChangeTransitionAuto.Enum(), Changes: changes}
	case "implicit":
		return &pb.ConfChangeV2{Transition: pb.ConfChangeTransitionJointImplicit.Enum(), Changes: changes}
	case "explicit":
		return &pb.ConfChangeV2{Transition: pb.ConfChangeTransitionJointExplicit.Enum(), Changes: changes}
	}
	panic(misuse("not a kind of conf change: " + kind))
}
