//! A small Raft, complete and sound: elections and replication as in the paper's Figure 2, a leader sending what a follower
//! has not acknowledged. YOURS takes its place.
use std::collections::BTreeMap;

#[derive(Clone, Debug, Default, PartialEq)]
pub enum Role {
    #[default]
    Follower,
    Candidate,
    Leader,
}

/// Any message: which fields it has depends on its kind.
#[derive(Clone, Debug, Default)]
pub struct Message {
    pub kind: &'static str,
    pub from: u64,
    pub to: u64,
    pub term: u64,
    /// The last entry of a candidate; the entry before `entries`; up to where a follower agrees.
    pub index: u64,
    pub log_term: u64,
    pub entries: Vec<(u64, String)>,
    pub commit: u64,
    pub reject: bool,
}

#[derive(Clone, Debug, Default)]
pub struct Raft {
    pub id: u64,
    pub nodes: u64,
    // On stable storage; an entry is its term and its data.
    pub term: u64,
    pub vote: u64,
    pub log: Vec<(u64, String)>,
    // In memory.
    pub down: bool,
    pub role: Role,
    pub commit: u64,
    pub votes: BTreeMap<u64, bool>,
    pub matched: BTreeMap<u64, u64>,
    /// Sent in this step.
    pub sent: Vec<Message>,
}

impl Raft {
    pub fn new(id: u64, nodes: u64) -> Raft {
        Raft { id, nodes, ..Raft::default() }
    }

    pub fn crash(&mut self) {
        let Raft { id, nodes, term, vote, .. } = *self;
        *self = Raft { id, nodes, term, vote, log: std::mem::take(&mut self.log), down: true, ..Raft::default() };
    }

    pub fn campaign(&mut self) {
        self.follow(self.term + 1);
        (self.role, self.vote) = (Role::Candidate, self.id);
        self.votes.insert(self.id, true);
        let index = self.last();
        for to in self.peers() {
            let log_term = self.term_at(index);
            self.send(to, Message { kind: "RequestVote", index, log_term, ..Message::default() });
        }
        self.count();
    }

    pub fn propose(&mut self, data: String) {
        self.log.push((self.term, data));
        self.matched.insert(self.id, self.last());
        self.advance();
        self.broadcast();
    }

    pub fn broadcast(&mut self) {
        for to in self.peers() {
            let index = self.matched[&to];
            let (log_term, commit) = (self.term_at(index), self.commit);
            let entries = self.log[index as usize..].to_vec();
            self.send(to, Message { kind: "AppendEntries", index, log_term, entries, commit, ..Message::default() });
        }
    }

    pub fn receive(&mut self, message: Message) {
        if message.term < self.term {
            return;
        }
        if message.term > self.term {
            self.follow(message.term);
        }
        match message.kind {
            "RequestVote" => {
                let mine = (self.term_at(self.last()), self.last());
                let granted = (message.log_term, message.index) >= mine && [0, message.from].contains(&self.vote);
                if granted {
                    self.vote = message.from;
                }
                self.send(message.from, Message { kind: "RequestVoteResponse", reject: !granted, ..Message::default() });
            }
            "RequestVoteResponse" if self.role == Role::Candidate => {
                self.votes.insert(message.from, !message.reject);
                self.count();
            }
            "AppendEntries" => {
                self.follow(message.term);
                self.accept(message);
            }
            "AppendEntriesResponse" if self.role == Role::Leader && !message.reject => {
                let index = self.matched[&message.from].max(message.index);
                self.matched.insert(message.from, index);
                self.advance();
            }
            _ => {}
        }
    }

    fn accept(&mut self, message: Message) {
        let Message { from, index, .. } = message;
        if index > self.last() || self.term_at(index) != message.log_term {
            return self.send(from, Message { kind: "AppendEntriesResponse", reject: true, ..Message::default() });
        }
        let agreed = index + message.entries.len() as u64;
        let differs = |(k, entry): (u64, &(u64, String))| self.term_at(k) != entry.0;
        if let Some(first) = (index + 1..).zip(&message.entries).position(differs) {
            self.log.truncate(index as usize + first);
            self.log.extend_from_slice(&message.entries[first..]);
        }
        self.commit = self.commit.max(message.commit.min(agreed));
        self.send(from, Message { kind: "AppendEntriesResponse", index: agreed, ..Message::default() });
    }

    fn follow(&mut self, term: u64) {
        if term > self.term {
            (self.term, self.vote) = (term, 0);
        }
        self.role = Role::Follower;
        self.votes.clear();
        self.matched.clear();
    }

    fn count(&mut self) {
        let granted = self.votes.values().filter(|granted| **granted).count() as u64;
        if self.role == Role::Candidate && granted > self.nodes / 2 {
            self.role = Role::Leader;
            self.votes.clear();
            self.matched = (1..=self.nodes).map(|id| (id, 0)).collect();
            self.propose(String::new());
        }
    }

    /// Commits what a majority has, if it is of this term.
    fn advance(&mut self) {
        let mut reached: Vec<u64> = self.matched.values().copied().collect();
        reached.sort();
        let index = reached[(reached.len() - 1) / 2];
        if index > self.commit && self.term_at(index) == self.term {
            self.commit = index;
        }
    }

    fn peers(&self) -> Vec<u64> {
        (1..=self.nodes).filter(|id| *id != self.id).collect()
    }

    fn last(&self) -> u64 {
        self.log.len() as u64
    }

    /// 0 where there is no entry.
    fn term_at(&self, index: u64) -> u64 {
        index.checked_sub(1).and_then(|k| self.log.get(k as usize)).map_or(0, |entry| entry.0)
    }

    fn send(&mut self, to: u64, message: Message) {
        self.sent.push(Message { from: self.id, to, term: self.term, ..message });
    }
}
