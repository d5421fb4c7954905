//! The driver of a Raft core: the process that raftcheck asks. raftcheck.rs has the protocol, raft.rs a small Raft to begin
//! with. Fill in where it says YOURS: your own Raft takes the place of that one, call by call.
mod raft;
mod raftcheck;

use raft::{Message, Raft, Role};
use raftcheck::{
    About, DurableView, EntryView, Input, MessageView, Node, NodeView, Outcome, ProgressState, ProgressView, Vocabulary,
};

fn main() {
    let about = About {
        name: "mycore".to_string(),
        version: env!("CARGO_PKG_VERSION").to_string(), // YOURS: what traces shall say
        // YOURS: the inputs that `step` understands; docs/core-protocol.md of raftcheck has all of them.
        offers: &["deliver", "timeout", "heartbeat", "propose", "crash", "restart"],
        // YOURS: what of a model `open` is asked for beside the number of nodes.
        settings: &[],
        // YOURS: who reads which message. A wrong guess is found out while searching, and costs states only.
        messages: Vocabulary::Table(&[
            ("RequestVote", "term"),
            ("AppendEntries", "term"),
            ("RequestVoteResponse", "count"),
            ("AppendEntriesResponse", "lead"),
        ]),
        floors: true,
    };
    raftcheck::serve(about, |id, model| Ok(Raft::new(id, model.nodes)))
}

impl Node for Raft {
    type Message = Message;

    /// Where your calls go. No clock and no chance: a timer fires when `Timeout` says so.
    fn step(&mut self, input: Input<Message>) -> Option<Outcome<Message>> {
        let leads = self.role == Role::Leader;
        match input {
            Input::Deliver(message) => self.receive(message), // YOURS: a message has arrived
            Input::Propose(data) if leads => self.propose(data), // YOURS: a client proposes
            Input::Timeout if !leads => self.campaign(),      // YOURS: the election timer fires
            Input::Heartbeat if leads => self.broadcast(),    // YOURS: the leader's timer fires
            Input::Crash => self.crash(),                     // YOURS: forget all that is not on stable storage
            Input::Restart => self.down = false,              // YOURS: begin again from stable storage
            _ => return None,
        }
        Some(std::mem::take(&mut self.sent).into())
    }

    fn view(&self) -> NodeView {
        let leads = self.role == Role::Leader;
        let log = shown(0, &self.log);
        let progress = |(&id, &matched): (&u64, &u64)| {
            let state = ProgressState::Replicate;
            (id, ProgressView { matched, next: matched + 1, state, ..ProgressView::default() })
        };
        NodeView {
            id: self.id,
            down: self.down,
            role: match self.role {
                Role::Follower => raftcheck::Role::Follower,
                Role::Candidate => raftcheck::Role::Candidate,
                Role::Leader => raftcheck::Role::Leader,
            },
            term: self.term,
            vote: self.vote,
            lead: if leads { self.id } else { 0 },
            commit: self.commit,
            applied: self.commit,
            log: log.clone(),
            votes: self.votes.clone(),
            progress: self.matched.iter().map(progress).collect(),
            // YOURS: what a crash leaves. Here the commit index is in memory alone.
            durable: Some(DurableView { term: self.term, vote: self.vote, log, ..DurableView::default() }),
            ..NodeView::default()
        }
    }

    /// YOURS: whatever can matter later. A field that has no `{:?}`, as a lock, cannot.
    fn key(&self) -> String {
        format!("{self:?}")
    }
}

impl raftcheck::Message for Message {
    fn view(&self) -> MessageView {
        MessageView {
            kind: self.kind,
            from: self.from,
            to: self.to,
            term: self.term,
            log_term: self.log_term,
            index: self.index,
            commit: self.commit,
            reject: self.reject,
            entries: shown(self.index, &self.entries),
            ..MessageView::default()
        }
    }

    fn key(&self) -> String {
        format!("{self:?}")
    }
}

/// The entries after the index.
fn shown(index: u64, entries: &[(u64, String)]) -> Vec<EntryView> {
    let numbered = entries.iter().zip(index + 1..);
    let shown = |((term, data), index): (&(u64, String), u64)| EntryView {
        index,
        term: *term,
        data: data.clone(),
        ..EntryView::default()
    };
    numbered.map(shown).collect()
}
