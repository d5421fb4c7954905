// A driver for the Raft inside dragonboat: the package internal/raft of github.com/lni/dragonboat/v3, with its log reader and
// the membership of its state machine, as a core that raftcheck can ask. What surrounds them there, an engine of many
// goroutines with a log on disk, is here one step after the other, in the same order.
package main

import (
	"fmt"

	"github.com/lni/dragonboat/v3/internal/raftcheck"
	"github.com/lni/dragonboat/v3/logger"
	pb "github.com/lni/dragonboat/v3/raftpb"
)

// libraryVersion is that of go.mod: build.go sets it.
var libraryVersion = "of unknown version"

func main() {
	logger.SetLoggerFactory(func(string) logger.ILogger { return silent{} })
	raftcheck.Serve(raftcheck.Core{
		Name:        "dragonboat",
		Version:     "github.com/lni/dragonboat/v3 " + libraryVersion,
		Offers:      offers,
		Settings:    settings,
		Messages:    "etcd",
		Floors:      true,
		Open:        open,
		ViewMessage: func(message any) raftcheck.MessageView { return viewMessage(message.(*pb.Message)) },
		Identity:    written,
	})
}

var offers = []string{
	"deliver", "timeout", "heartbeat", "check-quorum", "expire-lease", "crash", "restart", "propose", "propose-conf", "read",
	"transfer", "compact", "unreachable", "snapshot-status", "tick",
}

var settings = map[string]any{
	"members":     true,
	"learners":    true,
	"clock":       []string{"untimed", "ticks"},
	"checkQuorum": []bool{false, true},
	"proposeAt":   []string{"leader", "any"},
	// A leader that is removed steps down, whatever is asked for.
	"stepDownOnRemoval": []bool{false, true},
}

// written is what of a node is written into its text; canonical (identity.go) gives the rest one value.
var written = raftcheck.Identity{
	NilIsEmpty: true,
	LeftOut: []string{
		"main.node.model",
		// They are the node's own, and written there.
		"raft.entryLog.logdb", "logdb.LogReader.logdb",
		"logdb.LogReader.Mutex",
		// They follow from the role.
		"raft.raft.handlers", "raft.raft.handle", "raft.raft.hasNotAppliedConfigChange", "raft.raft.events",
		// It is filled whenever it is read.
		"raft.raft.matched",
		// No limit is set.
		"raft.raft.rl", "raft.inMemory.rl",
		// It says whether a slice could be made smaller.
		"raft.inMemory.shrunk",
	},
}

// silent is the library's log: thrown away, but for panics.
type silent struct{}

func (silent) SetLevel(logger.LogLevel)      {}
func (silent) Debugf(string, ...any)         {}
func (silent) Infof(string, ...any)          {}
func (silent) Warningf(string, ...any)       {}
func (silent) Errorf(string, ...any)         {}
func (silent) Panicf(text string, of ...any) { panic(fmt.Sprintf(text, of...)) }
