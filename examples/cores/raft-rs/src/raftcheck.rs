//! Lets raftcheck ask a Raft core that is written in Rust: `serve` makes of a `Node` a driver, the process that
//! docs/core-protocol.md of raftcheck describes. This file is all there is of it and needs nothing but the standard
//! library, so it is copied beside a core and not depended on.
//!
//! The author of a core writes a `Node`: one Raft node with its stable storage, a step, a view and a key. Here are the
//! frames, the numbers of states and messages, and the way back to a state, which is taken by giving a new node all its
//! inputs again (`Session::restore`).
#![allow(dead_code)]

use std::collections::{BTreeMap, HashMap};
use std::fmt::{self, Write as _};
use std::fs::File;
use std::io::{self, BufReader, ErrorKind, Read};
use std::os::fd::FromRawFd;
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::rc::Rc;

/// One Raft node with its stable storage. It must be a function of its inputs: no clock, no chance, no threads.
pub trait Node: Sized {
    type Message: Message;

    /// Gives the node an input; None: the input is not enabled here, and nothing happened. A panic is a finding.
    fn step(&mut self, input: Input<Self::Message>) -> Option<Outcome<Self::Message>>;

    fn view(&self) -> NodeView;

    /// The text of the state: equal exactly when no input can ever tell two states apart. Where every field counts that is
    /// `format!("{self:?}")`, with maps that are sorted (BTreeMap, BTreeSet).
    fn key(&self) -> String;
}

pub trait Message: Clone {
    fn view(&self) -> MessageView;

    /// As `Node::key`.
    fn key(&self) -> String;
}

/// What is done to a node.
pub enum Input<M> {
    Deliver(M),
    Timeout,
    Heartbeat,
    CheckQuorum,
    ExpireLease,
    Tick,
    Crash,
    Restart,
    /// The value that a client proposes.
    Propose(String),
    /// A configuration change in words, as "v3 r2".
    ProposeConf(String),
    /// The context of a linearizable read.
    Read(String),
    /// The node that is to lead.
    Transfer(u64),
    ForgetLeader,
    Compact,
    /// The node that cannot be reached.
    Unreachable(u64),
    SnapshotStatus {
        peer: u64,
        failed: bool,
    },
    AppendDone,
    ApplyDone,
}

/// What a node says at a step: to other nodes in order, and to clients whose reads it may serve.
pub struct Outcome<M> {
    pub messages: Vec<M>,
    pub reads: Vec<ReadView>,
}

impl<M> From<Vec<M>> for Outcome<M> {
    fn from(messages: Vec<M>) -> Self {
        Outcome { messages, reads: vec![] }
    }
}

/// What a driver says of its core.
pub struct About {
    pub name: String,
    pub version: String,
    /// The kinds of inputs that a node understands, as the protocol names them.
    pub offers: &'static [&'static str],
    /// What a model may ask for, by the names of the protocol. Of a setting that is not here it asks for the default.
    pub settings: &'static [(&'static str, Setting)],
    pub messages: Vocabulary,
    /// True where terms, votes and matches in the views mean what etcd's mean: that saves states.
    pub floors: bool,
}

pub enum Setting {
    Any,
    Flag,
    Words(&'static [&'static str]),
}

/// Which messages can come too late. A wrong guess is found out while searching, and costs states only.
pub enum Vocabulary {
    Unknown,
    /// "etcd", "paper" or "openraft".
    Of(&'static str),
    /// Who reads messages of a type: "term", "count" (the candidate of their term) or "lead" (its leader).
    Table(&'static [(&'static str, &'static str)]),
}

/// The model of a spec (src/cluster/model.ts of raftcheck). None: there is none, or no limit.
#[derive(Clone, Debug, Default)]
pub struct Model {
    pub nodes: u64,
    pub members: Option<u64>,
    pub learners: u64,
    pub network: String,
    pub storage: String,
    pub clock: String,
    pub pre_vote: bool,
    pub check_quorum: bool,
    pub read_only: String,
    pub propose_at: String,
    pub max_size_per_msg: Option<u64>,
    pub max_inflight_msgs: u64,
    pub max_inflight_bytes: Option<u64>,
    pub max_committed_size_per_ready: Option<u64>,
    pub max_uncommitted_entries_size: Option<u64>,
    pub disable_proposal_forwarding: bool,
    pub disable_conf_change_validation: bool,
    pub step_down_on_removal: bool,
    pub conf_changes: Vec<String>,
    /// A bound that is not here bounds nothing.
    pub bounds: BTreeMap<String, u64>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Role {
    #[default]
    Follower,
    PreCandidate,
    Candidate,
    Leader,
}

/// A node as properties and people see it (src/cluster/view.ts of raftcheck).
#[derive(Clone, Default)]
pub struct NodeView {
    pub id: u64,
    pub down: bool,
    pub role: Role,
    pub term: u64,
    pub vote: u64,
    pub lead: u64,
    pub commit: u64,
    pub applied: u64,
    pub snapshot: Position,
    pub log: Vec<EntryView>,
    pub config: Option<ConfigView>,
    pub votes: BTreeMap<u64, bool>,
    pub progress: BTreeMap<u64, ProgressView>,
    pub durable: Option<DurableView>,
    pub extra: Vec<(&'static str, Json)>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Position {
    pub index: u64,
    pub term: u64,
}

#[derive(Clone, Copy, Default)]
pub enum EntryType {
    #[default]
    Normal,
    ConfChange,
    ConfChangeV2,
}

#[derive(Clone, Default)]
pub struct EntryView {
    pub index: u64,
    pub term: u64,
    pub kind: EntryType,
    pub data: String,
}

#[derive(Clone, Copy, Default)]
pub enum ProgressState {
    #[default]
    Probe,
    Replicate,
    Snapshot,
}

#[derive(Clone, Default)]
pub struct ProgressView {
    pub matched: u64,
    pub next: u64,
    pub state: ProgressState,
    pub paused: bool,
    pub recent_active: bool,
    pub pending_snapshot: u64,
    pub inflight: Vec<u64>,
    pub learner: bool,
}

#[derive(Clone, Default)]
pub struct ConfigView {
    pub voters: Vec<u64>,
    pub voters_outgoing: Vec<u64>,
    pub learners: Vec<u64>,
    pub learners_next: Vec<u64>,
    pub auto_leave: bool,
}

/// What is on stable storage.
#[derive(Clone, Default)]
pub struct DurableView {
    pub term: u64,
    pub vote: u64,
    pub commit: u64,
    pub snapshot: Position,
    pub log: Vec<EntryView>,
}

#[derive(Clone, Default)]
pub struct ReadView {
    pub context: String,
    pub index: u64,
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
    pub vote: u64,
    pub reject: bool,
    pub reject_hint: u64,
    pub context: String,
    pub entries: Vec<EntryView>,
    pub snapshot: Option<SnapshotView>,
}

#[derive(Clone, Default)]
pub struct SnapshotView {
    pub position: Position,
    pub config: ConfigView,
}

/// Answers raftcheck until there are no more requests, and ends the process. `begin` makes a node that has never run, by its
/// id; its error says why the model is refused.
pub fn serve<N: Node>(about: About, begin: impl Fn(u64, &Model) -> Result<N, String>) -> ! {
    if std::env::var_os("CORE_PROTOCOL").is_none() {
        eprintln!("this is a driver: raftcheck runs it (--core FOLDER) and asks it on file descriptors 3 and 4");
        std::process::exit(2);
    }
    // SAFETY: raftcheck has opened both for this process, and nobody else uses them.
    let (requests, answers) = unsafe { (File::from_raw_fd(3), File::from_raw_fd(4)) };
    let mut session = Session::new(&about, &begin);
    match converse(BufReader::new(requests), answers, |body| session.answer(body)) {
        Ok(()) => std::process::exit(0),
        Err(error) => {
            eprintln!("the connection to raftcheck is broken: {error}");
            std::process::exit(1)
        }
    }
}

/// Reads frames and writes an answer for each, until there are no more.
fn converse(
    mut requests: impl Read,
    mut answers: impl io::Write,
    mut answer: impl FnMut(&[u8]) -> Json,
) -> io::Result<()> {
    loop {
        let mut length = [0; 4];
        match requests.read_exact(&mut length) {
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Ok(()),
            read => read?,
        }
        let mut body = vec![0; u32::from_le_bytes(length) as usize];
        requests.read_exact(&mut body)?;
        let text = answer(&body).to_string();
        let mut frame = (text.len() as u32).to_le_bytes().to_vec();
        frame.extend_from_slice(text.as_bytes());
        answers.write_all(&frame)?;
    }
}

/// What a driver or raftcheck did wrong, as against a panic of the core.
type Fault = String;
type Checked<T> = Result<T, Fault>;
type Begin<'a, N> = &'a dyn Fn(u64, &Model) -> Result<N, String>;

/// What one raftcheck knows by number.
struct Session<'a, N: Node> {
    about: &'a About,
    begin: Begin<'a, N>,
    model: Option<Model>,
    states: Table<Origin>,
    messages: Table<N::Message>,
    /// What the answer tells for the first time.
    new_states: Vec<Json>,
    new_messages: Vec<Json>,
    /// A node and the number of the state that it is in.
    live: Option<(N, usize)>,
}

/// How a state was first reached: as a node's first, or by an input from a state before it.
#[derive(Clone)]
enum Origin {
    Begun(u64),
    Stepped(usize, Rc<Json>),
}

impl<'a, N: Node> Session<'a, N> {
    fn new(about: &'a About, begin: Begin<'a, N>) -> Self {
        Session {
            about,
            begin,
            model: None,
            states: Table::default(),
            messages: Table::default(),
            new_states: vec![],
            new_messages: vec![],
            live: None,
        }
    }

    /// The answer to a request, never a panic: what the core panics with is an answer. What the request has met by then is
    /// forgotten.
    fn answer(&mut self, body: &[u8]) -> Json {
        let (states, messages) = (self.states.things.len(), self.messages.things.len());
        let answer = match caught(|| self.asked(body)) {
            Ok(Ok(answer)) => return answer,
            Ok(Err(fault)) => Json::object([("error", fault.into())]),
            Err(reason) => Json::object([("panic", reason.into())]),
        };
        self.live = None;
        self.states.cut(states);
        self.messages.cut(messages);
        answer
    }

    fn asked(&mut self, body: &[u8]) -> Checked<Json> {
        self.new_states.clear();
        self.new_messages.clear();
        let asked = Json::read(body).map_err(|reason| format!("a request that cannot be read: {reason}"))?;
        match asked.get("call").text() {
            "hello" => Ok(self.about.json()),
            "open" => Ok(self.open(Model::read(asked.get("model")))),
            "init" => self.init(asked.get("node").number()),
            "step" => self.step(asked.get("state").number() as usize, asked.get("input")),
            "ignores" => {
                let state = asked.get("state").number() as usize;
                let messages = asked.get("messages").list();
                let ignores: Checked<Vec<Json>> = messages.iter().map(|message| self.ignores(state, message)).collect();
                Ok(Json::object([("ignores", Json::List(ignores?))]))
            }
            call => Err(format!("there is no call {call:?}")),
        }
    }

    /// A model is refused where one of its nodes cannot begin.
    fn open(&mut self, model: Model) -> Json {
        *self = Session::new(self.about, self.begin);
        for id in 1..=model.nodes {
            if let Ok(Err(why)) = caught(|| (self.begin)(id, &model).map(drop)) {
                return Json::object([("refused", why.into())]);
            }
        }
        self.model = Some(model);
        Json::object([])
    }

    fn init(&mut self, id: u64) -> Checked<Json> {
        let node = self.begin(id)?;
        let state = self.meet(node, Origin::Begun(id));
        Ok(Json::object([("state", state), ("newStates", Json::List(std::mem::take(&mut self.new_states)))]))
    }

    fn begin(&self, id: u64) -> Checked<N> {
        (self.begin)(id, self.model.as_ref().ok_or("no model is open")?)
    }

    fn step(&mut self, state: usize, input: &Json) -> Checked<Json> {
        let Some((node, outcome)) = self.give(state, input)? else {
            return Ok(Json::object([("enabled", false.into())]));
        };
        let messages: Vec<Json> = outcome.messages.iter().map(|message| self.meet_message(message)).collect();
        let state = self.meet(node, Origin::Stepped(state, Rc::new(input.clone())));
        Ok(Json::object([
            ("state", state),
            ("messages", Json::List(messages)),
            ("reads", outcome.reads[..].into()),
            ("newStates", Json::List(std::mem::take(&mut self.new_states))),
            ("newMessages", Json::List(std::mem::take(&mut self.new_messages))),
        ]))
    }

    /// Whether the message leaves the state as it is, and nothing is said. A panic is a false.
    fn ignores(&mut self, state: usize, message: &Json) -> Checked<Json> {
        let input = Json::object([("kind", "deliver".into()), ("message", message.clone())]);
        let given = caught(|| self.give(state, &input));
        let Ok(given) = given else { return Ok(false.into()) };
        let Some((node, outcome)) = given? else { return Ok(true.into()) };
        let same = *node.key() == *self.states.keys[state];
        if same {
            self.live = Some((node, state));
        }
        Ok((same && outcome.messages.is_empty() && outcome.reads.is_empty()).into())
    }

    /// A node in the state is given the input: what it is then and what it says. None: the input is not enabled there. The
    /// node that was not changed lives on.
    fn give(&mut self, state: usize, input: &Json) -> Checked<Option<(N, Outcome<N::Message>)>> {
        let mut node = self.restore(state)?;
        let input = self.input(input)?;
        if let Some(outcome) = node.step(input) {
            return Ok(Some((node, outcome)));
        }
        if *node.key() == *self.states.keys[state] {
            self.live = Some((node, state));
        }
        Ok(None)
    }

    /// A node in the state: the live one, or a new one that is given all inputs since its beginning.
    fn restore(&mut self, state: usize) -> Checked<N> {
        if let Some((node, at)) = self.live.take() {
            if at == state {
                return Ok(node);
            }
        }
        let mut way = vec![];
        let mut origin = self.states.get(state, "state")?;
        while let Origin::Stepped(before, input) = origin {
            way.push(input);
            origin = self.states.get(*before, "state")?;
        }
        let Origin::Begun(id) = origin else { unreachable!("every way has a beginning") };
        let led = caught(|| -> Checked<(N, String)> {
            let mut node = self.begin(*id)?;
            for input in way.into_iter().rev() {
                node.step(self.input(input)?);
            }
            let key = node.key();
            Ok((node, key))
        });
        let elsewhere = match led {
            Ok(Ok((node, key))) if *key == *self.states.keys[state] => return Ok(node),
            Ok(led) => led?.1,
            Err(reason) => reason,
        };
        Err(format!("the core is not deterministic: the same inputs led to state {state}, and now to: {elsewhere}"))
    }

    /// The input of a request, with the message for its number.
    fn input(&self, input: &Json) -> Checked<Input<N::Message>> {
        let text = |field: &str| input.get(field).text().to_string();
        let number = |field: &str| input.get(field).number();
        Ok(match input.get("kind").text() {
            "deliver" => Input::Deliver(self.messages.get(number("message") as usize, "message")?.clone()),
            "timeout" => Input::Timeout,
            "heartbeat" => Input::Heartbeat,
            "check-quorum" => Input::CheckQuorum,
            "expire-lease" => Input::ExpireLease,
            "tick" => Input::Tick,
            "crash" => Input::Crash,
            "restart" => Input::Restart,
            "propose" => Input::Propose(text("data")),
            "propose-conf" => Input::ProposeConf(text("change")),
            "read" => Input::Read(text("context")),
            "transfer" => Input::Transfer(number("transferee")),
            "forget-leader" => Input::ForgetLeader,
            "compact" => Input::Compact,
            "unreachable" => Input::Unreachable(number("peer")),
            "snapshot-status" => Input::SnapshotStatus { peer: number("peer"), failed: input.get("failed").flag() },
            "append-done" => Input::AppendDone,
            "apply-done" => Input::ApplyDone,
            kind => return Err(format!("there is no input {kind:?}")),
        })
    }

    /// The number of the node's state; the node lives on.
    fn meet(&mut self, node: N, from: Origin) -> Json {
        let key = node.key();
        let number = self.states.find(&key).unwrap_or_else(|| {
            self.new_states.push(told(&key, (&node.view()).into()));
            self.states.add(key, from)
        });
        self.live = Some((node, number));
        number.into()
    }

    fn meet_message(&mut self, message: &N::Message) -> Json {
        let key = message.key();
        let number = self.messages.find(&key).unwrap_or_else(|| {
            self.new_messages.push(told(&key, (&message.view()).into()));
            self.messages.add(key, message.clone())
        });
        number.into()
    }
}

fn told(key: &str, view: Json) -> Json {
    Json::object([("key", key.into()), ("view", view)])
}

/// What the call gives, or the text of its panic, of which stderr is told where it was.
fn caught<T>(call: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(call)).map_err(|reason| match reason.downcast_ref::<&str>() {
        Some(text) => text.to_string(),
        None => reason.downcast_ref::<String>().cloned().unwrap_or_else(|| "a panic without a text".to_string()),
    })
}

/// Things numbered from 0 by their keys.
struct Table<T> {
    things: Vec<T>,
    keys: Vec<Rc<str>>,
    numbers: HashMap<Rc<str>, usize>,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Table { things: vec![], keys: vec![], numbers: HashMap::new() }
    }
}

impl<T> Table<T> {
    fn find(&self, key: &str) -> Option<usize> {
        self.numbers.get(key).copied()
    }

    fn add(&mut self, key: String, thing: T) -> usize {
        let (key, number): (Rc<str>, usize) = (key.into(), self.things.len());
        self.numbers.insert(key.clone(), number);
        self.keys.push(key);
        self.things.push(thing);
        number
    }

    /// Takes back all numbers from this one on.
    fn cut(&mut self, number: usize) {
        for key in self.keys.drain(number.min(self.things.len())..) {
            self.numbers.remove(&key);
        }
        self.things.truncate(number);
    }

    fn get(&self, number: usize, what: &str) -> Checked<&T> {
        self.things.get(number).ok_or_else(|| format!("there is no {what} {number}"))
    }
}

/// JSON, as far as the protocol has it: numbers are whole.
#[derive(Clone, Debug, PartialEq)]
pub enum Json {
    Null,
    Flag(bool),
    Number(u64),
    Text(String),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

macro_rules! becomes_json {
    ($($type:ty: $value:ident => $json:expr;)*) => {
        $(impl From<$type> for Json {
            fn from($value: $type) -> Self {
                $json
            }
        })*
    };
}

becomes_json! {
    bool: flag => Json::Flag(flag);
    u64: number => Json::Number(number);
    usize: number => Json::Number(number as u64);
    &u64: number => Json::Number(*number);
    &bool: flag => Json::Flag(*flag);
    &str: text => Json::Text(text.to_string());
    &String: text => Json::Text(text.clone());
    String: text => Json::Text(text);
}

impl<'a, T> From<&'a [T]> for Json
where
    Json: From<&'a T>,
{
    fn from(values: &'a [T]) -> Self {
        Json::List(values.iter().map(<Json as From<&'a T>>::from).collect())
    }
}

/// By node.
impl<'a, T> From<&'a BTreeMap<u64, T>> for Json
where
    Json: From<&'a T>,
{
    fn from(values: &'a BTreeMap<u64, T>) -> Self {
        Json::Object(values.iter().map(|(id, value)| (id.to_string(), value.into())).collect())
    }
}

impl<T: Into<Json>> From<Option<T>> for Json {
    fn from(value: Option<T>) -> Self {
        value.map_or(Json::Null, Into::into)
    }
}

impl Json {
    /// An object without the fields that are null.
    pub fn object<const N: usize>(fields: [(&str, Json); N]) -> Json {
        let known = fields.into_iter().filter(|(_, value)| *value != Json::Null);
        Json::Object(known.map(|(name, value)| (name.to_string(), value)).collect())
    }

    /// The value, or null where it is what it is anyway.
    fn unless(default: bool, value: impl Into<Json>) -> Json {
        if default {
            Json::Null
        } else {
            value.into()
        }
    }

    /// What stands under the name; null where nothing does.
    fn get(&self, name: &str) -> &Json {
        let Json::Object(fields) = self else { return &Json::Null };
        fields.iter().find(|(known, _)| known == name).map_or(&Json::Null, |(_, value)| value)
    }

    fn text(&self) -> &str {
        if let Json::Text(text) = self {
            text
        } else {
            ""
        }
    }

    fn number(&self) -> u64 {
        self.some_number().unwrap_or(0)
    }

    fn some_number(&self) -> Option<u64> {
        if let Json::Number(number) = self {
            Some(*number)
        } else {
            None
        }
    }

    fn flag(&self) -> bool {
        *self == Json::Flag(true)
    }

    fn list(&self) -> &[Json] {
        if let Json::List(list) = self {
            list
        } else {
            &[]
        }
    }

    fn read(text: &[u8]) -> Result<Json, String> {
        let mut reader = Reader { text, at: 0 };
        let value = reader.value()?;
        reader.skip_blanks();
        if reader.at < text.len() {
            Err(reader.wrong("the end"))
        } else {
            Ok(value)
        }
    }
}

impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Json::Null => f.write_str("null"),
            Json::Flag(flag) => write!(f, "{flag}"),
            Json::Number(number) => write!(f, "{number}"),
            Json::Text(text) => write_text(text, f),
            Json::List(values) => write_all(f, ('[', ']'), values, |value, f| value.fmt(f)),
            Json::Object(fields) => write_all(f, ('{', '}'), fields, |(name, value), f| {
                write_text(name, f)?;
                f.write_char(':')?;
                value.fmt(f)
            }),
        }
    }
}

fn write_all<T>(
    f: &mut fmt::Formatter,
    (open, close): (char, char),
    values: &[T],
    write: impl Fn(&T, &mut fmt::Formatter) -> fmt::Result,
) -> fmt::Result {
    f.write_char(open)?;
    for (k, value) in values.iter().enumerate() {
        if k > 0 {
            f.write_char(',')?;
        }
        write(value, f)?;
    }
    f.write_char(close)
}

fn write_text(text: &str, f: &mut fmt::Formatter) -> fmt::Result {
    f.write_char('"')?;
    for c in text.chars() {
        match c {
            '"' | '\\' => write!(f, "\\{c}")?,
            c if c < ' ' => write!(f, "\\u{:04x}", c as u32)?,
            c => f.write_char(c)?,
        }
    }
    f.write_char('"')
}

struct Reader<'a> {
    text: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    /// The next byte; 0 at the end.
    fn peek(&self) -> u8 {
        self.text.get(self.at).copied().unwrap_or(0)
    }

    fn skip_blanks(&mut self) {
        while self.peek().is_ascii_whitespace() {
            self.at += 1;
        }
    }

    fn wrong(&self, expected: &str) -> String {
        let rest = &self.text[self.at.min(self.text.len())..];
        let found = String::from_utf8_lossy(&rest[..rest.len().min(20)]);
        format!("{expected} was expected at byte {}, and there is {found:?}", self.at)
    }

    fn expect(&mut self, byte: u8) -> Result<(), String> {
        self.skip_blanks();
        if self.peek() != byte {
            return Err(self.wrong(&format!("{:?}", byte as char)));
        }
        self.at += 1;
        Ok(())
    }

    fn value(&mut self) -> Result<Json, String> {
        self.skip_blanks();
        match self.peek() {
            b'{' => self.many(b'}', Reader::field).map(Json::Object),
            b'[' => self.many(b']', Reader::value).map(Json::List),
            b'"' => self.string().map(Json::Text),
            _ => self.word(),
        }
    }

    fn field(&mut self) -> Result<(String, Json), String> {
        let name = self.string()?;
        self.expect(b':')?;
        Ok((name, self.value()?))
    }

    fn many<T>(&mut self, close: u8, one: impl Fn(&mut Self) -> Result<T, String>) -> Result<Vec<T>, String> {
        let mut all = vec![];
        self.at += 1;
        self.skip_blanks();
        while self.peek() != close {
            if !all.is_empty() {
                self.expect(b',')?;
            }
            all.push(one(self)?);
            self.skip_blanks();
        }
        self.at += 1;
        Ok(all)
    }

    fn word(&mut self) -> Result<Json, String> {
        let start = self.at;
        while matches!(self.peek(), b'a'..=b'z' | b'0'..=b'9') {
            self.at += 1;
        }
        match std::str::from_utf8(&self.text[start..self.at]).unwrap_or("") {
            "null" => Ok(Json::Null),
            "true" => Ok(Json::Flag(true)),
            "false" => Ok(Json::Flag(false)),
            word => word.parse().map(Json::Number).map_err(|_| {
                self.at = start;
                self.wrong("a value")
            }),
        }
    }

    fn string(&mut self) -> Result<String, String> {
        self.expect(b'"')?;
        let mut bytes = vec![];
        loop {
            let start = self.at;
            while !matches!(self.peek(), b'"' | b'\\' | 0) {
                self.at += 1;
            }
            bytes.extend_from_slice(&self.text[start..self.at]);
            match self.peek() {
                b'"' => break self.at += 1,
                b'\\' => self.escape(&mut bytes)?,
                _ => return Err(self.wrong("the end of a text")),
            }
        }
        String::from_utf8(bytes).map_err(|_| "a text is not in UTF-8".to_string())
    }

    fn escape(&mut self, to: &mut Vec<u8>) -> Result<(), String> {
        self.at += 2;
        match self.text.get(self.at - 1) {
            Some(b'n') => to.push(b'\n'),
            Some(b't') => to.push(b'\t'),
            Some(b'r') => to.push(b'\r'),
            Some(b'b') => to.push(8),
            Some(b'f') => to.push(12),
            Some(b'u') => {
                let mut units = vec![self.unit()?];
                if (0xd800..0xdc00).contains(&units[0]) && self.text[self.at..].starts_with(b"\\u") {
                    self.at += 2;
                    units.push(self.unit()?);
                }
                to.extend_from_slice(String::from_utf16_lossy(&units).as_bytes());
            }
            Some(byte @ (b'"' | b'\\' | b'/')) => to.push(*byte),
            _ => return Err(self.wrong("an escape")),
        }
        Ok(())
    }

    fn unit(&mut self) -> Result<u16, String> {
        let digits = self.text.get(self.at..self.at + 4).and_then(|digits| std::str::from_utf8(digits).ok());
        let unit = digits.and_then(|digits| u16::from_str_radix(digits, 16).ok());
        let unit = unit.ok_or_else(|| self.wrong("four hexadecimal digits"))?;
        self.at += 4;
        Ok(unit)
    }
}

impl Model {
    fn read(model: &Json) -> Model {
        let text = |name: &str| model.get(name).text().to_string();
        let number = |name: &str| model.get(name).number();
        let some = |name: &str| model.get(name).some_number();
        let flag = |name: &str| model.get(name).flag();
        let Json::Object(bounds) = model.get("bounds").clone() else { return Model::default() };
        Model {
            nodes: number("nodes"),
            members: some("members"),
            learners: number("learners"),
            network: text("network"),
            storage: text("storage"),
            clock: text("clock"),
            pre_vote: flag("preVote"),
            check_quorum: flag("checkQuorum"),
            read_only: text("readOnly"),
            propose_at: text("proposeAt"),
            max_size_per_msg: some("maxSizePerMsg"),
            max_inflight_msgs: number("maxInflightMsgs"),
            max_inflight_bytes: some("maxInflightBytes"),
            max_committed_size_per_ready: some("maxCommittedSizePerReady"),
            max_uncommitted_entries_size: some("maxUncommittedEntriesSize"),
            disable_proposal_forwarding: flag("disableProposalForwarding"),
            disable_conf_change_validation: flag("disableConfChangeValidation"),
            step_down_on_removal: flag("stepDownOnRemoval"),
            conf_changes: model.get("confChanges").list().iter().map(|change| change.text().to_string()).collect(),
            bounds: bounds.into_iter().filter_map(|(name, most)| Some((name, most.some_number()?))).collect(),
        }
    }
}

impl About {
    fn json(&self) -> Json {
        let settings = self.settings.iter().map(|(name, setting)| (name.to_string(), setting.json()));
        Json::object([
            ("protocol", 1u64.into()),
            ("name", (&self.name).into()),
            ("version", (&self.version).into()),
            ("offers", words(self.offers)),
            ("settings", Json::Object(settings.collect())),
            ("messages", self.messages.json()),
            ("floors", self.floors.into()),
        ])
    }
}

impl Setting {
    fn json(&self) -> Json {
        match self {
            Setting::Any => true.into(),
            Setting::Flag => [false, true][..].into(),
            Setting::Words(allowed) => words(allowed),
        }
    }
}

impl Vocabulary {
    fn json(&self) -> Json {
        match self {
            Vocabulary::Unknown => Json::Null,
            Vocabulary::Of(name) => (*name).into(),
            Vocabulary::Table(rows) => {
                Json::Object(rows.iter().map(|(kind, who)| (kind.to_string(), (*who).into())).collect())
            }
        }
    }
}

fn words(words: &[&str]) -> Json {
    Json::List(words.iter().map(|word| (*word).into()).collect())
}

becomes_json! {
    Role: role => match role {
        Role::Follower => "follower",
        Role::PreCandidate => "pre-candidate",
        Role::Candidate => "candidate",
        Role::Leader => "leader",
    }.into();
    EntryType: kind => match kind {
        EntryType::Normal => "normal",
        EntryType::ConfChange => "conf-change",
        EntryType::ConfChangeV2 => "conf-change-v2",
    }.into();
    ProgressState: state => match state {
        ProgressState::Probe => "probe",
        ProgressState::Replicate => "replicate",
        ProgressState::Snapshot => "snapshot",
    }.into();
    Position: position => Json::object([("index", position.index.into()), ("term", position.term.into())]);
    &EntryView: entry => Json::object([
        ("index", entry.index.into()),
        ("term", entry.term.into()),
        ("type", entry.kind.into()),
        ("data", (&entry.data).into()),
    ]);
    &ProgressView: progress => Json::object([
        ("match", progress.matched.into()),
        ("next", progress.next.into()),
        ("state", progress.state.into()),
        ("paused", progress.paused.into()),
        ("recentActive", progress.recent_active.into()),
        ("pendingSnapshot", progress.pending_snapshot.into()),
        ("inflight", progress.inflight[..].into()),
        ("learner", progress.learner.into()),
    ]);
    &ConfigView: config => Json::object([
        ("voters", config.voters[..].into()),
        ("votersOutgoing", config.voters_outgoing[..].into()),
        ("learners", config.learners[..].into()),
        ("learnersNext", config.learners_next[..].into()),
        ("autoLeave", config.auto_leave.into()),
    ]);
    &DurableView: durable => Json::object([
        ("term", durable.term.into()),
        ("vote", durable.vote.into()),
        ("commit", durable.commit.into()),
        ("snapshot", durable.snapshot.into()),
        ("log", durable.log[..].into()),
    ]);
    &ReadView: read => Json::object([("context", (&read.context).into()), ("index", read.index.into())]);
    &NodeView: node => Json::object([
        ("id", node.id.into()),
        ("up", (!node.down).into()),
        ("role", node.role.into()),
        ("term", node.term.into()),
        ("vote", node.vote.into()),
        ("lead", node.lead.into()),
        ("commit", node.commit.into()),
        ("applied", node.applied.into()),
        ("snapshot", node.snapshot.into()),
        ("log", node.log[..].into()),
        ("config", node.config.as_ref().into()),
        ("votes", Json::unless(node.votes.is_empty(), &node.votes)),
        ("progress", Json::unless(node.progress.is_empty(), &node.progress)),
        ("durable", node.durable.as_ref().into()),
        ("extra", Json::Object(node.extra.iter().map(|(name, value)| (name.to_string(), value.clone())).collect())),
    ]);
    &MessageView: message => Json::object([
        ("type", message.kind.into()),
        ("from", message.from.into()),
        ("to", message.to.into()),
        ("term", Json::unless(message.term == 0, message.term)),
        ("logTerm", Json::unless(message.log_term == 0, message.log_term)),
        ("index", Json::unless(message.index == 0, message.index)),
        ("commit", Json::unless(message.commit == 0, message.commit)),
        ("vote", Json::unless(message.vote == 0, message.vote)),
        ("reject", Json::unless(!message.reject, message.reject)),
        ("rejectHint", Json::unless(message.reject_hint == 0, message.reject_hint)),
        ("context", Json::unless(message.context.is_empty(), &message.context)),
        ("entries", Json::unless(message.entries.is_empty(), &message.entries[..])),
        ("snapshot", message.snapshot.as_ref().into()),
    ]);
    &SnapshotView: snapshot => Json::object([
        ("index", snapshot.position.index.into()),
        ("term", snapshot.position.term.into()),
        ("config", (&snapshot.config).into()),
    ]);
}
