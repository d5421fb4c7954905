//! One node: the library and its stable storage. How it begins, and how it begins again.
use std::rc::Rc;

use raft::eraftpb::{ConfState, Entry};
use raft::{Config, RawNode, ReadOnlyOption, NO_LIMIT};
use slog::{o, Discard, Logger};

use crate::confchange;
use crate::disk::Disk;
use crate::raftcheck::{Model, Role};
use crate::view::role_of;

pub struct RaftNode {
    pub model: Rc<Model>,
    pub id: u64,
    pub state: State,
    /// The last index that the state machine has been given, in entries or as a snapshot.
    pub machine: u64,
    /// What it was given out of order; empty while it was not.
    pub misapplied: String,
}

pub enum State {
    Up(Box<RawNode<Disk>>),
    /// Between a crash and the restart, and what a crash leaves.
    Down(Disk),
}

impl RaftNode {
    /// A node that has never run. A member knows the first configuration; where there are others to join, it has it in its
    /// log too, committed and applied. A node that is no member knows nothing at all.
    pub fn new(id: u64, model: &Model) -> Result<RaftNode, String> {
        for change in &model.conf_changes {
            confchange::parse(change).map_err(|why| format!("conf-changes: {change}: {why}"))?;
        }
        let members = model.members.unwrap_or(model.nodes);
        let mut disk = Disk::default();
        let mut applied = 0;
        if id <= members {
            let voters = members - model.learners;
            disk.config.voters = (1..=voters).collect();
            disk.config.learners = (voters + 1..=members).collect();
            if members < model.nodes {
                disk.entries = (1..=members).map(|member| first_entry(member, member <= voters)).collect();
                disk.hard_state.term = 1;
                disk.hard_state.commit = members;
                applied = members;
            }
        }
        let mut node = RaftNode {
            model: Rc::new(model.clone()),
            id,
            state: State::Down(Disk::default()),
            machine: 0,
            misapplied: String::new(),
        };
        node.start(disk, applied).map_err(|error| error.to_string())?;
        node.settle();
        node.canonical();
        Ok(node)
    }

    /// Makes a RawNode of what the storage holds, of which so much is applied. The state machine is rebuilt from there.
    pub fn start(&mut self, disk: Disk, applied: u64) -> raft::Result<()> {
        self.machine = applied.max(disk.position.index);
        let config = Config { applied: self.machine, ..self.config() };
        let raw = RawNode::new(&config, disk, &Logger::root(Discard, o!()))?;
        self.state = State::Up(Box::new(raw));
        Ok(())
    }

    /// By the clock, timers are as short as can be: every tick is an action, and when an election timer fires is chosen by
    /// raftcheck. Without one they are set by hand (inputs.rs), and have to leave room for one to fire without the other.
    fn config(&self) -> Config {
        let m = &self.model;
        let heartbeat_tick = if self.timed() { 1 } else { 2 };
        let election_tick = 2 * heartbeat_tick;
        Config {
            id: self.id,
            election_tick,
            heartbeat_tick,
            // The timeout is drawn from these: without a clock it is always the shortest.
            min_election_tick: election_tick,
            max_election_tick: if self.timed() { LONGEST } else { election_tick + 1 },
            max_size_per_msg: m.max_size_per_msg.unwrap_or(NO_LIMIT),
            max_inflight_msgs: m.max_inflight_msgs as usize,
            check_quorum: m.check_quorum,
            pre_vote: m.pre_vote,
            read_only_option: if m.read_only == "lease" { ReadOnlyOption::LeaseBased } else { ReadOnlyOption::Safe },
            max_uncommitted_size: m.max_uncommitted_entries_size.unwrap_or(NO_LIMIT),
            max_committed_size_per_ready: m.max_committed_size_per_ready.unwrap_or(NO_LIMIT),
            ..Config::default()
        }
    }

    pub fn timed(&self) -> bool {
        self.model.clock == "ticks"
    }

    /// What the bound allows; None: it bounds nothing.
    pub fn bound(&self, name: &str) -> Option<u64> {
        self.model.bounds.get(name).copied()
    }

    pub fn disk(&self) -> &Disk {
        match &self.state {
            State::Up(raw) => raw.store(),
            State::Down(disk) => disk,
        }
    }

    pub fn role(&self) -> Role {
        match &self.state {
            State::Up(raw) => role_of(raw.raft.state),
            State::Down(_) => Role::Follower,
        }
    }

    pub fn leads(&self) -> bool {
        self.role() == Role::Leader
    }
}

/// More ticks than there are.
pub const LONGEST: usize = 1 << 40;

fn first_entry(member: u64, votes: bool) -> Entry {
    let change = if votes { format!("v{member} as-v1") } else { format!("l{member} as-v1") };
    let mut entry = confchange::entry(&change);
    entry.term = 1;
    entry.index = member;
    entry
}

/// The configuration with its nodes in order: the library gives them as its hash tables have them.
pub fn sorted(mut config: ConfState) -> ConfState {
    config.voters.sort_unstable();
    config.voters_outgoing.sort_unstable();
    config.learners.sort_unstable();
    config.learners_next.sort_unstable();
    config
}
