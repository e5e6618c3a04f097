//! The kinds of relation, a row each.

/// What is known of a relation kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KindRow {
    /// The kind.
    pub kind: RelationKind,
    /// Its word in the interchange format.
    pub word: &'static str,
    /// How a sentence reads it: subject, label, object.
    pub label: &'static str,
    /// Whether subject and object can be swapped.
    pub symmetric: bool,
    /// Whether it happens at a time (an event) rather than lasting (a state).
    pub event: bool,
    /// +1 where it says that the two stand together, -1 where it says that one is against the
    /// other, 0 where it says neither.
    pub sign: i8,
    /// Event class of PLOVER (Political Language Ontology for Verifiable Event Records), where
    /// one fits.
    pub plover: Option<&'static str>,
}

/// Declares the kinds and their table from the same rows.
macro_rules! kinds {
    ($($variant:ident $word:literal $label:literal $symmetric:literal $event:literal $sign:literal $plover:expr;)+) => {
        /// How two actors are tied.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[allow(missing_docs, reason = "each is documented by its row")]
        pub enum RelationKind { $($variant),+ }

        const ROWS: &[KindRow] = &[$(KindRow {
            kind: RelationKind::$variant,
            word: $word,
            label: $label,
            symmetric: $symmetric,
            event: $event,
            sign: $sign,
            plover: $plover,
        }),+];
    };
}

// variant, word, label, symmetric, event, sign, PLOVER class
kinds! {
    HoldsOffice "holds_office" "holds office in" false false 0 None;
    MemberOf "member_of" "is a member of" false false 0 None;
    PartOf "part_of" "is part of" false false 0 None;
    Succeeded "succeeded" "succeeded" false true 0 None;
    AdviserTo "adviser_to" "advises" false false 0 None;
    EnvoyTo "envoy_to" "is envoy to" false false 0 None;
    SpokespersonFor "spokesperson_for" "speaks for" false false 0 None;
    EmployedBy "employed_by" "works for" false false 0 None;
    AffiliatedWith "affiliated_with" "is affiliated with" true false 0 None;
    AllyOf "ally_of" "is an ally of" true false 1 None;
    AtWarWith "at_war_with" "is at war with" true false -1 Some("ASSAULT");
    MetWith "met_with" "met" true true 0 Some("CONSULT");
    SpokeTo "spoke_to" "spoke to" true true 0 Some("CONSULT");
    NegotiatedWith "negotiated_with" "negotiated with" true true 0 Some("CONSULT");
    CooperatesWith "cooperates_with" "cooperates with" true false 1 Some("COOPERATE");
    Sanctioned "sanctioned" "sanctioned" false true -1 Some("SANCTION");
    SuppliedAidTo "supplied_aid_to" "supplied aid to" false true 1 Some("AID");
    Threatened "threatened" "threatened" false true -1 Some("THREATEN");
    Attacked "attacked" "attacked" false true -1 Some("ASSAULT");
}

impl RelationKind {
    /// Every kind with its row, in declaration order.
    pub const ROWS: &[KindRow] = ROWS;

    /// The row of the kind. O(1).
    pub fn row(self) -> &'static KindRow {
        &ROWS[self as usize]
    }

    /// The word of the interchange format.
    pub fn as_str(self) -> &'static str {
        self.row().word
    }

    /// The kind of that word. O(kinds).
    pub fn parse(word: &str) -> Option<Self> {
        ROWS.iter().find(|row| row.word == word).map(|row| row.kind)
    }
}

impl std::fmt::Display for RelationKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_stand_in_the_order_of_the_kinds() {
        for (index, row) in RelationKind::ROWS.iter().enumerate() {
            assert_eq!(row.kind as usize, index);
            assert_eq!(RelationKind::parse(row.word), Some(row.kind));
        }
    }
}
