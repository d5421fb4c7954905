#!/usr/bin/env bash
# immutable 5.2.1: two Record factories with other names and the same fields.
# Guess: a Ballot is not an Ack, as an instance of one class is not equal to one of another; their text tells them apart.
# Behaviour: the name of a Record has no part in is(), equals(), hashCode(), or in what a Set or a Map takes for one key: a set of
# one message of each kind holds one message, and a map finds the one under the other. instanceof tells them apart.
# Output seen: is=true equals=true set=1 found=under-ballot text=Ballot,Ack instanceof=false
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --no-audit --no-fund --silent immutable@5.2.1
cat > ask.mjs <<'JS'
import { is, Map, Record, Set } from 'immutable';
const Ballot = Record({ term: 1, node: 2 }, 'Ballot');
const Ack = Record({ term: 1, node: 2 }, 'Ack');
const [ballot, ack] = [Ballot(), Ack()];
const text = [ballot, ack].map((record) => String(record).split(' ')[0]);
console.log(
  `is=${is(ballot, ack)} equals=${ballot.equals(ack)} set=${Set([ballot, ack]).size} found=${Map([[ballot, 'under-ballot']]).get(ack)} ` +
    `text=${text} instanceof=${ack instanceof Ballot}`,
);
JS
seen=$(node ask.mjs)
echo "$seen"
test "$seen" = 'is=true equals=true set=1 found=under-ballot text=Ballot,Ack instanceof=false'
