#!/usr/bin/env bash
# Spin 6.5.2 (Debian's spin 6.5.2+dfsg-1): the exit status of a model whose assertion fails.
# Guess: the verifier (`pan`, `spin -run`) ends with another status than 0, so that a build notices; so does the simulator.
# Behaviour: the verifier ends with 0 and tells the violation in its text alone, the replay of its trail too; only the
# random simulator ends with 1. Whoever compares checkers, or wraps one, has to read the text.
# Output seen: pan=0 errors: 1 / trail=0 / simulation=1
# Needs: apt-get with Debian 12's packages, a C compiler.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get download spin=6.5.2+dfsg-1 >/dev/null 2>&1
dpkg -x spin_*.deb spin
cat > model.pml <<'PML'
byte x;
active proctype P() { x = 1; assert(x == 0) }
PML
status() { local code=0; "$@" > text 2>&1 || code=$?; echo "$code"; }
spin/usr/bin/spin -a model.pml
cc -o pan pan.c
pan=$(status ./pan)
errors=$(grep -o 'errors: [0-9]*' text)
trail=$(status spin/usr/bin/spin -t model.pml)
simulation=$(status spin/usr/bin/spin model.pml)
seen="pan=$pan $errors / trail=$trail / simulation=$simulation"
echo "$seen"
test "$seen" = 'pan=0 errors: 1 / trail=0 / simulation=1'
