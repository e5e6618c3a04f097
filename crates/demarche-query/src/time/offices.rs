//! Who held which office, and when that is known.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use demarche_model::{
    ActorId, Date, LinkKind, NodeId, ObservationId, Relation, RelationKind, Status, fold_name,
};

use crate::edge::Seen;
use crate::error::{QueryError, Result};
use crate::filter::{Class, Filter};
use crate::screen::Screen;
use crate::view::View;

/// Which offices, and when.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OfficeQuery {
    /// Wordings, one of which the office must have; any office where there is none.
    pub wordings: Vec<String>,
    /// Where it is held; anywhere if `None`.
    pub at: Option<ActorId>,
    /// By whom; anybody if `None`.
    pub holder: Option<ActorId>,
    /// The day that is asked for; all times if `None`.
    pub as_of: Option<Date>,
    /// Further conditions on the relations; its own `as_of` is left empty.
    pub filter: Filter,
}

/// Where a tenure stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Tenancy {
    /// The day lies inside the known term, or between two days on which the holder was seen in
    /// office.
    Holds,
    /// Last seen in office before the day, and neither said to have left nor followed by another.
    LastKnown,
    /// Elected or named, and due to begin by the day, or without a day to begin.
    Due,
    /// Seen in office without any date.
    Undated,
    /// First seen in office after the day.
    Later,
    /// Left before the day, or followed by another.
    Former,
    /// Only planned or talked about.
    Speculated,
}

impl Tenancy {
    /// In a word or two.
    pub const fn as_str(self) -> &'static str {
        match self {
            Tenancy::Holds => "holds",
            Tenancy::LastKnown => "last known",
            Tenancy::Due => "due",
            Tenancy::Undated => "undated",
            Tenancy::Later => "later",
            Tenancy::Former => "former",
            Tenancy::Speculated => "speculated",
        }
    }

    /// Whether the office may be held on the day.
    pub const fn may_hold(self) -> bool {
        matches!(
            self,
            Tenancy::Holds | Tenancy::LastKnown | Tenancy::Due | Tenancy::Undated
        )
    }
}

/// One holder's time in one office, as far as the documents tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tenure {
    /// Who holds it.
    pub holder: ActorId,
    /// Where.
    pub at: ActorId,
    /// The office, as most observations word it.
    pub office: String,
    /// How holder and institution are tied.
    pub kind: RelationKind,
    /// Since when, where an observation says so: the earliest.
    pub from: Option<Date>,
    /// Until when, where an observation says so: the latest.
    pub to: Option<Date>,
    /// The first and last dates on which an observation has the holder in office.
    pub seen: Option<(Date, Date)>,
    /// The earliest date on which an observation calls the holder a former one.
    pub left_by: Option<Date>,
    /// The earliest date on which an observation has the holder elected, named or planned.
    pub named_by: Option<Date>,
    /// What the observations say most: in office before elect before former.
    pub status: Status,
    /// Where it stands on the day of the query; `None` where none was asked for.
    pub standing: Option<Tenancy>,
    /// The observations, best first: of the status that is told, then unhedged before hedged,
    /// then by confidence, then by id.
    pub observations: Vec<ObservationId>,
}

/// Who held the offices that a query means. With a day those who may hold it come first, those of
/// the most observations before others, then the latest; without one in the order of time. O(degree) with an institution or holder, else
/// O(relations).
pub fn tenures(view: &dyn View, query: &OfficeQuery) -> Result<Vec<Tenure>> {
    let records = terms(view, query, &lasting(), &|record| record.office.is_some())?;
    let names: BTreeSet<String> = records.iter().filter_map(folded_office).collect();
    let wanted = meant(&query.wordings, &names);
    let mut groups: BTreeMap<(ActorId, String, ActorId), Vec<Relation>> = BTreeMap::new();
    for record in records {
        let Some(office) = folded_office(&record) else {
            continue;
        };
        if query.wordings.is_empty() || wanted.contains(&office) {
            let key = (record.object, office, record.subject);
            groups.entry(key).or_default().push(record);
        }
    }
    let mut found: Vec<Tenure> = groups.into_values().filter_map(tenure).collect();
    if let Some(day) = query.as_of {
        let standings: Vec<Tenancy> = found.iter().map(|one| standing(one, &found, day)).collect();
        for (one, standing) in found.iter_mut().zip(standings) {
            one.standing = Some(standing);
        }
    }
    let key = |one: &Tenure| {
        let latest = one.to.or(one.seen.map(|(_, last)| last)).or(one.left_by);
        let begins = one
            .from
            .or(one.seen.map(|(first, _)| first))
            .or(one.left_by);
        (
            one.standing,
            query
                .as_of
                .map(|_| (Reverse(one.observations.len()), Reverse(latest))),
            begins.or(one.named_by),
            fold_name(&one.office),
            one.at,
            one.holder,
        )
    };
    found.sort_by_cached_key(key);
    Ok(found)
}

/// The offices that anybody is said to hold somewhere, by name, each with how many holders it
/// has. Costs as [`tenures`] does.
pub fn offices_at(view: &dyn View, query: &OfficeQuery) -> Result<Vec<(String, usize)>> {
    let mut offices: BTreeMap<String, (String, BTreeSet<ActorId>)> = BTreeMap::new();
    for record in terms(view, query, &lasting(), &|record| record.office.is_some())? {
        if let (Some(folded), Some(office)) = (folded_office(&record), record.office) {
            let (name, holders) = offices.entry(folded).or_default();
            if name.is_empty() || office < *name {
                *name = office;
            }
            holders.insert(record.subject);
        }
    }
    let counted = offices.into_values();
    Ok(counted
        .map(|(name, holders)| (name, holders.len()))
        .collect())
}

fn folded_office(record: &Relation) -> Option<String> {
    record.office.as_deref().map(fold_name)
}

/// The kinds of relation that last.
fn lasting() -> BTreeSet<RelationKind> {
    let rows = RelationKind::ROWS.iter().filter(|row| !row.event);
    rows.map(|row| row.kind).collect()
}

/// The relations of some kinds at the ends of a query that pass and are `wanted`, by id.
pub(crate) fn terms(
    view: &dyn View,
    query: &OfficeQuery,
    kinds: &BTreeSet<RelationKind>,
    wanted: &dyn Fn(&Relation) -> bool,
) -> Result<Vec<Relation>> {
    let mut filter = query.filter.clone().only([Class::Relation]);
    let meant = |kind: &RelationKind| {
        filter
            .relations
            .as_ref()
            .is_none_or(|all| all.contains(kind))
    };
    filter.relations = Some(kinds.iter().copied().filter(meant).collect());
    let fits = |record: &Relation| {
        wanted(record)
            && query.at.is_none_or(|at| record.object == at)
            && query.holder.is_none_or(|holder| record.subject == holder)
    };
    let mut found = Vec::new();
    if let Some(end) = query.at.or(query.holder) {
        for (link, _) in filter.links(view, end.into())? {
            if let LinkKind::Relation(_, id) = link.kind {
                let lost = QueryError::DanglingObservation(ObservationId::Relation(id));
                let record = view.relation(id)?.ok_or(lost)?;
                found.extend(Some(record).filter(&fits));
            }
        }
    } else if let Some(graph) = view.numbered() {
        // Most edges are of other kinds: their records are never read.
        let screen = Screen::of(&filter);
        for number in 0..graph.nodes() {
            let mut others = Vec::new();
            graph.half_edges(number, &mut |half| {
                let again = others.last() == Some(&half.other);
                if half.outgoing && !again && screen.admits_half(&half) {
                    others.push(half.other);
                }
            })?;
            let node = |number| -> Result<NodeId> {
                graph
                    .node(number)?
                    .ok_or(QueryError::DanglingNumber(number))
            };
            for other in others {
                let mut links = Vec::new();
                view.between(node(number)?, node(other)?, &mut |link| links.push(link))?;
                for link in links {
                    if let LinkKind::Relation(kind, id) = link.kind
                        && link.outgoing
                        && kinds.contains(&kind)
                    {
                        let lost = QueryError::DanglingObservation(ObservationId::Relation(id));
                        let record = view.relation(id)?.ok_or(lost)?;
                        if fits(&record)
                            && screen.admits_of(&Seen::relation(&record), record.document)
                        {
                            found.push(record);
                        }
                    }
                }
            }
        }
    } else {
        let screen = Screen::of(&filter);
        for record in view.relations() {
            let record = record?;
            if fits(&record) && screen.admits_of(&Seen::relation(&record), record.document) {
                found.push(record);
            }
        }
    }
    found.sort_by_key(|record| record.id);
    found.dedup_by_key(|record| record.id);
    Ok(found)
}

/// The offices that a wording means: those of that name, else those that have all of its words.
fn meant(wordings: &[String], names: &BTreeSet<String>) -> BTreeSet<String> {
    let folded: Vec<String> = wordings.iter().map(|one| fold_name(one)).collect();
    let same: BTreeSet<String> = names
        .iter()
        .filter(|name| folded.contains(name))
        .cloned()
        .collect();
    if !same.is_empty() {
        return same;
    }
    let has_all = |name: &String, wording: &String| {
        let mut words = wording
            .split(' ')
            .filter(|word| !word.is_empty())
            .peekable();
        words.peek().is_some() && words.all(|word| name.split(' ').any(|one| one == word))
    };
    let names = names.iter();
    names
        .filter(|name| folded.iter().any(|wording| has_all(name, wording)))
        .cloned()
        .collect()
}

/// What the observations of one holder in one office tell together.
pub(crate) fn tenure(mut records: Vec<Relation>) -> Option<Tenure> {
    records.sort_by_key(|record| (record.hedged, Reverse(record.confidence), record.id));
    let dates = |wanted: &[Status]| -> Vec<Date> {
        let of = records.iter().filter(|one| wanted.contains(&one.status));
        of.filter_map(|one| one.date).collect()
    };
    let current = dates(&[Status::Current]);
    let seen = current
        .iter()
        .min()
        .copied()
        .zip(current.iter().max().copied());
    let named = [
        Status::Elect,
        Status::Designate,
        Status::Planned,
        Status::Speculated,
    ];
    let left_by = dates(&[Status::Former, Status::Past]).into_iter().min();
    let named_by = dates(&named).into_iter().min();
    let order = |status: Status| match status {
        Status::Past => Status::Former,
        other => other,
    };
    let status = [
        Status::Current,
        Status::Elect,
        Status::Designate,
        Status::Former,
        Status::Planned,
        Status::Speculated,
    ]
    .into_iter()
    .find(|&status| records.iter().any(|one| order(one.status) == status))?;
    // What shows the tenure as it is told comes first.
    records.sort_by_key(|one| order(one.status) != status);
    let firm: Vec<&Relation> = records
        .iter()
        .filter(|one| !matches!(one.status, Status::Planned | Status::Speculated))
        .collect();
    let best = records.first()?;
    Some(Tenure {
        holder: best.subject,
        at: best.object,
        office: wording(&records).unwrap_or_default(),
        kind: best.kind,
        from: firm.iter().filter_map(|one| one.valid_from).min(),
        to: firm.iter().filter_map(|one| one.valid_to).max(),
        seen,
        left_by,
        named_by,
        status,
        standing: None,
        observations: records
            .iter()
            .map(|one| ObservationId::Relation(one.id))
            .collect(),
    })
}

/// The commonest spelling, of equally common ones the first in byte order.
fn wording(records: &[Relation]) -> Option<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for office in records.iter().filter_map(|one| one.office.as_deref()) {
        *counts.entry(office).or_default() += 1;
    }
    let best = counts
        .into_iter()
        .min_by_key(|&(name, count)| (Reverse(count), name));
    best.map(|(name, _)| name.to_owned())
}

fn standing(one: &Tenure, all: &[Tenure], day: Date) -> Tenancy {
    let (first, last) = (day.first_day(), day.last_day());
    match one.status {
        Status::Planned | Status::Speculated => return Tenancy::Speculated,
        Status::Elect | Status::Designate => {
            let begins = one.from.map(Date::first_day);
            return match begins {
                Some(begins) if begins > last => Tenancy::Later,
                None if one.named_by.is_some_and(|date| date.first_day() > last) => Tenancy::Later,
                _ => Tenancy::Due,
            };
        }
        _ => {}
    }
    let begun = one.from.is_some_and(|from| from.first_day() <= last);
    let ended = one.to.is_some_and(|to| to.last_day() < first);
    if ended {
        return Tenancy::Former;
    }
    if one.from.is_some_and(|from| from.first_day() > last) {
        return Tenancy::Later;
    }
    if begun && one.to.is_some() {
        return Tenancy::Holds;
    }
    let Some((seen_first, seen_last)) = one.seen else {
        return match (one.left_by, one.status) {
            (_, Status::Former) => Tenancy::Former,
            (Some(left), _) if left.first_day() <= last => Tenancy::Former,
            _ => Tenancy::Undated,
        };
    };
    if seen_first.first_day() > last && !begun {
        return Tenancy::Later;
    }
    if seen_last.last_day() >= first {
        return Tenancy::Holds;
    }
    let left = one
        .left_by
        .is_some_and(|left| left.first_day() <= last && left.first_day() >= seen_last.first_day());
    if left || all.iter().any(|other| follows(other, one, seen_last, day)) {
        Tenancy::Former
    } else {
        Tenancy::LastKnown
    }
}

/// Whether another took the office after the holder was last seen in it and by the day.
fn follows(other: &Tenure, one: &Tenure, seen_last: Date, day: Date) -> bool {
    let same = other.at == one.at && fold_name(&other.office) == fold_name(&one.office);
    let begins = other.from.or(other.seen.map(|(first, _)| first));
    let known = !matches!(
        other.status,
        Status::Planned | Status::Speculated | Status::Former
    );
    same && known
        && other.holder != one.holder
        && begins.is_some_and(|begins| {
            begins.first_day() > seen_last.last_day() && begins.first_day() <= day.last_day()
        })
}

/// Whether somebody was in office on a date: a term says so, or the documents show it within a
/// year and say nothing else. A tenure without any date counts only where the caller knows better.
pub(crate) fn in_office(one: &Tenure, date: Date, near: u32) -> bool {
    let (first, last) = (date.first_day(), date.last_day());
    if matches!(
        one.status,
        Status::Planned | Status::Speculated | Status::Elect | Status::Designate
    ) {
        return false;
    }
    if one.from.is_some_and(|from| from.first_day() > last)
        || one.to.is_some_and(|to| to.last_day() < first)
    {
        return false;
    }
    if one.from.is_some() && one.to.is_some() {
        return true;
    }
    let Some((seen_first, seen_last)) = one.seen else {
        return false;
    };
    let left = one
        .left_by
        .is_some_and(|left| left.first_day() <= last && left.first_day() >= seen_last.first_day());
    let inside = seen_first.first_day() <= last && first <= seen_last.last_day();
    let close = [seen_first, seen_last]
        .into_iter()
        .any(|seen| super::apart(seen, date) <= near);
    inside || (!left && close)
}

#[cfg(test)]
mod tests {
    use demarche_model::ActorKind;

    use super::*;
    use crate::fixture::Toy;

    struct Chair {
        toy: Toy,
        union: ActorId,
    }

    /// Anna chairs the Union, seen in January and June 2024; Otto is to follow in 2025; Ida is a
    /// former chair by 2023; Nora is seen in office in May 2025.
    fn chair() -> Chair {
        let mut toy = Toy::new();
        let union = toy.add_actor(ActorKind::Organization, "Union", &[]);
        let mut add = |name: &str, status, date: &str, from: &str| {
            let person = ActorId::of(&["person", name]);
            if !toy.graph.actors.iter().any(|one| one.id == person) {
                toy.person(name);
            }
            toy.add_relation(person, RelationKind::HoldsOffice, union, |record| {
                record.office = Some("Chair of the Board".into());
                record.status = status;
                record.date = date.parse().ok();
                record.valid_from = from.parse().ok();
            });
        };
        add("Anna", Status::Current, "2024-01-10", "");
        add("Anna", Status::Current, "2024-06-01", "");
        add("Ida", Status::Former, "2023-05-01", "");
        add("Otto", Status::Elect, "2024-06-01", "2025-01");
        add("Nora", Status::Current, "2025-05-01", "");
        Chair { toy, union }
    }

    fn on(chair: &Chair, day: &str) -> Vec<String> {
        let query = OfficeQuery {
            wordings: vec!["chair of board".into()],
            at: Some(chair.union),
            as_of: day.parse().ok(),
            ..OfficeQuery::default()
        };
        let found = tenures(&chair.toy, &query).unwrap();
        let name = |id| chair.toy.graph.actors.iter().find(|one| one.id == id);
        found
            .iter()
            .map(|one| {
                let standing = one.standing.map_or("", Tenancy::as_str);
                format!("{} {standing}", name(one.holder).unwrap().name)
            })
            .collect()
    }

    #[test]
    fn a_day_between_two_sightings_is_held() {
        let found = on(&chair(), "2024-03-01");
        assert_eq!(
            found,
            ["Anna holds", "Nora later", "Otto later", "Ida former"]
        );
    }

    #[test]
    fn the_last_known_holder_stays_until_another_follows() {
        assert_eq!(on(&chair(), "2024-09-01")[0], "Anna last known");
        let found = on(&chair(), "2025-02-01");
        assert_eq!(
            found,
            ["Otto due", "Nora later", "Anna former", "Ida former"]
        );
        assert_eq!(on(&chair(), "2025-05-01")[0], "Nora holds");
    }

    #[test]
    fn without_a_day_all_are_told_in_the_order_of_time() {
        let found = on(&chair(), "");
        assert_eq!(found, ["Ida ", "Anna ", "Otto ", "Nora "]);
    }

    #[test]
    fn a_term_with_both_ends_needs_no_sighting() {
        let mut toy = Toy::new();
        let (anna, union) = (toy.person("Anna"), toy.person("Union"));
        toy.add_relation(anna, RelationKind::HoldsOffice, union, |record| {
            record.office = Some("Chair".into());
            record.valid_from = "2010".parse().ok();
            record.valid_to = "2014-06".parse().ok();
            record.date = None;
        });
        let day = |day: &str| {
            let query = OfficeQuery {
                as_of: day.parse().ok(),
                ..OfficeQuery::default()
            };
            tenures(&toy, &query).unwrap()[0].standing
        };
        assert_eq!(day("2009"), Some(Tenancy::Later));
        assert_eq!(day("2012-05-01"), Some(Tenancy::Holds));
        assert_eq!(day("2014-07"), Some(Tenancy::Former));
    }

    #[test]
    fn words_of_an_office_find_it_where_no_name_fits() {
        let names = ["minister of defence", "minister", "deputy minister"];
        let names: BTreeSet<String> = names.map(str::to_owned).into();
        let meant = |wording: &str| meant(&[wording.to_owned()], &names).len();
        assert_eq!(meant("Minister"), 1, "the name itself");
        assert_eq!(meant("defence minister"), 1);
        assert_eq!(meant("of"), 1);
        assert_eq!(meant("queen"), 0);
        assert_eq!(meant(""), 0);
    }

    #[test]
    fn whoever_was_seen_within_a_year_speaks_for_the_office() {
        let chair = chair();
        let all = tenures(&chair.toy, &OfficeQuery::default()).unwrap();
        let anna = &all[1];
        let near = |day: &str| in_office(anna, day.parse().unwrap(), 365);
        assert!(near("2024-03-01") && near("2025-05-31") && near("2023-02-01"));
        assert!(!near("2025-06-02") && !near("2022-12-31"));
    }
}
