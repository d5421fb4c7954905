// The cluster of one schedule: its nodes, the messages under way, and the reading of commands.
// ../driver/cluster.ts is the same over our core.
package main

import (
	"sort"

	"google.golang.org/protobuf/proto"

	"go.etcd.io/raft/v3"
	pb "go.etcd.io/raft/v3/raftpb"
)

type cluster struct {
	nodes map[uint64]*node
	// network holds what has been sent and not yet delivered or dropped, in the order of sending.
	network []*pb.Message
	text    []byte
}

func newCluster() *cluster { return &cluster{nodes: map[uint64]*node{}} }

// run carries out one command and writes the state of the node it touched. A command that makes
// no sense now (a node that is down, an empty network) does nothing and writes nothing, so that a
// schedule stays a schedule when commands are taken out of it.
func (c *cluster) run(words []string) {
	if len(words) < 2 {
		panic(misuse(words[0]))
	}
	switch words[0] {
	case "deliver", "drop", "dup":
		c.transport(words[0], number(words[1]))
		return
	case "node":
		id := number(words[1])
		if c.nodes[id] != nil {
			return
		}
		n := newNode(c, id, words[2:])
		c.nodes[id] = n
		n.start()
		n.show(true)
		return
	case "net":
		c.showNetwork()
		return
	}
	n := c.nodes[number(words[1])]
	if n == nil {
		return
	}
	if n.rn == nil {
		if words[0] == "restart" {
			n.restart(words[2], words[3:])
		}
		return
	}
	if words[0] == "restart" {
		return
	}
	if touched, stored := n.run(words[0], words[2:]); touched {
		n.show(stored)
	}
}

// transport delivers, drops or duplicates one message: the one at position k, counted around.
func (c *cluster) transport(what string, k uint64) {
	if len(c.network) == 0 {
		return
	}
	i := int(k % uint64(len(c.network)))
	m := c.network[i]
	if what == "dup" {
		c.network = append(c.network, m)
		return
	}
	c.network = append(c.network[:i:i], c.network[i+1:]...)
	n := c.nodes[m.GetTo()]
	if what == "drop" || n == nil || n.rn == nil {
		return
	}
	c.text = append(appendMessage(append(c.text, "  deliver "...), m), '\n')
	// A clone, because the library may change a message that it is given; a real network copies.
	n.step(proto.Clone(m).(*pb.Message))
	n.show(false)
}

func (c *cluster) send(messages []*pb.Message) { c.network = append(c.network, messages...) }

// showNetwork writes every message under way, in the library's own words too.
func (c *cluster) showNetwork() {
	for _, m := range c.network {
		c.text = append(appendMessage(append(c.text, "  net "...), m), '\n')
		c.text = append(append(c.text, raft.DescribeMessage(m, nil)...), '\n')
	}
}

func sortedKeys[V any](m map[uint64]V) []uint64 {
	keys := make([]uint64, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	sort.Slice(keys, func(i, j int) bool { return keys[i] < keys[j] })
	return keys
}
