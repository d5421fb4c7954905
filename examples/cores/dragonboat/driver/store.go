// The log on disk, in memory: what survives a crash. Only what the log reader and a restart ask for is there, and it answers
// as internal/logdb does.
package main

import (
	"fmt"

	"github.com/lni/dragonboat/v3/internal/logdb"
	"github.com/lni/dragonboat/v3/raftio"
	pb "github.com/lni/dragonboat/v3/raftpb"
)

type store struct {
	// ILogDB is nil: nothing else is asked for.
	raftio.ILogDB
	state    pb.State
	snapshot pb.Snapshot
	// entries are those from some index behind the snapshot on, without a hole.
	entries []pb.Entry
}

// save writes what an Update holds.
func (s *store) save(ud pb.Update) {
	if !pb.IsEmptyState(ud.State) {
		s.state = ud.State
	}
	if !pb.IsEmptySnapshot(ud.Snapshot) {
		s.snapshot, s.entries = ud.Snapshot, nil
	}
	if len(ud.EntriesToSave) == 0 {
		return
	}
	first := ud.EntriesToSave[0].Index
	if known := len(s.entries); known > 0 {
		kept := int(first) - int(s.entries[0].Index)
		if kept < 0 || kept > known {
			panic(fmt.Sprintf("entry %d is saved, and there are %d to %d", first, s.entries[0].Index, s.last()))
		}
		s.entries = s.entries[:kept:kept]
	}
	s.entries = append(s.entries, copies(ud.EntriesToSave)...)
}

func (s *store) last() uint64 {
	if len(s.entries) == 0 {
		return s.snapshot.Index
	}
	return s.entries[len(s.entries)-1].Index
}

// removeTo removes all entries up to this index.
func (s *store) removeTo(index uint64) {
	for len(s.entries) > 0 && s.entries[0].Index <= index {
		s.entries = s.entries[1:]
	}
}

// IterateEntries gives entries from low up to high, until they are larger than the limit.
func (s *store) IterateEntries(entries []pb.Entry, size, _, _, low, high, most uint64) ([]pb.Entry, uint64, error) {
	for _, entry := range s.entries {
		if entry.Index < low || entry.Index >= high {
			continue
		}
		entries = append(entries, copies([]pb.Entry{entry})...)
		size += uint64(entry.SizeUpperLimit())
		if size > most {
			break
		}
	}
	return entries, size, nil
}

// read is a log reader as a start makes it of what is stored.
func (s *store) read(id uint64, first pb.Membership) *reader {
	made := &reader{logdb.NewLogReader(cluster, id, s), first}
	if s.snapshot.Index > 0 {
		must(made.ApplySnapshot(s.snapshot))
	}
	if !pb.IsEmptyState(s.state) {
		made.SetState(s.state)
	}
	if len(s.entries) > 0 {
		made.SetRange(s.entries[0].Index, uint64(len(s.entries)))
	}
	return made
}

// reader is the library's log reader, which knows the first members where no snapshot says who they are.
type reader struct {
	*logdb.LogReader
	first pb.Membership
}

func (r *reader) NodeState() (pb.State, pb.Membership) {
	state, members := r.LogReader.NodeState()
	if r.Snapshot().Index == 0 {
		members = r.first
	}
	return state, members
}

// copies share nothing with the entries.
func copies(entries []pb.Entry) []pb.Entry {
	made := make([]pb.Entry, len(entries))
	for i, entry := range entries {
		made[i] = entry
		made[i].Cmd = append([]byte(nil), entry.Cmd...)
	}
	return made
}
