//! What an application does with each Ready: persist, then send, then apply, until there is nothing more to do. What a leader
//! may send before it has persisted is sent in the same step as what it may not.
use raft::eraftpb::{Entry, Message};
use raft::{RawNode, ReadState};

use crate::confchange;
use crate::disk::Disk;
use crate::node::{RaftNode, State};
use crate::raftcheck::{Outcome, ReadView};
use crate::view::latin;

/// More than any step of a working core takes.
const MOST_READYS: usize = 1000;

impl RaftNode {
    /// Handles Readys until there is none. Messages to different nodes may be sent in any order: it is that of their ids, and
    /// not that of the library's hash tables.
    pub fn settle(&mut self) -> Outcome<Message> {
        let mut said = Outcome { messages: vec![], reads: vec![] };
        let Self { state: State::Up(raw), machine, misapplied, .. } = self else { return said };
        let mut application = Application { raw, machine, misapplied };
        let mut readys = 0;
        while application.raw.has_ready() {
            readys += 1;
            assert!(readys <= MOST_READYS, "{MOST_READYS} Readys, and there is still one due");
            application.handle(&mut said);
        }
        said.messages.sort_by_key(|message| message.to);
        said
    }
}

struct Application<'a> {
    raw: &'a mut RawNode<Disk>,
    machine: &'a mut u64,
    misapplied: &'a mut String,
}

impl Application<'_> {
    fn handle(&mut self, said: &mut Outcome<Message>) {
        let mut ready = self.raw.ready();
        said.reads.extend(ready.take_read_states().into_iter().map(viewed));
        said.messages.extend(ready.take_messages());
        let disk = self.raw.mut_store();
        if !ready.snapshot().is_empty() {
            disk.install(ready.snapshot());
            *self.machine = disk.position.index;
        }
        disk.append(ready.entries());
        if let Some(state) = ready.hs() {
            disk.hard_state = state.clone();
        }
        said.messages.extend(ready.take_persisted_messages());
        self.apply(ready.take_committed_entries());
        let mut light = self.raw.advance(ready);
        if let Some(commit) = light.commit_index() {
            self.raw.mut_store().hard_state.commit = commit;
        }
        said.messages.extend(light.take_messages());
        self.apply(light.take_committed_entries());
        self.raw.advance_apply();
    }

    /// Gives the state machine its entries and puts configurations into effect.
    fn apply(&mut self, entries: Vec<Entry>) {
        for entry in entries {
            if entry.index != *self.machine + 1 && self.misapplied.is_empty() {
                *self.misapplied = format!("entry {} after {}", entry.index, self.machine);
            }
            if let Some(change) = confchange::of(&entry) {
                self.raw.apply_conf_change(&change).expect("a change that can be made");
            }
            *self.machine = entry.index;
        }
    }
}

fn viewed(read: ReadState) -> ReadView {
    ReadView { context: latin(&read.request_ctx), index: read.index }
}
