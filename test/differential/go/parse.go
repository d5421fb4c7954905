// Readers for the arguments of commands; a malformed one is a misuse.
package main

import (
	"strconv"
	"strings"

	"go.etcd.io/raft/v3"
	pb "go.etcd.io/raft/v3/raftpb"
)

func number(word string) uint64 {
	n, err := strconv.ParseUint(word, 10, 64)
	if err != nil {
		panic(misuse("not a number: " + word))
	}
	return n
}

// numbers reads ids with '.' between; the empty word is no ids.
func numbers(word string) []uint64 {
	if word == "" {
		return nil
	}
	var ids []uint64
	for _, part := range strings.Split(word, ".") {
		ids = append(ids, number(part))
	}
	return ids
}

// target reads a node's id, or A and P for the local threads.
func target(word string) uint64 {
	switch word {
	case "A":
		return raft.LocalAppendThread
	case "P":
		return raft.LocalApplyThread
	}
	return number(word)
}

// parseBytes undoes appendBytes; the empty word is nil, not an empty slice.
func parseBytes(word string) []byte {
	var data []byte
	for i := 0; i < len(word); i++ {
		if word[i] != '%' {
			data = append(data, word[i])
			continue
		}
		if i+2 >= len(word) {
			panic(misuse("bad escape: " + word))
		}
		c, err := strconv.ParseUint(word[i+1:i+3], 16, 8)
		if err != nil {
			panic(misuse("bad escape: " + word))
		}
		data = append(data, byte(c))
		i += 2
	}
	return data
}

func parts(word string, n int) []string {
	list := strings.Split(word, "/")
	if len(list) != n {
		panic(misuse("expected " + strconv.Itoa(n) + " parts: " + word))
	}
	return list
}

func parseEntries(word string) []*pb.Entry {
	var entries []*pb.Entry
	for _, one := range strings.Split(word, ",") {
		p := parts(one, 4)
		kind, ok := entryTypes[p[2]]
		if !ok {
			panic(misuse("not an entry: " + one))
		}
		e := &pb.Entry{Term: new(number(p[0])), Index: new(number(p[1])), Type: kind, Data: parseBytes(p[3])}
		entries = append(entries, e)
	}
	return entries
}

func parseConfState(p []string) *pb.ConfState {
	return &pb.ConfState{
		Voters:         numbers(p[0]),
		VotersOutgoing: numbers(p[1]),
		Learners:       numbers(p[2]),
		LearnersNext:   numbers(p[3]),
		AutoLeave:      new(p[4] == "1"),
	}
}

func parseSnapshot(word string) *pb.Snapshot {
	p := parts(word, 8)
	return &pb.Snapshot{
		Data: parseBytes(p[2]),
		Metadata: &pb.SnapshotMetadata{
			Index:     new(number(p[0])),
			Term:      new(number(p[1])),
			ConfState: parseConfState(p[3:]),
		},
	}
}

// parseMessage reads what appendMessage writes, without responses.
func parseMessage(words []string) *pb.Message {
	kind, known := pb.MessageType_value[words[0]]
	from, to, ok := strings.Cut(words[1], ">")
	if !known || !ok {
		panic(misuse("not a message: " + strings.Join(words, " ")))
	}
	m := &pb.Message{Type: pb.MessageType(kind).Enum(), From: new(target(from)), To: new(target(to))}
	for _, word := range words[2:] {
		key, value, _ := strings.Cut(word, "=")
		switch key {
		case "t":
			m.Term = new(number(value))
		case "lt":
			m.LogTerm = new(number(value))
		case "i":
			m.Index = new(number(value))
		case "c":
			m.Commit = new(number(value))
		case "v":
			m.Vote = new(number(value))
		case "r":
			m.Reject = new(value == "1")
		case "h":
			m.RejectHint = new(number(value))
		case "x":
			m.Context = parseBytes(value)
		case "e":
			m.Entries = parseEntries(value)
		case "s":
			m.Snapshot = parseSnapshot(value)
		default:
			panic(misuse("not a field of a message: " + word))
		}
	}
	return m
}
