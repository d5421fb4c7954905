//! Stable storage, which a crash leaves: the hard state, a snapshot and the entries after it.
use raft::eraftpb::{ConfState, Entry, HardState, Snapshot};
use raft::util::limit_size;
use raft::{Error, GetEntriesContext, RaftState, Result, Storage, StorageError};

use crate::raftcheck::Position;

#[derive(Clone, Default)]
pub struct Disk {
    pub hard_state: HardState,
    /// The position before the first entry, and the configuration there.
    pub position: Position,
    pub config: ConfState,
    pub entries: Vec<Entry>,
}

impl Disk {
    pub fn first(&self) -> u64 {
        self.position.index + 1
    }

    pub fn last(&self) -> u64 {
        self.position.index + self.entries.len() as u64
    }

    /// Entries that are there already from the first one's index on are replaced.
    pub fn append(&mut self, entries: &[Entry]) {
        let Some(first) = entries.first() else { return };
        self.entries.truncate((first.index - self.first()) as usize);
        self.entries.extend_from_slice(entries);
    }

    pub fn install(&mut self, snapshot: &Snapshot) {
        let metadata = snapshot.get_metadata();
        self.position = Position { index: metadata.index, term: metadata.term };
        self.config = metadata.get_conf_state().clone();
        self.entries.clear();
    }

    /// Makes a snapshot at the index, which is in the log, and drops the log up to there.
    pub fn compact(&mut self, index: u64, config: ConfState) {
        let dropped = (index - self.position.index) as usize;
        self.position = Position { index, term: self.entries[dropped - 1].term };
        self.config = config;
        self.entries.drain(..dropped);
    }
}

impl Storage for Disk {
    fn initial_state(&self) -> Result<RaftState> {
        Ok(RaftState::new(self.hard_state.clone(), self.config.clone()))
    }

    fn entries(&self, low: u64, high: u64, most: impl Into<Option<u64>>, _: GetEntriesContext) -> Result<Vec<Entry>> {
        if low < self.first() {
            return Err(Error::Store(StorageError::Compacted));
        }
        if high > self.last() + 1 {
            return Err(Error::Store(StorageError::Unavailable));
        }
        let at = |index: u64| (index - self.first()) as usize;
        let mut entries = self.entries[at(low)..at(high)].to_vec();
        limit_size(&mut entries, most.into());
        Ok(entries)
    }

    fn term(&self, index: u64) -> Result<u64> {
        if index == self.position.index {
            return Ok(self.position.term);
        }
        if index < self.first() {
            return Err(Error::Store(StorageError::Compacted));
        }
        let entry = self.entries.get((index - self.first()) as usize);
        entry.map(|entry| entry.term).ok_or(Error::Store(StorageError::Unavailable))
    }

    fn first_index(&self) -> Result<u64> {
        Ok(self.first())
    }

    fn last_index(&self) -> Result<u64> {
        Ok(self.last())
    }

    fn snapshot(&self, request_index: u64, _to: u64) -> Result<Snapshot> {
        if self.position.index < request_index {
            return Err(Error::Store(StorageError::SnapshotTemporarilyUnavailable));
        }
        let mut snapshot = Snapshot::default();
        let metadata = snapshot.mut_metadata();
        metadata.index = self.position.index;
        metadata.term = self.position.term;
        metadata.set_conf_state(self.config.clone());
        Ok(snapshot)
    }
}
