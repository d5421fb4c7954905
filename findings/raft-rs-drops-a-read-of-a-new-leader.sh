#!/usr/bin/env bash
# The crate raft 0.7.0 (tikv/raft-rs): RawNode::read_index at a leader that has committed nothing in its term yet.
# Guess: as in etcd's raft, the read waits for that first commit and is answered then; or the call says that it was refused.
# Behaviour: the read is dropped without a word. read_index returns nothing, no ReadState ever comes and no read is pending, even
# once the leader has committed and everybody has echoed its heartbeats. Whoever asks has to ask again. A read after the commit
# is answered.
# Output seen: before: pending=0 answers=[] / committed=1: answers=[] / after: pending=1 answers=["late"]
# Needs: cargo.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > Cargo.toml <<'TOML'
[package]
name = "ask"
version = "0.0.0"
edition = "2021"

[dependencies]
raft = { version = "=0.7.0", default-features = false, features = ["protobuf-codec"] }
slog = "=2.8.2"
TOML
mkdir src
cat > src/main.rs <<'RUST'
use raft::eraftpb::{Message, MessageType};
use raft::{storage::MemStorage, Config, RawNode};

type Node = RawNode<MemStorage>;

/// Handles every Ready: what is sent, and the contexts of the reads that may be answered.
fn settle(node: &mut Node) -> (Vec<Message>, Vec<String>) {
    let (mut sent, mut answers) = (vec![], vec![]);
    while node.has_ready() {
        let mut ready = node.ready();
        let reads = ready.take_read_states().into_iter();
        answers.extend(reads.map(|read| String::from_utf8(read.request_ctx).unwrap()));
        sent.extend(ready.take_messages());
        sent.extend(ready.take_persisted_messages());
        node.mut_store().wl().append(ready.entries()).unwrap();
        let mut light = node.advance(ready);
        sent.extend(light.take_messages());
        node.advance_apply();
    }
    (sent, answers)
}

/// Node 2 answers each message of the type.
fn answer(node: &mut Node, asked: &[Message], kind: MessageType, with: MessageType) {
    for message in asked.iter().filter(|message| message.to == 2 && message.get_msg_type() == kind) {
        let mut answer = Message { from: 2, to: 1, term: message.term, ..Message::default() };
        answer.set_msg_type(with);
        answer.index = message.index + message.entries.len() as u64;
        answer.context = message.context.clone();
        node.step(answer).unwrap();
    }
}

fn main() {
    let config = Config { id: 1, ..Config::default() };
    let storage = MemStorage::new_with_conf_state((vec![1, 2, 3], vec![]));
    let mut node = RawNode::new(&config, storage, &slog::Logger::root(slog::Discard, slog::o!())).unwrap();
    node.campaign().unwrap();
    let (votes, _) = settle(&mut node);
    answer(&mut node, &votes, MessageType::MsgRequestVote, MessageType::MsgRequestVoteResponse);
    let (appends, _) = settle(&mut node);
    node.read_index(b"early".to_vec());
    let pending = node.raft.pending_read_count();
    let (_, answers) = settle(&mut node);
    print!("before: pending={pending} answers={answers:?}");
    answer(&mut node, &appends, MessageType::MsgAppend, MessageType::MsgAppendResponse);
    node.ping();
    let (beats, mut answers) = settle(&mut node);
    answer(&mut node, &beats, MessageType::MsgHeartbeat, MessageType::MsgHeartbeatResponse);
    answers.extend(settle(&mut node).1);
    print!(" / committed={}: answers={answers:?}", node.raft.raft_log.committed);
    node.read_index(b"late".to_vec());
    let pending = node.raft.pending_read_count();
    let (beats, _) = settle(&mut node);
    answer(&mut node, &beats, MessageType::MsgHeartbeat, MessageType::MsgHeartbeatResponse);
    println!(" / after: pending={pending} answers={:?}", settle(&mut node).1);
}
RUST
seen=$(cargo run --quiet)
echo "$seen"
test "$seen" = 'before: pending=0 answers=[] / committed=1: answers=[] / after: pending=1 answers=["late"]'
