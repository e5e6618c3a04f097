//! The closed vocabularies of the contract.

/// Declares an enum together with the words that the interchange format uses for it.
macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $($(#[$doc])* $variant),+ }

        impl $name {
            /// Every value, in declaration order.
            pub const ALL: &[$name] = &[$($name::$variant),+];

            /// The word of the interchange format.
            pub const fn as_str(self) -> &'static str {
                match self { $($name::$variant => $word),+ }
            }

            /// The value of that word. O(values).
            pub fn parse(word: &str) -> Option<Self> {
                match word { $($word => Some($name::$variant),)+ _ => None }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }
    };
}
words! {
    /// What an actor is.
    ActorKind {
        /// A human being.
        Person = "person",
        /// An institution, party, company, body or administration.
        Organization = "organization",
        /// A country, also where its capital or demonym stands for it.
        State = "state",
        /// A plural holder without an institution (`European leaders`).
        Group = "group",
    }
}

words! {
    /// The holder's position towards the target, after negation and modality.
    Polarity {
        /// In favour.
        Support = "support",
        /// Against.
        Oppose = "oppose",
        /// Mixed, ambivalent or dodged.
        Neutral = "neutral",
    }
}

impl Polarity {
    /// +1, -1 or 0.
    pub const fn sign(self) -> i8 {
        match self {
            Polarity::Support => 1,
            Polarity::Oppose => -1,
            Polarity::Neutral => 0,
        }
    }

    /// The opposite position; neutral stays neutral.
    #[must_use]
    pub const fn flipped(self) -> Self {
        match self {
            Polarity::Support => Polarity::Oppose,
            Polarity::Oppose => Polarity::Support,
            Polarity::Neutral => Polarity::Neutral,
        }
    }
}

words! {
    /// How the text carries an observation.
    Mode {
        /// Inside quotation marks.
        Quote = "quote",
        /// Reported speech or thought.
        Paraphrase = "paraphrase",
        /// The article states it.
        Narrator = "narrator",
    }
}

words! {
    /// Where in time a relation stands, seen from its document.
    Status {
        /// Holds now.
        Current = "current",
        /// Held once.
        Former = "former",
        /// Elected, not yet in office.
        Elect = "elect",
        /// Named, not yet in office.
        Designate = "designate",
        /// Talked about.
        Speculated = "speculated",
        /// Intended.
        Planned = "planned",
        /// An event that happened.
        Past = "past",
    }
}

impl Status {
    /// What must be said with a relation so that it does not read as a plain fact: its office
    /// with its place in time (`former Prime Minister`); without an office the status alone, where
    /// it is not a tie or event that stands (`planned`).
    pub fn with_office(self, office: Option<&str>) -> Option<String> {
        match (self, office) {
            (Status::Current | Status::Past, office) => office.map(str::to_owned),
            (_, None) => Some(self.to_string()),
            (Status::Former, Some(office)) => Some(format!("former {office}")),
            (Status::Elect | Status::Designate, Some(office)) => Some(format!("{office}-{self}")),
            (Status::Speculated | Status::Planned, Some(office)) => {
                Some(format!("{office} ({self})"))
            }
        }
    }
}

words! {
    /// What a human decided about actors or observations.
    DecisionAction {
        /// Two actors are one.
        Merge = "merge",
        /// Undo a merge.
        Unmerge = "unmerge",
        /// Another canonical name.
        Rename = "rename",
        /// Another kind.
        Retype = "retype",
        /// One actor is two.
        Split = "split",
        /// An observation is right.
        Confirm = "confirm",
        /// An observation is wrong.
        Reject = "reject",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_does_not_read_as_a_fact() {
        assert_eq!(Status::Past.with_office(None), None);
        assert_eq!(
            Status::Planned.with_office(None).as_deref(),
            Some("planned")
        );
        let former = Status::Former.with_office(Some("Chancellor"));
        assert_eq!(former.as_deref(), Some("former Chancellor"));
        assert_eq!(
            Status::Elect.with_office(Some("President")).as_deref(),
            Some("President-elect")
        );
    }
}
