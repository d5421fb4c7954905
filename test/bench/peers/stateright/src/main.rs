//! Two-phase commit with seven resource managers: see ../../twophase.mjs.

use stateright::{Checker, Model, Property};

const MANAGERS: usize = 7;

#[derive(Clone, Copy, Debug, Hash, PartialEq, Eq)]
enum Manager {
    Working,
    Prepared,
    Committed,
    Aborted,
}

#[derive(Clone, Copy, Debug, Hash, PartialEq, Eq)]
enum Transaction {
    Init,
    Committed,
    Aborted,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq)]
struct State {
    rm: [Manager; MANAGERS],
    tm: Transaction,
    heard: [bool; MANAGERS],
    sent: [bool; MANAGERS],
    commit: bool,
    abort: bool,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq)]
enum Action {
    TmCommit,
    TmAbort,
    TmRcvPrepared(usize),
    RmPrepare(usize),
    RmChooseToAbort(usize),
    RmRcvCommit(usize),
    RmRcvAbort(usize),
}

struct TwoPhase;

impl Model for TwoPhase {
    type State = State;
    type Action = Action;

    fn init_states(&self) -> Vec<State> {
        vec![State {
            rm: [Manager::Working; MANAGERS],
            tm: Transaction::Init,
            heard: [false; MANAGERS],
            sent: [false; MANAGERS],
            commit: false,
            abort: false,
        }]
    }

    fn actions(&self, state: &State, actions: &mut Vec<Action>) {
        if state.tm == Transaction::Init {
            if state.heard.iter().all(|is| *is) {
                actions.push(Action::TmCommit);
            }
            actions.push(Action::TmAbort);
        }
        for i in 0..MANAGERS {
            if state.tm == Transaction::Init && state.sent[i] {
                actions.push(Action::TmRcvPrepared(i));
            }
            if state.rm[i] == Manager::Working {
                actions.push(Action::RmPrepare(i));
                actions.push(Action::RmChooseToAbort(i));
            }
            if state.commit {
                actions.push(Action::RmRcvCommit(i));
            }
            if state.abort {
                actions.push(Action::RmRcvAbort(i));
            }
        }
    }

    fn next_state(&self, before: &State, action: Action) -> Option<State> {
        let mut state = before.clone();
        match action {
            Action::TmCommit => {
                state.tm = Transaction::Committed;
                state.commit = true;
            }
            Action::TmAbort => {
                state.tm = Transaction::Aborted;
                state.abort = true;
            }
            Action::TmRcvPrepared(i) => state.heard[i] = true,
            Action::RmPrepare(i) => {
                state.rm[i] = Manager::Prepared;
                state.sent[i] = true;
            }
            Action::RmChooseToAbort(i) | Action::RmRcvAbort(i) => state.rm[i] = Manager::Aborted,
            Action::RmRcvCommit(i) => state.rm[i] = Manager::Committed,
        }
        Some(state)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![Property::always("consistent", |_, state: &State| {
            !(state.rm.contains(&Manager::Committed) && state.rm.contains(&Manager::Aborted))
        })]
    }
}

fn main() {
    let checker = TwoPhase.checker().threads(1).spawn_bfs().join();
    checker.assert_properties();
    println!("{} {}", checker.unique_state_count(), checker.state_count());
}
