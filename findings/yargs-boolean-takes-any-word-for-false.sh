#!/usr/bin/env bash
# yargs 18.2.0, with strict(): a boolean option that is given a word.
# Guess: `--json=yes` is an error, or true: the option was named, and a word that is no boolean was given to it.
# Behaviour: every word but "true" is false, without an error; `--json` alone is true. A gate that is called with
# `--json=yes` or `--strict=1` runs with the option off.
# Output seen: yes=false 1=false on=false TRUE=false true=true alone=true
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --no-audit --no-fund --silent yargs@18.2.0
cat > ask.mjs <<'JS'
import yargs from 'yargs';
const ask = (arg) => yargs([arg]).option('json', { type: 'boolean' }).strict().exitProcess(false).parse().json;
const words = ['yes', '1', 'on', 'TRUE', 'true'];
console.log([...words.map((word) => `${word}=${ask(`--json=${word}`)}`), `alone=${ask('--json')}`].join(' '));
JS
seen=$(node ask.mjs)
echo "$seen"
test "$seen" = 'yes=false 1=false on=false TRUE=false true=true alone=true'
