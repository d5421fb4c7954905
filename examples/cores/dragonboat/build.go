// The program that builds the driver: `go run build.go`. The library's Raft is internal to its module, so that nothing
// outside may import it. The module is fetched as go.mod and go.sum say, copied into a temporary folder, and the driver is
// laid into the copy and built there. No file of the library is changed, and none of it is in this folder.
package main

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

const library = "github.com/lni/dragonboat/v3"

// laid are the driver's folders, and where they lie in the copy.
var laid = []struct{ from, to string }{
	{"driver", "internal/raftcheckdriver"},
	{"../etcd-go/raftcheck", "internal/raftcheck"},
	{"inside/raft", "internal/raft"},
	{"inside/rsm", "internal/rsm"},
}

func main() {
	here, err := os.Getwd()
	must(err)
	module := fetch()
	copied, err := os.MkdirTemp("", "dragonboat-")
	must(err)
	leave = func() { os.RemoveAll(copied) }
	must(copyModule(module.Dir, copied))
	for _, each := range laid {
		lay(each.from, filepath.Join(copied, each.to))
	}
	// Without paths in it what was compiled before serves again, whatever the folder is called.
	run(copied, "go", "build", "-trimpath", "-ldflags", "-X main.libraryVersion="+module.Version,
		"-o", filepath.Join(here, "dragonboat"), "./internal/raftcheckdriver")
	leave()
}

// leave clears what the end of the program must not leave behind.
var leave = func() {}

type fetched struct{ Version, Dir string }

// fetch brings the module of go.mod, as go.sum has it, into Go's cache.
func fetch() (module fetched) {
	must(json.Unmarshal(run(".", "go", "mod", "download", "-json", library), &module))
	return module
}

// copyModule copies what a module is built from: its folder in the cache may not be written.
func copyModule(from, to string) error {
	return filepath.WalkDir(from, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		inside, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		if entry.IsDir() {
			return os.MkdirAll(filepath.Join(to, inside), 0o755)
		}
		if !isSource(entry.Name()) {
			return nil
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(to, inside), content, 0o644)
	})
}

func isSource(name string) bool {
	isGo := strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go")
	return isGo || slices.Contains([]string{"go.mod", "go.sum"}, name)
}

// lay puts the Go files of a folder into the copy. The module is of an older Go, and a constraint gives these files their own.
func lay(from, to string) {
	must(os.MkdirAll(to, 0o755))
	paths, err := filepath.Glob(filepath.Join(from, "*.go"))
	must(err)
	for _, path := range paths {
		if !isSource(filepath.Base(path)) {
			continue
		}
		content, err := os.ReadFile(path)
		must(err)
		content = append([]byte("//go:build go1.26\n\n"), content...)
		must(os.WriteFile(filepath.Join(to, filepath.Base(path)), content, 0o644))
	}
}

// run runs a program to its end, and gives what it prints.
func run(folder string, words ...string) []byte {
	command := exec.Command(words[0], words[1:]...)
	command.Dir, command.Stderr = folder, os.Stderr
	out, err := command.Output()
	if err != nil {
		os.Stderr.Write(out)
		must(fmt.Errorf("%s: %w", strings.Join(words, " "), err))
	}
	return out
}

func must(err error) {
	if err != nil {
		leave()
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
