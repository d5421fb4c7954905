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
	change := &pb.ConfChangeV2{Transition: set(pb.ConfChangeTransitionAuto)}
	if text == "leave" {
		return change
	}
	words := strings.Fields(text)
	last := words[len(words)-1]
	transition, isTransition := transitions[last]
	if isTransition {
		change.Transition = set(transition)
	}
	if isTransition || last == "as-v1" {
		words = words[:len(words)-1]
	}
	changes, err := pb.ConfChangesFromString(strings.Join(words, " "))
	must(err)
	if last == "as-v1" {
		return asV1(changes[0])
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
	text := pb.ConfChangesToString(v2.Changes)
	for word, transition := range transitions {
		if transition == get(v2.Transition) {
			text += " " + word
		}
	}
	return text
}
