//! Configuration changes as specs write them: the library's short form, "v4 r1", and behind it explicit, implicit or as-v1
//! where the change is not simply what the library makes of it; "leave" leaves a joint configuration.
use protobuf::Message as _;
use raft::eraftpb::{ConfChange, ConfChangeTransition, ConfChangeV2, Entry, EntryType};
use raft_proto::{parse_conf_change, stringify_conf_change, ConfChangeI};

const TRANSITIONS: [(&str, ConfChangeTransition); 2] =
    [("implicit", ConfChangeTransition::Implicit), ("explicit", ConfChangeTransition::Explicit)];

pub enum Change {
    V1(ConfChange),
    V2(ConfChangeV2),
}

/// An error says what the library does not know.
pub fn parse(text: &str) -> Result<Change, String> {
    let mut change = ConfChangeV2::default();
    if text == "leave" {
        return Ok(Change::V2(change));
    }
    let (words, last) = text.rsplit_once(' ').unwrap_or((text, ""));
    let transition = TRANSITIONS.iter().find(|(word, _)| *word == last);
    let words = if transition.is_some() || last == "as-v1" { words } else { text };
    let changes = parse_conf_change(words)?;
    if last == "as-v1" {
        let mut v1 = ConfChange::default();
        v1.set_change_type(changes[0].get_change_type());
        v1.node_id = changes[0].node_id;
        return Ok(Change::V1(v1));
    }
    if let Some((_, transition)) = transition {
        change.set_transition(*transition);
    }
    change.set_changes(changes.into());
    Ok(Change::V2(change))
}

/// A change of the model, each of which is known.
pub fn known(text: &str) -> Change {
    parse(text).expect("a change that the model was opened with")
}

/// An entry that carries the change.
pub fn entry(text: &str) -> Entry {
    let (kind, data) = match known(text) {
        Change::V1(change) => (EntryType::EntryConfChange, change.write_to_bytes()),
        Change::V2(change) => (EntryType::EntryConfChangeV2, change.write_to_bytes()),
    };
    let mut entry = Entry::default();
    entry.set_entry_type(kind);
    entry.data = data.expect("a change that can be written").into();
    entry
}

/// The change that an entry carries; None for a normal entry.
pub fn of(entry: &Entry) -> Option<ConfChangeV2> {
    match entry.get_entry_type() {
        EntryType::EntryNormal => None,
        EntryType::EntryConfChange => {
            let mut change = ConfChange::default();
            change.merge_from_bytes(&entry.data).expect("a change");
            Some(change.into_v2())
        }
        EntryType::EntryConfChangeV2 => {
            let mut change = ConfChangeV2::default();
            change.merge_from_bytes(&entry.data).expect("a change");
            Some(change)
        }
    }
}

/// The change in words. Its version is left to the type of the entry.
pub fn text(change: &ConfChangeV2) -> String {
    if change.leave_joint() {
        return "leave".to_string();
    }
    let mut text = stringify_conf_change(change.get_changes());
    for (word, transition) in TRANSITIONS {
        if change.get_transition() == transition {
            text = format!("{text} {word}");
        }
    }
    text
}
