// Configuration changes and reads, as specs write them.
package main

import (
	"encoding/binary"
	"fmt"
	"strconv"
	"strings"

	pb "github.com/lni/dragonboat/v3/raftpb"
)

var kinds = map[byte]pb.ConfigChangeType{'v': pb.AddNode, 'l': pb.AddObserver, 'r': pb.RemoveNode}

// parseConfChange reads a change of one member: "v3", "l3", "r1", with or without as-v1, since the library has one form.
func parseConfChange(text string) (change pb.ConfigChange, err error) {
	words := strings.Fields(strings.TrimSuffix(text, " as-v1"))
	if len(words) == 1 && len(words[0]) > 1 {
		kind, known := kinds[words[0][0]]
		if id, err := strconv.ParseUint(words[0][1:], 10, 64); known && err == nil && id > 0 {
			change = pb.ConfigChange{Type: kind, NodeID: id}
			if kind != pb.RemoveNode {
				change.Address = address(id)
			}
			return change, nil
		}
	}
	return change, fmt.Errorf("dragonboat changes one member at a time, as in v3, l3 or r1: it has no change %q", text)
}

func confChangeText(change pb.ConfigChange) string {
	for letter, kind := range kinds {
		if kind == change.Type {
			return fmt.Sprintf("%c%d", letter, change.NodeID)
		}
	}
	panic(fmt.Sprintf("there is no change %v", change.Type))
}

// contextOf is a read's name in the lower half of a context, which is not 0: it has at most 8 bytes.
func contextOf(name string) pb.SystemCtx {
	bytes := make([]byte, 8)
	if copy(bytes, name) < len(name) {
		panic("the name of a read is too long: " + name)
	}
	return pb.SystemCtx{Low: binary.LittleEndian.Uint64(bytes)}
}

func contextText(context pb.SystemCtx) string {
	bytes := binary.LittleEndian.AppendUint64(nil, context.Low)
	return strings.TrimRight(string(bytes), "\x00")
}
