//! A core in Rust, of one counter and what was written to it, that misbehaves when it is told to.
#[path = "../../../examples/cores/raft-rs/src/raftcheck.rs"]
mod raftcheck;

use raftcheck::{About, EntryView, Input, Message, MessageView, Node, NodeView, Outcome, ReadView, Vocabulary};
use std::sync::atomic::{AtomicU64, Ordering};

/// Kept outside of every state.
static STEPS: AtomicU64 = AtomicU64::new(0);

#[derive(Debug)]
struct Counter {
    id: u64,
    term: u64,
    log: Vec<String>,
}

#[derive(Clone, Debug)]
struct Told {
    to: u64,
    term: u64,
}

impl Node for Counter {
    type Message = Told;

    fn step(&mut self, input: Input<Told>) -> Option<Outcome<Told>> {
        match input {
            Input::Timeout => self.term += 1,
            Input::Deliver(told) if told.term == 13 => panic!("a told {told:?}"),
            Input::Deliver(told) => self.term = self.term.max(told.term),
            Input::Read(context) => {
                return Some(Outcome { messages: vec![], reads: vec![ReadView { context, index: self.term }] })
            }
            Input::Propose(data) => return self.write(data),
            _ => return None,
        }
        Some(vec![Told { to: 3 - self.id, term: self.term }].into())
    }

    fn view(&self) -> NodeView {
        let entry = |(data, index): (&String, u64)| EntryView { index, term: 1, data: data.clone(), ..Default::default() };
        let log = self.log.iter().zip(1..).map(entry).collect();
        NodeView { id: self.id, term: self.term, log, ..NodeView::default() }
    }

    fn key(&self) -> String {
        format!("{self:?}")
    }
}

impl Counter {
    fn write(&mut self, data: String) -> Option<Outcome<Told>> {
        match data.as_str() {
            "print" => println!("printed"),
            "panic" => panic!("a write of {data:?}"),
            "chance" => self.term += STEPS.fetch_add(1, Ordering::Relaxed),
            "half" => {
                self.term = 99;
                return None;
            }
            _ => {}
        }
        self.log.push(data);
        Some(vec![].into())
    }
}

impl Message for Told {
    fn view(&self) -> MessageView {
        MessageView { kind: "Told", from: 3 - self.to, to: self.to, term: self.term, ..MessageView::default() }
    }

    fn key(&self) -> String {
        format!("{self:?}")
    }
}

fn main() {
    let about = About {
        name: "naughty".to_string(),
        version: "1".to_string(),
        offers: &["deliver", "timeout", "propose", "read"],
        settings: &[],
        messages: Vocabulary::Unknown,
        floors: false,
    };
    raftcheck::serve(about, |id, model| match model.nodes {
        2 => Ok(Counter { id, term: 0, log: vec![] }),
        nodes => Err(format!("there are two nodes, and not {nodes}")),
    })
}
