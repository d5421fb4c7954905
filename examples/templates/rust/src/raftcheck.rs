//! Lets raftcheck ask a Raft core that is written in Rust: `serve` makes of a node a driver, the process that
//! docs/core-protocol.md of raftcheck describes. Nothing here is of one core, and nothing but the standard library is needed.
//!
//! Two states are one exactly if `{:?}` writes them alike: derive Debug, and keep maps sorted (BTreeMap, BTreeSet).
#![allow(dead_code)]

use std::collections::{BTreeMap, HashMap};
use std::fmt::Debug;
use std::fs::File;
use std::io::{BufReader, ErrorKind, Read, Result, Write};
use std::os::fd::FromRawFd;
use std::panic::{catch_unwind, AssertUnwindSafe};

pub use crate::json::Json;

/// One Raft node with its stable storage. It must be a function of its inputs: no clock, no chance, no threads.
pub trait Node: Clone + Debug {
    type Message: Clone + Debug;
    /// Gives the node an input; the messages that it sends, or None where the input is not possible now. A panic is a finding.
    fn step(&mut self, input: Input<Self::Message>) -> Option<Vec<Self::Message>>;
    fn view(&self) -> NodeView;
    fn view_message(message: &Self::Message) -> MessageView;
}

pub enum Input<M> {
    Deliver(M),
    Propose(String),
    /// Any other, by its kind and with all that the protocol says of it.
    Other(String, Json),
}

/// What a driver says of its core.
pub struct About {
    pub name: &'static str,
    pub version: &'static str,
    pub offers: &'static [&'static str],
    /// Who reads messages of a type: term, count (the candidate of their term) or lead (its leader). Verified while searching.
    pub messages: &'static [(&'static str, &'static str)],
}

#[derive(Clone, Default)]
pub struct Entry {
    pub index: u64,
    pub term: u64,
    pub data: String,
}

/// A node as properties and people see it; `role` is follower, pre-candidate, candidate or leader.
#[derive(Clone, Default)]
pub struct NodeView {
    pub id: u64,
    pub down: bool,
    pub role: &'static str,
    pub term: u64,
    pub vote: u64,
    pub lead: u64,
    pub commit: u64,
    pub log: Vec<Entry>,
    pub votes: BTreeMap<u64, bool>,
    /// Of a leader: up to which index each node has acknowledged, and what it is sent next.
    pub progress: BTreeMap<u64, (u64, u64)>,
    /// What a crash would leave of the commit index.
    pub durable_commit: u64,
}

#[derive(Clone, Default)]
pub struct MessageView {
    pub kind: &'static str,
    pub from: u64,
    pub to: u64,
    pub term: u64,
    pub log_term: u64,
    pub index: u64,
    pub commit: u64,
    pub reject: bool,
    pub entries: Vec<Entry>,
}

/// Answers raftcheck until there are no more requests. `make` begins a node, by its id and the model.
pub fn serve<N: Node>(about: About, make: impl Fn(u64, &Json) -> N) -> Result<()> {
    if std::env::var_os("CORE_PROTOCOL").is_none() {
        eprintln!("this is a driver: raftcheck runs it (--core FOLDER) and asks it on file descriptors 3 and 4");
        std::process::exit(2);
    }
    // SAFETY: raftcheck has opened both for this process, and nobody else uses them.
    let (requests, mut answers) = unsafe { (File::from_raw_fd(3), File::from_raw_fd(4)) };
    let mut requests = BufReader::new(requests);
    let mut session = Session { about, make, model: Json::Null, states: Table::new(), messages: Table::new() };
    loop {
        let mut length = [0; 4];
        match requests.read_exact(&mut length) {
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Ok(()),
            read => read?,
        }
        let mut body = vec![0; u32::from_le_bytes(length) as usize];
        requests.read_exact(&mut body)?;
        let answer = session.answer(&Json::read(&String::from_utf8_lossy(&body))).to_string();
        let mut frame = (answer.len() as u32).to_le_bytes().to_vec();
        frame.extend(answer.as_bytes());
        answers.write_all(&frame)?;
    }
}

/// States, or messages, by their numbers.
struct Table<T> {
    things: Vec<T>,
    numbers: HashMap<String, usize>,
    news: Vec<Json>,
}

impl<T: Clone + Debug> Table<T> {
    fn new() -> Self {
        Table { things: vec![], numbers: HashMap::new(), news: vec![] }
    }

    fn number(&mut self, thing: &T, view: Json) -> Json {
        let key = format!("{thing:?}");
        if let Some(known) = self.numbers.get(&key) {
            return Json::of(*known as u64);
        }
        let number = self.things.len();
        self.things.push(thing.clone());
        self.news.push(Json::object([("key", Json::Text(key.clone())), ("view", view)]));
        self.numbers.insert(key, number);
        Json::of(number as u64)
    }

    fn news(&mut self) -> Json {
        Json::List(std::mem::take(&mut self.news))
    }
}

struct Session<N: Node, F> {
    about: About,
    make: F,
    model: Json,
    states: Table<N>,
    messages: Table<N::Message>,
}

impl<N: Node, F: Fn(u64, &Json) -> N> Session<N, F> {
    fn answer(&mut self, asked: &Json) -> Json {
        match asked.get("call").text() {
            "hello" => self.hello(),
            "open" => {
                self.model = asked.get("model").clone();
                (self.states, self.messages) = (Table::new(), Table::new());
                Json::object([])
            }
            "init" => match caught(|| {
                let node = (self.make)(asked.get("node").number(), &self.model);
                (node.view().json(), node)
            }) {
                Err(text) => Json::object([("panic", Json::Text(text))]),
                Ok((view, node)) => {
                    let state = self.states.number(&node, view);
                    Json::object([("state", state), ("newStates", self.states.news())])
                }
            },
            "step" => self.step(asked.get("state").number(), asked.get("input")),
            "ignores" => {
                let state = asked.get("state").number() as usize;
                let ignores = |message: &Json| Json::Bool(self.ignores(state, message.number() as usize));
                Json::object([("ignores", Json::List(asked.get("messages").list().iter().map(ignores).collect()))])
            }
            call => Json::object([("error", Json::Text(format!("there is no call {call}")))]),
        }
    }

    fn hello(&self) -> Json {
        let About { name, version, offers, messages } = self.about;
        let text = |text: &str| Json::Text(text.to_string());
        Json::object([
            ("protocol", Json::of(1)),
            ("name", text(name)),
            ("version", text(version)),
            ("offers", Json::List(offers.iter().map(|kind| text(kind)).collect())),
            ("messages", Json::Object(messages.iter().map(|(kind, who)| (kind.to_string(), text(who))).collect())),
            ("floors", Json::Bool(!messages.is_empty())),
        ])
    }

    fn step(&mut self, state: u64, input: &Json) -> Json {
        let taken = caught(|| {
            let mut node = self.states.things[state as usize].clone();
            let sent = node.step(self.input(input))?;
            let views: Vec<Json> = sent.iter().map(|message| N::view_message(message).json()).collect();
            Some((node.view().json(), node, views, sent))
        });
        match taken {
            Err(text) => Json::object([("panic", Json::Text(text))]),
            Ok(None) => Json::object([("enabled", Json::Bool(false))]),
            Ok(Some((view, node, views, sent))) => {
                let messages = sent.iter().zip(views).map(|(message, view)| self.messages.number(message, view)).collect();
                Json::object([
                    ("state", self.states.number(&node, view)),
                    ("messages", Json::List(messages)),
                    ("newStates", self.states.news()),
                    ("newMessages", self.messages.news()),
                ])
            }
        }
    }

    fn input(&self, input: &Json) -> Input<N::Message> {
        match input.get("kind").text() {
            "deliver" => Input::Deliver(self.messages.things[input.get("message").number() as usize].clone()),
            "propose" => Input::Propose(input.get("data").text().to_string()),
            kind => Input::Other(kind.to_string(), input.clone()),
        }
    }

    fn ignores(&self, state: usize, message: usize) -> bool {
        caught(|| {
            let before = &self.states.things[state];
            let mut node = before.clone();
            match node.step(Input::Deliver(self.messages.things[message].clone())) {
                None => true,
                Some(sent) => sent.is_empty() && format!("{node:?}") == format!("{before:?}"),
            }
        })
        .unwrap_or(false)
    }
}

/// What the call gives, or the text of its panic, which stderr is told besides.
fn caught<T>(call: impl FnOnce() -> T) -> std::result::Result<T, String> {
    catch_unwind(AssertUnwindSafe(call)).map_err(|reason| match reason.downcast_ref::<&str>() {
        Some(text) => text.to_string(),
        None => reason.downcast_ref::<String>().cloned().unwrap_or_else(|| "a panic without a text".to_string()),
    })
}

impl Entry {
    fn json(&self) -> Json {
        Json::object([
            ("index", Json::of(self.index)),
            ("term", Json::of(self.term)),
            ("data", Json::Text(self.data.clone())),
        ])
    }
}

fn entries(log: &[Entry]) -> Json {
    Json::List(log.iter().map(Entry::json).collect())
}

fn by_node<T>(map: &BTreeMap<u64, T>, json: impl Fn(&T) -> Json) -> Json {
    Json::Object(map.iter().map(|(id, value)| (id.to_string(), json(value))).collect())
}

impl NodeView {
    fn json(&self) -> Json {
        let progress = |&(matched, next): &(u64, u64)| {
            let state = Json::Text("replicate".to_string());
            Json::object([("match", Json::of(matched)), ("next", Json::of(next)), ("state", state)])
        };
        let durable = Json::object([
            ("term", Json::of(self.term)),
            ("vote", Json::of(self.vote)),
            ("commit", Json::of(self.durable_commit)),
            ("log", entries(&self.log)),
        ]);
        Json::object([
            ("id", Json::of(self.id)),
            ("up", Json::Bool(!self.down)),
            ("role", Json::Text(self.role.to_string())),
            ("term", Json::of(self.term)),
            ("vote", Json::of(self.vote)),
            ("lead", Json::of(self.lead)),
            ("commit", Json::of(self.commit)),
            ("log", entries(&self.log)),
            ("votes", by_node(&self.votes, |granted| Json::Bool(*granted))),
            ("progress", by_node(&self.progress, progress)),
            ("durable", durable),
        ])
    }
}

impl MessageView {
    fn json(&self) -> Json {
        Json::object([
            ("type", Json::Text(self.kind.to_string())),
            ("from", Json::of(self.from)),
            ("to", Json::of(self.to)),
            ("term", Json::of(self.term)),
            ("logTerm", Json::of(self.log_term)),
            ("index", Json::of(self.index)),
            ("commit", Json::of(self.commit)),
            ("reject", Json::Bool(self.reject)),
            ("entries", entries(&self.entries)),
        ])
    }
}
