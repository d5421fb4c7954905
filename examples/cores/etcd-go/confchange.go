// Configuration changes as specs write them: the library's short form, "v4 r1", and behind it explicit, implicit or as-v1
// where the change is not simply what the library makes of it; "leave" leaves a joint configuration.
package main

import (
	"strings"

	pb "go.etcd.io/raft/v3/raftpb"
)

var transitions = map[string]pb.ConfChangeTransition{
	"implicit": pb.ConfChangeTransitionJointImplicit,
	"explicit": pb.ConfChangeTransitionJointExplicit,
}

func parseConfChange(text string) pb.ConfChangeI {
	// As the library proposes changes, the transition is set even where it is the default: sizes are limited.
	change := &pb.ConfChangeV2{Transition: pb.ConfChangeTransitionAuto.Enum()}
	if text == "leave" {
		return change
	}
	words := strings.Fields(text)
	last := words[len(words)-1]
	transition, isTransition := transitions[last]
	if isTransition {
		change.Transition = transition.Enum()
	}
	if isTransition || last == "as-v1" {
		words = words[:len(words)-1]
	}
	changes, err := pb.ConfChangesFromString(strings.Join(words, " "))
	must(err)
	if last == "as-v1" {
		return &pb.ConfChange{Type: changes[0].Type, NodeId: changes[0].NodeId}
	}
	change.Changes = changes
	return change
}

// confChangeText is the change in words. Its version is left to the type of the entry.
func confChangeText(change pb.ConfChangeI) string {
	v2 := change.AsV2()
	if v2.LeaveJoint() {
		return "leave"
	}
	text := pb.ConfChangesToString(v2.GetChanges())
	for word, transition := range transitions {
		if transition == v2.GetTransition() {
			text += " " + word
		}
	}
	return text
}
