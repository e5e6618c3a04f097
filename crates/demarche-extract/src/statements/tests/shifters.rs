//! Every row of the table of shifters is needed by its example.

use demarche_model::Polarity;

use super::{Reading, unmarked};
use crate::{
    cues::{
        CueLexicon,
        shift::{Effect, Shifter},
    },
    draft::Tokens,
    statements::{StatementDraft, TargetDraft, candidates},
    tree::Tree,
};

/// Whether a reading of the example holds what the row says, with that lexicon.
fn holds(reading: &Reading<'_>, lexicon: &CueLexicon, row: &Shifter) -> bool {
    let (_, holder, target) = unmarked(&row.yes);
    let tree = Tree::new(&reading.doc);
    let all = (&reading.quotes, &reading.actors, &reading.attributions);
    let inside = |tokens: Tokens| {
        let bytes = reading.bytes(tokens);
        target.start <= bytes.start && bytes.end <= target.end
    };
    let fits = |draft: &StatementDraft| {
        let polarity = row.holds.is_none_or(|holds| draft.polarity == holds);
        let more = match &draft.target {
            TargetDraft::Issue(form) => form.label.contains("higher"),
            TargetDraft::Actor(_) => false,
        };
        reading.actor_in(&holder) == Some(draft.holder)
            && polarity
            && match row.effect {
                Effect::Raises => more,
                Effect::Hedges => draft.hedged && draft.target_tokens.is_some_and(inside),
                _ => draft.target_tokens.is_some_and(inside),
            }
    };
    candidates(&tree, all.0, all.1, all.2, lexicon)
        .iter()
        .any(fits)
}

#[test]
fn every_shifter_changes_how_its_example_reads() {
    let lexicon = CueLexicon::embedded().unwrap();
    let mut less = lexicon.clone();
    let mut wrong = Vec::new();
    for row in &lexicon.shifters.rows {
        let (text, _, _) = unmarked(&row.yes);
        let reading = Reading::of(&text, &lexicon);
        less.shifters = lexicon.shifters.without(row);
        let stance = row.holds.is_some();
        let with = holds(&reading, &lexicon, row);
        let without = holds(&reading, &less, row);
        if with != stance || without == stance {
            let name = format!("{} {} {:?}", row.word, row.pos.letter(), row.role);
            wrong.push(format!("{name}: `{}`, {with} {without}", row.yes));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn effects_agree_with_what_the_examples_hold() {
    let lexicon = CueLexicon::embedded().unwrap();
    for row in &lexicon.shifters.rows {
        let blocked = row.effect == Effect::Blocks;
        assert_eq!(row.holds.is_none(), blocked, "{}", row.word);
        assert_ne!(row.holds, Some(Polarity::Neutral), "{}", row.word);
    }
}
