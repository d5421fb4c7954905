//! What each input does to a node: its guard, and the call of the library behind it. Timers are set to the tick before they
//! fire and then the library's own tick is called, so that the code that runs is the code that ships.
use raft::eraftpb::{Entry, Message, MessageType};
use raft::{ProgressState, RawNode, SnapshotStatus, StateRole};

use crate::confchange::{self, Change};
use crate::disk::Disk;
use crate::node::{sorted, RaftNode, State, LONGEST};
use crate::raftcheck::{Input, Node, NodeView, Outcome};

impl Node for RaftNode {
    type Message = Message;

    fn step(&mut self, input: Input<Message>) -> Option<Outcome<Message>> {
        if !self.apply(input) {
            return None;
        }
        let said = self.settle();
        self.canonical();
        Some(said)
    }

    fn view(&self) -> NodeView {
        self.shown()
    }

    fn key(&self) -> String {
        self.written()
    }
}

impl RaftNode {
    /// Gives the library the input; false: it is not enabled.
    fn apply(&mut self, input: Input<Message>) -> bool {
        let State::Up(raw) = &mut self.state else {
            return match input {
                Input::Restart => self.restart(),
                // Time passes for a node that is down too.
                Input::Tick => true,
                _ => false,
            };
        };
        match input {
            Input::Crash => self.crash(),
            Input::Compact => self.compact(),
            Input::Deliver(message) => {
                // A message that the library does not take is lost.
                let _ = raw.step(message);
                true
            }
            Input::Tick => self.tick_on(),
            Input::Timeout if self.timed() => self.tick_timeout(),
            Input::Timeout => self.time_out(),
            Input::Heartbeat => self.leads() && self.heartbeat(),
            Input::CheckQuorum => self.leads() && self.check_quorum(),
            Input::ExpireLease => self.expire_lease(),
            input => self.ask(input),
        }
    }

    /// What clients and the network ask for. A proposal that the library refuses is not enabled.
    fn ask(&mut self, input: Input<Message>) -> bool {
        let leads = self.leads();
        let serves = leads || self.model.propose_at == "any";
        let id = self.id;
        let raw = self.raw();
        match input {
            Input::Propose(data) => serves && raw.propose(vec![], data.into_bytes()).is_ok(),
            Input::ProposeConf(change) => serves && propose(raw, &change).is_ok(),
            Input::Read(context) => read(raw, context.into_bytes()),
            Input::Transfer(transferee) => {
                if serves {
                    raw.transfer_leader(transferee);
                }
                serves
            }
            Input::Unreachable(peer) => {
                let reports = leads && peer != id;
                if reports {
                    raw.report_unreachable(peer);
                }
                reports
            }
            Input::SnapshotStatus { peer, failed } => {
                let progress = raw.raft.prs().get(peer);
                let reports = leads && progress.is_some_and(|pr| pr.state == ProgressState::Snapshot);
                if reports {
                    let status = if failed { SnapshotStatus::Failure } else { SnapshotStatus::Finish };
                    raw.report_snapshot(peer, status);
                }
                reports
            }
            _ => false,
        }
    }

    fn raw(&mut self) -> &mut RawNode<Disk> {
        match &mut self.state {
            State::Up(raw) => raw,
            State::Down(_) => unreachable!("a node that is down is asked for nothing but a restart"),
        }
    }

    fn restart(&mut self) -> bool {
        let disk = self.disk().clone();
        self.start(disk, 0).expect("a node that has run once begins again");
        true
    }

    /// Forgets all that is not durable.
    fn crash(&mut self) -> bool {
        self.state = State::Down(self.disk().clone());
        self.machine = 0;
        true
    }

    /// Makes a snapshot at the applied index and drops the log up to there.
    fn compact(&mut self) -> bool {
        let raw = self.raw();
        let (applied, config) = (raw.raft.raft_log.applied, sorted(raw.raft.prs().conf().to_conf_state()));
        let disk = raw.mut_store();
        let compacts = applied > disk.position.index && applied <= disk.hard_state.commit;
        if compacts {
            disk.compact(applied, config);
        }
        compacts
    }

    /// One tick by the clock with which the election timer does not fire. Whether a timeout is drawn when the timer is set or
    /// when the time comes makes no difference: so each tick from the shortest timeout on may be the one (`tick_timeout`).
    fn tick_on(&mut self) -> bool {
        let raw = self.raw();
        raw.raft.set_randomized_election_timeout(LONGEST - 1);
        raw.tick();
        true
    }

    /// One tick by the clock with which the election timer fires: once the shortest timeout has passed.
    fn tick_timeout(&mut self) -> bool {
        let leads = self.leads();
        let raft = &mut self.raw().raft;
        let elapsed = raft.election_elapsed + 1;
        let fires = !leads && elapsed >= raft.election_timeout() && raft.promotable();
        if fires {
            raft.set_randomized_election_timeout(elapsed);
            raft.tick();
        }
        fires
    }

    fn time_out(&mut self) -> bool {
        // Its own timer runs no shorter than its lease.
        let lasts = self.model.check_quorum && self.bound("max-expiries") == Some(0);
        if self.leads() || lasts && self.leased() {
            return false;
        }
        let raft = &mut self.raw().raft;
        raft.election_elapsed = raft.randomized_election_timeout() - 1;
        raft.tick();
        true
    }

    /// Ticks of a leader until its heartbeat timer fires, and its election timer does not.
    fn heartbeat(&mut self) -> bool {
        let raft = &mut self.raw().raft;
        loop {
            raft.election_elapsed = 0;
            raft.tick();
            if raft.heartbeat_elapsed() == 0 {
                return true;
            }
        }
    }

    /// A tick with which a leader's election timer fires, and its heartbeat timer does not. What is left of the heartbeat
    /// timer is brought back to its beginning: it fires, and what is sent is thrown away.
    fn check_quorum(&mut self) -> bool {
        let raft = &mut self.raw().raft;
        raft.election_elapsed = raft.election_timeout() - 1;
        raft.tick();
        let sent = raft.msgs.len();
        if raft.state == StateRole::Leader {
            self.heartbeat();
            self.raw().raft.msgs.truncate(sent);
        }
        true
    }

    /// The follower has not heard its leader for an election timeout, but its own, longer one has not come yet.
    fn expire_lease(&mut self) -> bool {
        let expires = self.leased();
        if expires {
            let raft = &mut self.raw().raft;
            raft.election_elapsed = raft.election_timeout();
        }
        expires
    }

    /// It is a follower that has heard its leader within an election timeout.
    fn leased(&mut self) -> bool {
        let raft = &self.raw().raft;
        raft.state == StateRole::Follower && raft.leader_id != 0 && raft.election_elapsed < raft.election_timeout()
    }
}

fn propose(raw: &mut RawNode<Disk>, change: &str) -> raft::Result<()> {
    match confchange::known(change) {
        Change::V1(change) => raw.propose_conf_change(vec![], change),
        Change::V2(change) => raw.propose_conf_change(vec![], change),
    }
}

/// RawNode::read_index does not say whether it was refused.
fn read(raw: &mut RawNode<Disk>, context: Vec<u8>) -> bool {
    let entry = Entry { data: context.into(), ..Entry::default() };
    let mut message = Message::default();
    message.set_msg_type(MessageType::MsgReadIndex);
    message.set_entries(vec![entry].into());
    raw.raft.step(message).is_ok()
}
