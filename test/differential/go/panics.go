// Names the library's panics by the words that ../driver/panics.ts also uses, and silences its log.
package main

import (
	"fmt"
	"os"
	"runtime"
	"strings"
)

// misuse is a command that no reader of the language can carry out: a fault of the schedule's
// writer, not of the library.
type misuse string

// classes lists a piece of each message that the library panics with, and its class.
var classes = []struct{ piece, class string }{
	{"invalid unstable.slice", "unstable-slice-invalid"},
	{"unstable.slice[", "unstable-slice-out-of-bound"},
	{"invalid slice", "slice-invalid"},
	{"slice[", "slice-out-of-bound"},
	{"entries' hi(", "storage-entries-out-of-bound"},
	{"missing log entry", "storage-append-gap"},
	{"applying entry size", "applying-size-not-positive"},
	{"unexpected error when getting unapplied entries", "unapplied-unreadable"},
	{"error scanning unapplied entries", "unapplied-unreadable"},
	{"applying(", "applying-out-of-range"},
	{"applied(", "applied-out-of-range"},
	{"unexpected error when getting the last term", "last-term-unknown"},
	{"conflict with committed entry", "conflict-with-committed"},
	{"after(", "append-before-committed"},
	{"tocommit(", "tocommit-out-of-range"},
	{"is unavailable from storage", "entries-unavailable"},
	{"state.commit", "commit-out-of-range"},
	{"need non-empty snapshot", "empty-snapshot"},
	{"cannot add into a Full inflights", "inflights-full"},
	{"sending append in unhandled state", "append-in-snapshot-state"},
	{"message should not be self-addressed", "self-addressed-message"},
	{"term should be set", "term-not-set"},
	{"term should not be set", "term-set"},
	{"stepped empty MsgProp", "empty-proposal"},
	{"invalid transition [leader -> candidate]", "leader-to-candidate"},
	{"invalid transition [leader -> pre-candidate]", "leader-to-pre-candidate"},
	{"invalid transition [follower -> leader]", "follower-to-leader"},
	{"two accepted Ready structs", "ready-without-advance"},
	{"removed all voters", "conf-impossible: removed all voters"},
	{"config is already joint", "conf-impossible: config is already joint"},
	{"can't make a zero-voter config joint", "conf-impossible: can't make a zero-voter config joint"},
	{"can't leave a non-joint config", "conf-impossible: can't leave a non-joint config"},
	{"can't apply simple config change in joint config", "conf-impossible: can't apply simple config change in joint config"},
	{"more than one voter changed", "conf-impossible: more than one voter changed without entering joint config"},
	{"ConfStates not equivalent", "conf-states-differ"},
	{"must be greater than", "invalid-config"},
	{"must be >= max message size", "invalid-config"},
	{"CheckQuorum must be enabled", "invalid-config"},
}

// classify names a recovered panic. A misuse ends the program: the lock step itself is broken.
func classify(reason any) string {
	if bad, ok := reason.(misuse); ok {
		fmt.Fprintf(os.Stderr, "bad command: %s\n", string(bad))
		os.Exit(2)
	}
	message := fmt.Sprint(reason)
	for _, c := range classes {
		if strings.Contains(message, c.piece) {
			return c.class
		}
	}
	if _, ok := reason.(runtime.Error); ok {
		return "runtime"
	}
	return "unknown:" + strings.ReplaceAll(message, "\n", " ")
}

// silentLogger drops everything but panics.
type silentLogger struct{}

func (silentLogger) Debug(...any)            {}
func (silentLogger) Debugf(string, ...any)   {}
func (silentLogger) Error(...any)            {}
func (silentLogger) Errorf(string, ...any)   {}
func (silentLogger) Info(...any)             {}
func (silentLogger) Infof(string, ...any)    {}
func (silentLogger) Warning(...any)          {}
func (silentLogger) Warningf(string, ...any) {}

func (silentLogger) Fatal(v ...any)                 { panic(fmt.Sprint(v...)) }
func (silentLogger) Fatalf(format string, v ...any) { panic(fmt.Sprintf(format, v...)) }
func (silentLogger) Panic(v ...any)                 { panic(fmt.Sprint(v...)) }
func (silentLogger) Panicf(format string, v ...any) { panic(fmt.Sprintf(format, v...)) }
