// The library's half of the lock step: reads schedules on stdin, drives RawNodes of
// go.etcd.io/raft by them, and answers each schedule with one line, the hash of everything that
// could be seen on the way. With -verbose the text itself comes first. The command language is
// described in ../README.md; its other reader is ../driver/.
package main

import (
	"bufio"
	"crypto/md5"
	"crypto/rand"
	"encoding/hex"
	"flag"
	"fmt"
	"os"
	"strings"

	"go.etcd.io/raft/v3"
)

func main() {
	verbose := flag.Bool("verbose", false, "print the canonical text of every command")
	flag.Parse()
	raft.SetLogger(silentLogger{})
	rand.Reader = &jitter

	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := bufio.NewWriterSize(os.Stdout, 1<<16)
	defer out.Flush()
	schedule := newSchedule()
	for {
		line, err := in.ReadString('\n')
		if line = strings.TrimRight(line, "\n"); line != "" {
			serve(schedule, line, *verbose, out)
		}
		if err != nil {
			return
		}
	}
}

// serve feeds one line to the schedule; "reset" begins a new one and "end" answers.
func serve(s *schedule, line string, verbose bool, out *bufio.Writer) {
	switch line {
	case "reset":
		*s = *newSchedule()
	case "end":
		if verbose {
			out.Write(s.text)
		}
		sum := md5.Sum(s.text)
		fmt.Fprintf(out, "= %s %d %s\n", hex.EncodeToString(sum[:]), s.commands, s.ending())
		out.Flush()
	default:
		s.run(line)
	}
}

// schedule is one run of one cluster, with all text written so far.
type schedule struct {
	cluster  *cluster
	text     []byte
	commands int
	panicked string // the class of the panic that ended the schedule, or ""
}

func newSchedule() *schedule { return &schedule{cluster: newCluster()} }

func (s *schedule) ending() string {
	if s.panicked == "" {
		return "-"
	}
	return s.panicked
}

// run carries out one command. A panic of the library ends the schedule: half of a step may be
// done by then, so no state is shown after it and all further commands are skipped.
func (s *schedule) run(line string) {
	if s.panicked != "" {
		return
	}
	s.commands++
	s.text = append(append(append(s.text, "> "...), line...), '\n')
	s.cluster.text = s.text
	defer func() {
		s.text = s.cluster.text
		if reason := recover(); reason != nil {
			s.panicked = classify(reason)
			s.text = append(append(append(s.text, "panic "...), s.panicked...), '\n')
		}
	}()
	s.cluster.run(strings.Split(line, " "))
}

// jitter stands where the library looks for randomness: its only use of it is
// resetRandomizedElectionTimeout, through rand.Int over this reader. Every byte read is the
// value that the schedule chose for the node at work.
var jitter fixedByte

type fixedByte byte

func (b *fixedByte) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(*b)
	}
	return len(p), nil
}
