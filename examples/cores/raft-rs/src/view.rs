//! From the library's structs to the views of the protocol. Messages have the names that etcd's have, so that a vocabulary and
//! the properties know them.
use raft::eraftpb::{ConfState, Entry, EntryType as LibraryEntryType, Message, MessageType};
use raft::{Progress, ProgressState as LibraryProgressState, RawNode, StateRole};

use crate::canonical::{hex, window, written_message};
use crate::confchange;
use crate::disk::Disk;
use crate::node::{sorted, RaftNode, State};
use crate::raftcheck::{
    self, ConfigView, DurableView, EntryType, EntryView, Json, MessageView, NodeView, Position, ProgressState,
    ProgressView, Role, SnapshotView,
};

pub fn role_of(state: StateRole) -> Role {
    match state {
        StateRole::Follower => Role::Follower,
        StateRole::PreCandidate => Role::PreCandidate,
        StateRole::Candidate => Role::Candidate,
        StateRole::Leader => Role::Leader,
    }
}

impl RaftNode {
    pub fn shown(&self) -> NodeView {
        let durable = durable_of(self.disk());
        match &self.state {
            State::Up(raw) => self.shown_up(raw, durable),
            // What a crashed node would restart from.
            State::Down(disk) => NodeView {
                id: self.id,
                down: true,
                term: durable.term,
                vote: durable.vote,
                commit: durable.commit,
                applied: durable.snapshot.index,
                snapshot: durable.snapshot,
                log: durable.log.clone(),
                config: Some(config_of(&disk.config)),
                durable: Some(durable),
                ..NodeView::default()
            },
        }
    }

    fn shown_up(&self, raw: &RawNode<Disk>, durable: DurableView) -> NodeView {
        let (raft, log) = (&raw.raft, &raw.raft.raft_log);
        // The unstable part lies over what is durable; a snapshot is never unstable once every Ready is handled.
        let stable = (log.unstable.offset - durable.snapshot.index - 1) as usize;
        let mut entries = durable.log[..stable].to_vec();
        entries.extend(entries_of(&log.unstable.entries));
        let progress = raft.prs().iter().filter(|_| self.leads());
        NodeView {
            id: self.id,
            down: false,
            role: self.role(),
            term: raft.term,
            vote: raft.vote,
            lead: raft.leader_id,
            commit: log.committed,
            applied: log.applied,
            snapshot: durable.snapshot,
            log: entries,
            config: Some(config_of(&sorted(raft.prs().conf().to_conf_state()))),
            votes: raft.prs().votes().iter().map(|(id, granted)| (*id, *granted)).collect(),
            progress: progress.map(|(id, pr)| (*id, progress_of(*id, pr, raw))).collect(),
            durable: Some(durable),
            extra: self.extra(raw),
        }
    }

    /// What else tells two states of a node apart, where it is not at its default.
    fn extra(&self, raw: &RawNode<Disk>) -> Vec<(&'static str, Json)> {
        let raft = &raw.raft;
        let mut extra = vec![];
        let mut show = |name, value: Json, shown: bool| {
            if shown {
                extra.push((name, value));
            }
        };
        show("machine", self.machine.into(), self.machine != raft.raft_log.applied);
        show("misapplied", self.misapplied.as_str().into(), !self.misapplied.is_empty());
        let reads: Vec<Json> =
            raft.read_only.read_index_queue.iter().map(|context| unconfirmed(raw, context)).collect();
        show("unconfirmedReads", Json::List(reads.clone()), !reads.is_empty());
        let numbers = [
            ("leadTransferee", raft.lead_transferee.unwrap_or(0)),
            ("pendingConfIndex", raft.pending_conf_index),
            ("uncommittedSize", self.uncommitted_size()),
            ("electionElapsed", raft.election_elapsed as u64),
            ("heartbeatElapsed", raft.heartbeat_elapsed() as u64),
        ];
        for (name, number) in numbers {
            show(name, number.into(), number != 0);
        }
        extra
    }
}

fn unconfirmed(raw: &RawNode<Disk>, context: &[u8]) -> Json {
    let read = &raw.raft.read_only.pending_read_index[context];
    let mut acks: Vec<u64> = read.acks.iter().copied().collect();
    acks.sort_unstable();
    Json::object([
        ("from", read.req.from.into()),
        ("context", latin(context).into()),
        ("index", read.index.into()),
        ("acks", Json::List(acks.into_iter().map(Json::Number).collect())),
    ])
}

fn durable_of(disk: &Disk) -> DurableView {
    DurableView {
        term: disk.hard_state.term,
        vote: disk.hard_state.vote,
        commit: disk.hard_state.commit,
        snapshot: disk.position,
        log: entries_of(&disk.entries),
    }
}

fn progress_of(id: u64, pr: &Progress, raw: &RawNode<Disk>) -> ProgressView {
    ProgressView {
        matched: pr.matched,
        next: pr.next_idx,
        state: match pr.state {
            LibraryProgressState::Probe => ProgressState::Probe,
            LibraryProgressState::Replicate => ProgressState::Replicate,
            LibraryProgressState::Snapshot => ProgressState::Snapshot,
        },
        paused: pr.is_paused(),
        recent_active: pr.recent_active,
        pending_snapshot: pr.pending_snapshot,
        inflight: window(&pr.ins, raw.raft.raft_log.last_index()),
        learner: raw.raft.prs().conf().learners().contains(&id),
    }
}

fn config_of(config: &ConfState) -> ConfigView {
    ConfigView {
        voters: config.voters.clone(),
        voters_outgoing: config.voters_outgoing.clone(),
        learners: config.learners.clone(),
        learners_next: config.learners_next.clone(),
        auto_leave: config.auto_leave,
    }
}

fn entries_of(entries: &[Entry]) -> Vec<EntryView> {
    let viewed = |entry: &Entry| EntryView {
        index: entry.index,
        term: entry.term,
        kind: match entry.get_entry_type() {
            LibraryEntryType::EntryNormal => EntryType::Normal,
            LibraryEntryType::EntryConfChange => EntryType::ConfChange,
            LibraryEntryType::EntryConfChangeV2 => EntryType::ConfChangeV2,
        },
        data: confchange::of(entry).map_or_else(|| latin(&entry.data), |change| confchange::text(&change)),
    };
    entries.iter().map(viewed).collect()
}

impl raftcheck::Message for Message {
    fn view(&self) -> MessageView {
        let metadata = self.get_snapshot().get_metadata();
        let snapshot = SnapshotView {
            position: Position { index: metadata.index, term: metadata.term },
            config: config_of(metadata.get_conf_state()),
        };
        MessageView {
            kind: name_of(self.get_msg_type()),
            from: self.from,
            to: self.to,
            term: self.term,
            log_term: self.log_term,
            index: self.index,
            commit: self.commit,
            vote: 0,
            reject: self.reject,
            reject_hint: self.reject_hint,
            context: readable(&self.context),
            entries: entries_of(self.get_entries()),
            snapshot: self.has_snapshot().then_some(snapshot),
        }
    }

    fn key(&self) -> String {
        written_message(self)
    }
}

/// What etcd calls it.
fn name_of(kind: MessageType) -> &'static str {
    match kind {
        MessageType::MsgHup => "MsgHup",
        MessageType::MsgBeat => "MsgBeat",
        MessageType::MsgPropose => "MsgProp",
        MessageType::MsgAppend => "MsgApp",
        MessageType::MsgAppendResponse => "MsgAppResp",
        MessageType::MsgRequestVote => "MsgVote",
        MessageType::MsgRequestVoteResponse => "MsgVoteResp",
        MessageType::MsgSnapshot => "MsgSnap",
        MessageType::MsgHeartbeat => "MsgHeartbeat",
        MessageType::MsgHeartbeatResponse => "MsgHeartbeatResp",
        MessageType::MsgUnreachable => "MsgUnreachable",
        MessageType::MsgSnapStatus => "MsgSnapStatus",
        MessageType::MsgCheckQuorum => "MsgCheckQuorum",
        MessageType::MsgTransferLeader => "MsgTransferLeader",
        MessageType::MsgTimeoutNow => "MsgTimeoutNow",
        MessageType::MsgReadIndex => "MsgReadIndex",
        MessageType::MsgReadIndexResp => "MsgReadIndexResp",
        MessageType::MsgRequestPreVote => "MsgPreVote",
        MessageType::MsgRequestPreVoteResponse => "MsgPreVoteResp",
    }
}

/// Raw bytes as hexadecimal digits.
fn readable(context: &[u8]) -> String {
    if context.iter().all(|byte| (b' '..=b'~').contains(byte)) {
        latin(context)
    } else {
        format!("0x{}", hex(context))
    }
}

/// A text of one character a byte.
pub fn latin(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(*byte)).collect()
}
