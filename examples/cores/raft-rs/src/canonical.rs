//! Which fields of a node can still influence anything under the model's options, and how a state is written. A field that
//! cannot is given one fixed value here, with its reason, so that states that differ in nothing that matters are one state.
use std::collections::BTreeMap;
use std::fmt::Write as _;

use protobuf::Message as _;
use raft::eraftpb::{Entry, Message};
use raft::{Inflights, Progress, StateRole};

use crate::node::{sorted, RaftNode, State};

impl RaftNode {
    /// Gives what cannot matter its fixed value. The node has handled every Ready.
    pub fn canonical(&mut self) {
        let (timed, fills) = (self.timed(), self.window_may_fill());
        let changes = self.bound("max-conf-changes") != Some(0);
        let transfers = self.bound("max-transfers") != Some(0);
        let compactions = self.bound("max-compactions") != Some(0);
        let model = self.model.clone();
        let State::Up(raw) = &mut self.state else { return };
        let raft = &mut raw.raft;
        let leads = raft.state == StateRole::Leader;
        // The question is always whether it is applied, and what is applied stays so.
        if !changes || raft.pending_conf_index <= raft.raft_log.applied {
            raft.pending_conf_index = 0;
        }
        let timeout = raft.election_timeout();
        raft.set_randomized_election_timeout(timeout);
        // Without a clock any timer may fire at any time, and all that counts is whether a follower is past its lease. By the
        // clock, nobody asks how long a node is past the shortest timeout, and a leader counts election timeouts only for the
        // quorum check and for giving up a transfer.
        let counts = if timed {
            !leads || model.check_quorum || transfers
        } else {
            model.check_quorum
                && raft.state == StateRole::Follower
                && raft.leader_id != 0
                && raft.election_elapsed >= timeout
        };
        raft.election_elapsed = if counts { raft.election_elapsed.min(timeout) } else { 0 };
        // Votes are read while polling; every change of role clears them.
        if !matches!(raft.state, StateRole::Candidate | StateRole::PreCandidate) {
            raft.mut_prs().reset_votes();
        }
        for (_, pr) in raft.mut_prs().iter_mut() {
            // It is read by leaders, and becoming one resets it.
            if !leads {
                *pr = Progress::new(1, model.max_inflight_msgs as usize);
            }
            // It is read by the quorum check and before a snapshot is sent, which needs a compacted log.
            if !model.check_quorum && !compactions {
                pr.recent_active = true;
            }
            if !fills {
                pr.ins.reset();
            }
            // Nobody reads it: what is decided by groups of replicas is not in the model.
            pr.committed_index = 0;
        }
    }

    /// Each log entry is in flight at most once, and the log has an empty entry a term, the proposals, and each configuration
    /// change with its leaving of the joint configuration.
    fn window_may_fill(&self) -> bool {
        let bounds = ["max-term", "max-proposals", "max-conf-changes"].map(|name| self.bound(name));
        let [Some(terms), Some(proposals), Some(changes)] = bounds else { return true };
        self.model.max_inflight_msgs <= terms + proposals + 2 * changes
    }

    /// What of a node tells two states apart. Not written is what follows from the rest once every Ready is handled: what the
    /// library has not handed out yet, up to where it has, and where the tail begins whose size is limited, which is after
    /// the first entry of a leader's term.
    pub fn written(&self) -> String {
        let mut text = String::new();
        let disk = self.disk();
        let (hard, position) = (&disk.hard_state, &disk.position);
        let _ = write!(text, "{} {} {} ", self.id, self.machine, self.misapplied);
        let _ = write!(text, "disk {} {} {} {} {}", hard.term, hard.vote, hard.commit, position.index, position.term);
        let _ = write!(text, " {}", hex(&disk.config.write_to_bytes().expect("a configuration")));
        write_entries(&mut text, &disk.entries);
        let State::Up(raw) = &self.state else { return text };
        let (raft, log) = (&raw.raft, &raw.raft.raft_log);
        let _ = write!(text, " up {} {} {:?} {}", raft.term, raft.vote, raft.state, raft.leader_id);
        let _ = write!(text, " log {} {} {} {}", log.committed, log.persisted, log.applied, log.unstable.offset);
        write_entries(&mut text, &log.unstable.entries);
        let _ = write!(text, " {:?} {}", raft.lead_transferee, raft.pending_conf_index);
        let _ = write!(text, " {} {}", raft.pending_request_snapshot, self.uncommitted_size());
        let _ = write!(text, " timers {} {}", raft.election_elapsed, raft.heartbeat_elapsed());
        let config = sorted(raft.prs().conf().to_conf_state());
        let _ = write!(text, " config {}", hex(&config.write_to_bytes().expect("a configuration")));
        let votes: BTreeMap<_, _> = raft.prs().votes().iter().collect();
        let _ = write!(text, " votes {votes:?}");
        let progress: BTreeMap<_, _> = raft.prs().iter().collect();
        for (id, pr) in progress {
            let _ = write!(text, " {id}: {} {} {:?} {}", pr.matched, pr.next_idx, pr.state, pr.paused);
            let _ = write!(text, " {} {}", pr.pending_snapshot, pr.pending_request_snapshot);
            let _ = write!(text, " {} {:?}", pr.recent_active, window(&pr.ins, log.last_index()));
        }
        for context in &raft.read_only.read_index_queue {
            let read = &raft.read_only.pending_read_index[context];
            let mut acks: Vec<_> = read.acks.iter().collect();
            acks.sort_unstable();
            let _ = write!(text, " read {} {} {acks:?}", read.index, written_message(&read.req));
        }
        text
    }

    /// Bytes of a leader's tail, where they are limited: otherwise nobody counts them.
    pub fn uncommitted_size(&self) -> u64 {
        match &self.state {
            State::Up(raw) if self.leads() => raw.raft.uncommitted_size() as u64,
            _ => 0,
        }
    }
}

pub fn written_message(message: &Message) -> String {
    hex(&message.write_to_bytes().expect("a message"))
}

fn write_entries(text: &mut String, entries: &[Entry]) {
    for entry in entries {
        let _ = write!(text, " {}", hex(&entry.write_to_bytes().expect("an entry")));
    }
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The last index of each message in flight, oldest first, none beyond `last`. The library does not show them, but it frees
/// them.
pub fn window(inflights: &Inflights, last: u64) -> Vec<u64> {
    let (mut rest, mut window) = (inflights.clone(), vec![]);
    for index in 0..=last {
        let before = rest.count();
        rest.free_to(index);
        window.resize(window.len() + before - rest.count(), index);
    }
    window
}
