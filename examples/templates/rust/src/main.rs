//! The driver of a Raft core: the process that raftcheck asks. raftcheck.rs has the protocol, raft.rs a small Raft to begin
//! with. Fill in where it says YOURS: your own Raft takes the place of that one, call by call.
mod json;
mod raft;
mod raftcheck;

use raft::{Message, Raft, Role};
use raftcheck::{About, Entry, Input, MessageView, Node, NodeView};

fn main() -> std::io::Result<()> {
    let about = About {
        name: "mycore",
        version: env!("CARGO_PKG_VERSION"), // YOURS: what traces shall say
        // YOURS: the inputs that `step` understands; docs/core-protocol.md of raftcheck has all of them.
        offers: &["deliver", "timeout", "heartbeat", "propose", "crash", "restart"],
        // YOURS: who reads which message. A wrong guess is found out while searching, and costs states only.
        messages: &[
            ("RequestVote", "term"),
            ("AppendEntries", "term"),
            ("RequestVoteResponse", "count"),
            ("AppendEntriesResponse", "lead"),
        ],
    };
    raftcheck::serve(about, |id, model| Raft::new(id, model.get("nodes").number()))
}

impl Node for Raft {
    type Message = Message;

    /// Where your calls go. No clock and no chance: a timer fires when `timeout` says so.
    fn step(&mut self, input: Input<Message>) -> Option<Vec<Message>> {
        let leads = self.role == Role::Leader;
        match input {
            Input::Deliver(message) => self.receive(message), // YOURS: a message has arrived
            Input::Propose(data) if leads => self.propose(data), // YOURS: a client proposes
            Input::Other(kind, _) => match kind.as_str() {
                "timeout" if !leads => self.campaign(), // YOURS: the election timer fires
                "heartbeat" if leads => self.broadcast(), // YOURS: the leader's timer fires
                "crash" => self.crash(), // YOURS: forget all that is not on stable storage
                "restart" => self.down = false, // YOURS: begin again from stable storage
                _ => return None,
            },
            _ => return None,
        }
        Some(std::mem::take(&mut self.sent))
    }

    fn view(&self) -> NodeView {
        let leads = self.role == Role::Leader;
        NodeView {
            id: self.id,
            down: self.down,
            role: match self.role {
                Role::Follower => "follower",
                Role::Candidate => "candidate",
                Role::Leader => "leader",
            },
            term: self.term,
            vote: self.vote,
            lead: if leads { self.id } else { 0 },
            commit: self.commit,
            log: shown(0, &self.log),
            votes: self.votes.clone(),
            progress: self.matched.iter().map(|(&id, &index)| (id, (index, index + 1))).collect(),
            // YOURS: here the commit index is in memory alone.
            durable_commit: 0,
        }
    }

    fn view_message(message: &Message) -> MessageView {
        MessageView {
            kind: message.kind,
            from: message.from,
            to: message.to,
            term: message.term,
            log_term: message.log_term,
            index: message.index,
            commit: message.commit,
            reject: message.reject,
            entries: shown(message.index, &message.entries),
        }
    }
}

/// The entries after the index.
fn shown(index: u64, entries: &[(u64, String)]) -> Vec<Entry> {
    let numbered = entries.iter().zip(index + 1..);
    numbered.map(|((term, data), index)| Entry { index, term: *term, data: data.clone() }).collect()
}
