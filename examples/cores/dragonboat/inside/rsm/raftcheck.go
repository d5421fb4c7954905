// Laid into the library's package rsm: the membership of the state machine, by which a configuration change is accepted or
// rejected when it is applied.
package rsm

import pb "github.com/lni/dragonboat/v3/raftpb"

// Members is the membership that the package does not export.
type Members struct{ of *membership }

// NewMembers has these members.
func NewMembers(cluster, node uint64, first pb.Membership) *Members {
	of := newMembership(cluster, node, false)
	of.set(first)
	return &Members{of}
}

func (m *Members) Get() pb.Membership { return m.of.get() }

func (m *Members) Set(members pb.Membership) { m.of.set(members) }

// Handle says whether the change, which is at this index, is accepted; then it is in force.
func (m *Members) Handle(change pb.ConfigChange, index uint64) bool {
	return m.of.handleConfigChange(change, index)
}
