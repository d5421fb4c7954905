// The canonical text of the records that travel and that are stored, and the reader of one of
// them: a message in this text can be handed back with the command "step". ../driver/text.ts
// writes the same text, byte for byte.
package main

import (
	"slices"
	"strconv"

	"go.etcd.io/raft/v3"
	pb "go.etcd.io/raft/v3/raftpb"
)

func appendUint(b []byte, n uint64) []byte { return strconv.AppendUint(b, n, 10) }

// appendField writes " key=n".
func appendField(b []byte, key string, n uint64) []byte {
	return appendUint(append(append(append(b, ' '), key...), '='), n)
}

// appendKnown writes " key=n", and nothing for 0.
func appendKnown(b []byte, key string, n uint64) []byte {
	if n == 0 {
		return b
	}
	return appendField(b, key, n)
}

func bit(v bool) uint64 {
	if v {
		return 1
	}
	return 0
}

const hexDigits = "0123456789abcdef"

// appendBytes writes letters, digits, '_' and '.' as they are and any other byte as %xx.
func appendBytes(b, data []byte) []byte {
	for _, c := range data {
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '_', c == '.':
			b = append(b, c)
		default:
			b = append(b, '%', hexDigits[c>>4], hexDigits[c&15])
		}
	}
	return b
}

// appendTarget writes a node's id, or A and P for the local append and apply threads.
func appendTarget(b []byte, id uint64) []byte {
	switch id {
	case raft.LocalAppendThread:
		return append(b, 'A')
	case raft.LocalApplyThread:
		return append(b, 'P')
	}
	return appendUint(b, id)
}

// entryLetter names the entry's type; a small n is a normal entry whose type is set, which makes
// its encoding two bytes longer.
func entryLetter(e *pb.Entry) byte {
	switch {
	case e.GetType() == pb.EntryConfChange:
		return 'C'
	case e.GetType() == pb.EntryConfChangeV2:
		return 'V'
	case e.Type != nil:
		return 'n'
	}
	return 'N'
}

var entryTypes = map[string]*pb.EntryType{
	"N": nil,
	"n": pb.EntryNormal.Enum(),
	"C": pb.EntryConfChange.Enum(),
	"V": pb.EntryConfChangeV2.Enum(),
}

// appendEntries writes term/index/type/data for each entry, with ',' between.
func appendEntries(b []byte, entries []*pb.Entry) []byte {
	for i, e := range entries {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(appendUint(b, e.GetTerm()), '/')
		b = append(appendUint(b, e.GetIndex()), '/')
		b = append(b, entryLetter(e), '/')
		b = appendBytes(b, e.GetData())
	}
	return b
}

func appendIDs(b []byte, ids []uint64) []byte {
	for i, id := range slices.Sorted(slices.Values(ids)) {
		if i > 0 {
			b = append(b, '.')
		}
		b = appendUint(b, id)
	}
	return b
}

// appendConfState writes voters/outgoing voters/learners/next learners/auto leave, ids with '.' between.
func appendConfState(b []byte, cs *pb.ConfState) []byte {
	b = append(appendIDs(b, cs.GetVoters()), '/')
	b = append(appendIDs(b, cs.GetVotersOutgoing()), '/')
	b = append(appendIDs(b, cs.GetLearners()), '/')
	b = append(appendIDs(b, cs.GetLearnersNext()), '/')
	return appendUint(b, bit(cs.GetAutoLeave()))
}

// appendSnapshot writes index/term/data/ and the configuration.
func appendSnapshot(b []byte, s *pb.Snapshot) []byte {
	meta := s.GetMetadata()
	b = append(appendUint(b, meta.GetIndex()), '/')
	b = append(appendUint(b, meta.GetTerm()), '/')
	b = append(appendBytes(b, s.GetData()), '/')
	return appendConfState(b, meta.GetConfState())
}

// appendHardState writes term/vote/commit.
func appendHardState(b []byte, hs *pb.HardState) []byte {
	b = append(appendUint(b, hs.GetTerm()), '/')
	b = append(appendUint(b, hs.GetVote()), '/')
	return appendUint(b, hs.GetCommit())
}

// appendMessage writes a message on one line; what is 0, empty or absent is left out.
func appendMessage(b []byte, m *pb.Message) []byte {
	b = append(append(b, m.GetType().String()...), ' ')
	b = append(appendTarget(b, m.GetFrom()), '>')
	b = appendTarget(b, m.GetTo())
	b = appendKnown(b, "t", m.GetTerm())
	b = appendKnown(b, "lt", m.GetLogTerm())
	b = appendKnown(b, "i", m.GetIndex())
	b = appendKnown(b, "c", m.GetCommit())
	b = appendKnown(b, "v", m.GetVote())
	b = appendKnown(b, "r", bit(m.GetReject()))
	b = appendKnown(b, "h", m.GetRejectHint())
	if len(m.GetContext()) > 0 {
		b = appendBytes(append(b, " x="...), m.GetContext())
	}
	if len(m.GetEntries()) > 0 {
		b = appendEntries(append(b, " e="...), m.GetEntries())
	}
	if m.GetSnapshot() != nil {
		b = appendSnapshot(append(b, " s="...), m.GetSnapshot())
	}
	for _, response := range m.GetResponses() {
		b = append(appendMessage(append(b, " {"...), response), '}')
	}
	return b
}

// appendMessages writes a title and one line a message; nothing when there is none.
func appendMessages(b []byte, title string, messages []*pb.Message) []byte {
	for _, m := range messages {
		b = append(append(append(b, "  "...), title...), ' ')
		b = append(appendMessage(b, m), '\n')
	}
	return b
}
