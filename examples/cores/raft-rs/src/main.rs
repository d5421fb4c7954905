//! A driver for tikv/raft-rs (the crate `raft`): the library itself, with the application that surrounds it, as a core that
//! raftcheck can ask. It does with the library what src/cluster/etcd of raftcheck does with the core that is built in.
mod canonical;
mod confchange;
mod disk;
mod inputs;
mod node;
mod raftcheck;
mod settle;
mod view;

use raftcheck::{About, Setting, Vocabulary};

fn main() {
    let about = About {
        name: "raft-rs".to_string(),
        version: version(include_str!("../Cargo.lock")),
        offers: &[
            "deliver",
            "timeout",
            "heartbeat",
            "check-quorum",
            "expire-lease",
            "crash",
            "restart",
            "propose",
            "propose-conf",
            "read",
            "transfer",
            "compact",
            "unreachable",
            "snapshot-status",
            "tick",
        ],
        settings: &[
            ("members", Setting::Any),
            ("learners", Setting::Any),
            ("clock", Setting::Words(&["untimed", "ticks"])),
            ("preVote", Setting::Flag),
            ("checkQuorum", Setting::Flag),
            ("readOnly", Setting::Words(&["safe", "lease"])),
            ("proposeAt", Setting::Words(&["leader", "any"])),
            ("maxSizePerMsg", Setting::Any),
            ("maxInflightMsgs", Setting::Any),
            ("maxCommittedSizePerReady", Setting::Any),
            ("maxUncommittedEntriesSize", Setting::Any),
        ],
        messages: Vocabulary::Of("etcd"),
        floors: true,
    };
    raftcheck::serve(about, node::RaftNode::new)
}

/// That of the library in the lock file. One that comes from no registry has been put in the place of it.
fn version(lock: &str) -> String {
    let package = lock.split("[[package]]").find(|package| package.contains("name = \"raft\"\n")).unwrap_or("");
    let field = |name: &str| package.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(" = "));
    let version = field("version").unwrap_or("unknown").trim_matches('"');
    match field("source") {
        Some(_) => format!("raft {version}"),
        None => format!("raft {version}, replaced"),
    }
}
