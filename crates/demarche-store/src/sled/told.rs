//! Actors and issues, as far as a change treats them alike.

use std::collections::BTreeSet;

use demarche_model::{Actor, ActorId, Issue, IssueId, NodeId};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::layout::{self, tag};
use super::record::{ActorRecord, IssueRecord, Record};
use crate::links::{self, End};
use crate::view::{actor_names, issue_names};

/// What documents tell of an actor or issue, and what that comes to.
pub(crate) trait Told: Clone + PartialEq {
    type Id: Copy + Eq + ToString;
    type Record: Record<Id = Self::Id, Item = Self> + Serialize + DeserializeOwned;

    /// First byte of the key of what a document tells.
    const SAID: u8;
    /// First byte of the key of what all tell together.
    const TAG: u8;

    fn of_bytes(bytes: [u8; 16]) -> Option<Self::Id>;

    fn id(&self) -> Self::Id;
    fn join(&mut self, other: &Self);
    fn record(&self) -> Self::Record;
    fn names(&self) -> BTreeSet<(String, NodeId)>;
    fn ends(&self) -> Vec<End>;
    fn said_key(id: Self::Id, source: &[u8]) -> Vec<u8>;
    fn key(id: Self::Id) -> Vec<u8>;
}

impl Told for Actor {
    type Id = ActorId;
    type Record = ActorRecord;

    const SAID: u8 = tag::ACTOR_SAID;
    const TAG: u8 = tag::ACTOR;

    fn of_bytes(bytes: [u8; 16]) -> Option<ActorId> {
        ActorId::from_bytes(bytes)
    }

    fn id(&self) -> ActorId {
        self.id
    }

    fn join(&mut self, other: &Self) {
        self.absorb(other);
    }

    fn record(&self) -> ActorRecord {
        ActorRecord::of(self)
    }

    fn names(&self) -> BTreeSet<(String, NodeId)> {
        actor_names(self)
    }

    fn ends(&self) -> Vec<End> {
        Vec::new()
    }

    fn said_key(id: ActorId, source: &[u8]) -> Vec<u8> {
        layout::actor_said(id, source)
    }

    fn key(id: ActorId) -> Vec<u8> {
        layout::actor(id)
    }
}

impl Told for Issue {
    type Id = IssueId;
    type Record = IssueRecord;

    const SAID: u8 = tag::ISSUE_SAID;
    const TAG: u8 = tag::ISSUE;

    fn of_bytes(bytes: [u8; 16]) -> Option<IssueId> {
        IssueId::from_bytes(bytes)
    }

    fn id(&self) -> IssueId {
        self.id
    }

    fn join(&mut self, other: &Self) {
        self.absorb(other);
    }

    fn record(&self) -> IssueRecord {
        IssueRecord::of(self)
    }

    fn names(&self) -> BTreeSet<(String, NodeId)> {
        issue_names(self)
    }

    fn ends(&self) -> Vec<End> {
        links::of_issue(self)
    }

    fn said_key(id: IssueId, source: &[u8]) -> Vec<u8> {
        layout::issue_said(id, source)
    }

    fn key(id: IssueId) -> Vec<u8> {
        layout::issue(id)
    }
}
