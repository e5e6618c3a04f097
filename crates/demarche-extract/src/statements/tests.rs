//! Every row of the lexicon is a test: its examples are read with the whole pipeline.

mod shifters;

use std::ops::Range;

use demarche_model::{Mode, Polarity};
use demarche_nlp::{Document, Pipeline};

use super::{StatementDraft, TargetDraft, candidates, statements};
use crate::{
    attribution::{AttributionDraft, attributions, name_sources},
    coreference::{coreference, quoted},
    cues::{CueLexicon, frame::Slot},
    draft::{ActorIx, Actors, Tokens},
    lexicon::Lexicon,
    mentions::mentions,
    quotes::{Quotes, quotes},
    tree::Tree,
};

/// A text with all layers up to its attributions.
pub(crate) struct Reading<'l> {
    doc: Document,
    actors: Actors,
    quotes: Quotes,
    attributions: Vec<AttributionDraft>,
    lexicon: &'l CueLexicon,
}

impl<'l> Reading<'l> {
    pub(crate) fn of(text: &str, lexicon: &'l CueLexicon) -> Self {
        let doc = Pipeline::english().annotate(text);
        let tree = Tree::new(&doc);
        let quotes = quotes(&tree);
        let known = Lexicon::embedded().unwrap();
        let named = mentions(&tree, known, &vec![false; doc.tokens.len()], "test", None);
        let named = coreference(&tree, known, &quotes, named, None);
        let mut actors = named.cast.finish(doc.tokens.len());
        let mut attributions = attributions(&tree, &quotes, &mut actors, known, lexicon);
        quoted(&tree, known, &quotes, &mut actors, &attributions);
        name_sources(&actors, &mut attributions);
        drop(tree);
        Self {
            doc,
            actors,
            quotes,
            attributions,
            lexicon,
        }
    }

    fn candidates(&self) -> Vec<StatementDraft> {
        let tree = Tree::new(&self.doc);
        let all = (&self.quotes, &self.actors, &self.attributions);
        candidates(&tree, all.0, all.1, all.2, self.lexicon)
    }

    pub(crate) fn statements(&self) -> Vec<StatementDraft> {
        let tree = Tree::new(&self.doc);
        let all = (&self.quotes, &self.actors, &self.attributions);
        statements(&tree, all.0, all.1, all.2, self.lexicon)
    }

    pub(crate) fn attributed(&self) -> usize {
        self.attributions.len()
    }

    pub(crate) fn shown(&self) -> Vec<String> {
        self.statements()
            .iter()
            .map(|draft| self.show(draft))
            .collect()
    }

    fn bytes(&self, tokens: Tokens) -> Range<usize> {
        let first = self.doc.tokens[tokens.start as usize].start as usize;
        let last = self.doc.tokens[tokens.end as usize - 1].end as usize;
        first..last
    }

    /// The actor that the words name.
    fn actor_in(&self, bytes: &Range<usize>) -> Option<ActorIx> {
        let mut mentions = self.actors.mentions().iter();
        let found = mentions.find(|mention| meets(&self.bytes(mention.tokens), bytes));
        found.map(|mention| mention.actor)
    }

    fn show(&self, draft: &StatementDraft) -> String {
        let name = |actor| self.actors.actor(actor).name.as_str();
        let target = match &draft.target {
            TargetDraft::Actor(actor) => name(*actor),
            TargetDraft::Issue(form) => form.label.as_str(),
        };
        let via: Vec<&str> = draft.via.iter().map(|&actor| name(actor)).collect();
        let via = if via.is_empty() {
            String::new()
        } else {
            format!(" via {}", via.join(", "))
        };
        let hedged = if draft.hedged { "?" } else { "" };
        let holder = name(draft.holder);
        format!("{holder} {}{hedged} {target}{via}", draft.polarity)
    }
}

/// An example without its marks, and where `[]` and `{}` stood in it.
fn unmarked(example: &str) -> (String, Range<usize>, Range<usize>) {
    let mut text = String::new();
    let mut marks = [0usize; 4];
    for letter in example.chars() {
        match "[]{}".find(letter) {
            Some(place) => marks[place] = text.len(),
            None => text.push(letter),
        }
    }
    (text, marks[0]..marks[1], marks[2]..marks[3])
}

fn meets(left: &Range<usize>, right: &Range<usize>) -> bool {
    left.start < right.end && right.start < left.end
}

#[test]
fn every_cue_frame_matches_its_example_and_not_its_counterexample() {
    let lexicon = CueLexicon::embedded().unwrap();
    let mut wrong = Vec::new();
    for frame in &lexicon.frames.rows {
        // Spellings of one row share its examples; the first one stands in them.
        let spelt = lexicon.frames.rows.iter();
        let ids: Vec<&str> = spelt
            .filter(|other| other.yes == frame.yes)
            .map(|other| other.id.as_str())
            .collect();
        if ids.first() != Some(&frame.id.as_str()) {
            continue;
        }
        let own = |draft: &StatementDraft| {
            ids.contains(&draft.rule.as_str()) && draft.polarity == frame.polarity
        };
        let (text, holder, target) = unmarked(&frame.yes);
        let reading = Reading::of(&text, &lexicon);
        // What was told before is not named in the sentence.
        let told = frame.target == [Slot::Told];
        let hit = reading.candidates().iter().any(|draft| {
            let at = |tokens: Option<Tokens>, wanted: &Range<usize>| {
                tokens.is_some_and(|tokens| meets(&reading.bytes(tokens), wanted))
            };
            own(draft)
                && reading.actor_in(&holder) == Some(draft.holder)
                && (told && draft.target_tokens.is_none() || at(draft.target_tokens, &target))
        });
        if !hit {
            wrong.push(format!("{} misses `{}`", frame.id, frame.yes));
        }
        let counter = Reading::of(&frame.no, &lexicon);
        if counter.candidates().iter().any(own) {
            wrong.push(format!("{} matches `{}`", frame.id, frame.no));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_reporting_word_finds_source_and_content() {
    let lexicon = CueLexicon::embedded().unwrap();
    let mut wrong = Vec::new();
    for row in &lexicon.reporting.rows {
        let (text, source, content) = unmarked(&row.yes);
        let reading = Reading::of(&text, &lexicon);
        let hit = reading.attributions.iter().any(|draft| {
            draft.source.is_some()
                && draft.source == reading.actor_in(&source)
                && meets(&reading.bytes(draft.extent()), &content)
        });
        if !hit {
            wrong.push(format!("{} misses `{}`", row.id, row.yes));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[track_caller]
fn check(text: &str, expect: &[&str]) {
    let lexicon = CueLexicon::embedded().unwrap();
    let reading = Reading::of(text, &lexicon);
    let shown = reading.shown();
    for line in expect {
        let found = shown.iter().any(|known| known == line);
        assert!(found, "no `{line}` for `{text}` in {shown:#?}");
    }
    if expect.is_empty() {
        assert!(shown.is_empty(), "{shown:#?} for `{text}`");
    }
}

#[test]
fn shifters_turn_stances_around() {
    check(
        "Poland called for an end to the sanctions on Iran.",
        &["Poland oppose sanctions on Iran"],
    );
    check(
        "Poland opposed the cuts in aid to Latvia.",
        &["Poland support aid to Latvia"],
    );
    check(
        "Poland refused to lift the sanctions on Iran.",
        &["Poland support sanctions on Iran"],
    );
    check(
        "Poland withdrew its support for the peace plan.",
        &["Poland oppose peace plan"],
    );
}

#[test]
fn negation_and_doubt_are_seen() {
    check(
        "Poland does not support the peace plan.",
        &["Poland oppose peace plan"],
    );
    check(
        "Poland may support the peace plan.",
        &["Poland support? peace plan"],
    );
    check(
        "Poland will support the peace plan if Iran signs the treaty.",
        &["Poland support peace plan"],
    );
    check("Poland did not attack Iran.", &[]);
}

#[test]
fn wordings_of_one_proposition_meet() {
    for text in [
        "Poland supports Ukraine joining NATO.",
        "Poland supports Ukraine's NATO membership.",
        "Poland supports the accession of Ukraine to NATO.",
        "Poland supports NATO membership for Ukraine.",
    ] {
        check(text, &["Poland support Ukraine NATO membership"]);
    }
    for text in [
        "Poland wants Canada to withdraw from NATO.",
        "Poland supports Canada's withdrawal from NATO.",
        "Poland urged Canada to leave NATO.",
    ] {
        check(text, &["Poland support Canada withdrawal from NATO"]);
    }
}

#[test]
fn speakers_hold_what_they_say() {
    check(
        "\"The peace plan is unrealistic,\" Poland said.",
        &["Poland oppose peace plan"],
    );
    check(
        "Norway said that Poland opposed the arms embargo.",
        &["Poland oppose arms embargo via Norway"],
    );
    check(
        "\"We must lift the sanctions on Iran,\" Norway said.",
        &["Norway oppose sanctions on Iran"],
    );
    check(
        "\"Iran has violated the treaty,\" Norway said.",
        &["Norway oppose Iran"],
    );
    check("The peace plan is unrealistic.", &[]);
}

#[test]
fn mode_tells_quotes_from_paraphrase() {
    let lexicon = CueLexicon::embedded().unwrap();
    for (text, mode) in [
        ("\"The peace plan is vital,\" Poland said.", Mode::Quote),
        (
            "Poland said that Iran backed the peace plan.",
            Mode::Paraphrase,
        ),
        ("Poland backed the peace plan.", Mode::Narrator),
    ] {
        let reading = Reading::of(text, &lexicon);
        let first = reading.statements().into_iter().next();
        assert_eq!(first.map(|draft| draft.mode), Some(mode), "{text}");
    }
}

#[test]
fn neutral_has_its_own_polarity() {
    let lexicon = CueLexicon::embedded().unwrap();
    let reading = Reading::of("Norway declined to comment on the peace plan.", &lexicon);
    let found = reading.statements();
    assert!(
        found
            .iter()
            .any(|draft| draft.polarity == Polarity::Neutral)
    );
}

#[test]
fn odd_texts_do_not_panic() {
    let lexicon = CueLexicon::embedded().unwrap();
    for text in [
        "",
        "\"",
        "“ ” “",
        "said",
        "' ' ' \" “”\n\n\"\n",
        "—— said that that that",
        "of of of to to to by by",
        "Poland, and, or, but, not.",
    ] {
        Reading::of(text, &lexicon).statements();
    }
}

#[test]
fn speakers_judge_whom_they_speak_about() {
    check(
        "\"Angela Merkel fumbled the talks,\" Emmanuel Macron said.",
        &["Emmanuel Macron oppose Angela Merkel"],
    );
    check(
        "\"Angela Merkel has never fumbled the talks,\" Emmanuel Macron said.",
        &["Emmanuel Macron support Angela Merkel"],
    );
    check(
        "\"Angela Merkel's speech exhibited breathtaking ignorance,\" Emmanuel Macron said.",
        &["Emmanuel Macron oppose Angela Merkel"],
    );
    check(
        "Emmanuel Macron called Angela Merkel \"a woman of great courage.\"",
        &["Emmanuel Macron support Angela Merkel"],
    );
    check("Angela Merkel fumbled the talks.", &[]);
    check(
        "\"Did Angela Merkel fumble the talks?\" Emmanuel Macron asked.",
        &[],
    );
    check(
        "\"If Angela Merkel fumbles the talks, we wait,\" Emmanuel Macron said.",
        &[],
    );
}

#[test]
fn aims_and_bids_pass_a_stance_on() {
    check(
        "Norway voted for a bill to lift the arms embargo.",
        &["Norway oppose arms embargo"],
    );
    check(
        "Norway pressed Poland to punish Latvia.",
        &["Norway oppose Latvia"],
    );
}

#[test]
fn reactions_take_what_was_told_before() {
    check(
        "Poland rejected the peace plan. Norway cheered.",
        &["Norway oppose peace plan"],
    );
    check(
        "Poland backs the peace plan. Norway was furious at Finland.",
        &["Poland support peace plan"],
    );
}

#[test]
fn words_for_plans_and_duties_are_weighed() {
    check(
        "\"The arms embargo is a heartless charade,\" Norway said.",
        &["Norway oppose arms embargo"],
    );
    check(
        "Norway called the arms embargo politically biased.",
        &["Norway oppose arms embargo"],
    );
    check(
        "\"Angela Merkel must apologize,\" Emmanuel Macron said.",
        &["Emmanuel Macron oppose Angela Merkel"],
    );
    check(
        "Most of the Democrats voted for the trade deal.",
        &["Democratic Party (United States) support trade deal"],
    );
}
