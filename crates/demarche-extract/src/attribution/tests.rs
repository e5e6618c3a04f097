use demarche_model::Mode;
use demarche_nlp::Pipeline;

use super::attributions;
use crate::{
    coreference::coreference, cues::CueLexicon, lexicon::Lexicon, mentions::mentions,
    quotes::quotes, tree::Tree,
};

/// Every attribution as `source > source: part … part`, quotations marked with `!`.
fn read(text: &str) -> Vec<String> {
    let doc = Pipeline::english().annotate(text);
    let tree = Tree::new(&doc);
    let quotes = quotes(&tree);
    let lexicon = Lexicon::embedded().unwrap();
    let named = mentions(&tree, lexicon, &vec![false; doc.tokens.len()], "test", None);
    let named = coreference(&tree, lexicon, &quotes, named, None);
    let mut actors = named.cast.finish(doc.tokens.len());
    let cues = CueLexicon::embedded().unwrap();
    let found = attributions(&tree, &quotes, &mut actors, lexicon, &cues);
    let show = |draft: &super::AttributionDraft| {
        let chain = draft.via.iter().chain(&draft.source);
        let chain: Vec<&str> = chain.map(|&who| actors.actor(who).name.as_str()).collect();
        let parts: Vec<&str> = draft
            .parts
            .iter()
            .map(|part| doc.slice(part.start, part.end))
            .collect();
        let mark = if draft.mode == Mode::Quote { "!" } else { "" };
        format!("{}{mark}: {}", chain.join(" > "), parts.join(" … "))
    };
    found.iter().map(show).collect()
}

#[track_caller]
fn check(text: &str, expect: &[&str]) {
    assert_eq!(read(text), expect, "{text}");
}

#[test]
fn cues_stand_before_after_and_inside() {
    check(
        "Norway said the talks had failed.",
        &["Norway: the talks had failed"],
    );
    check(
        "\"The talks have failed,\" Norway said.",
        &["Norway!: \"The talks have failed,\""],
    );
    check(
        "\"The talks have failed,\" said Norway.",
        &["Norway!: \"The talks have failed,\""],
    );
    check(
        "The talks, Norway said, have failed.",
        &["Norway: The talks … have failed"],
    );
}

#[test]
fn a_quotation_goes_on_with_its_speaker() {
    check(
        "\"The talks have failed,\" Norway said. \"We will go home and rest.\"",
        &[
            "Norway!: \"The talks have failed,\"",
            "Norway!: \"We will go home and rest.\"",
        ],
    );
}

#[test]
fn open_quotations_run_over_paragraphs() {
    check(
        "Norway said: “The talks have failed.\n“We will go home and rest.”",
        &[
            "Norway!: “The talks have failed.",
            "Norway!: “We will go home and rest.”",
        ],
    );
}

#[test]
fn sources_without_a_name_are_one_group() {
    check(
        "The talks have failed, according to people familiar with the matter.",
        &["unnamed sources: The talks have failed"],
    );
}

#[test]
fn relayers_are_chained() {
    check(
        "Norway said that Poland believes the talks have failed.",
        &[
            "Norway: that Poland believes the talks have failed",
            "Norway > Poland: the talks have failed",
        ],
    );
}

#[test]
fn things_do_not_speak() {
    check("The clouds suggest that rain will come.", &[]);
}

#[test]
fn press_statements_go_on_without_marks() {
    check(
        "Foreign Minister Anna Berg said:\n\nThe siege of Lima is a tragedy. I condemn it.\n\n\
         Chile arms the rebels.\n\nWe call on Peru to leave.\n\nChile is a state in America.",
        &[
            "Anna Berg!: The siege of Lima is a tragedy. I condemn it.",
            "Anna Berg!: Chile arms the rebels.",
            "Anna Berg!: We call on Peru to leave.",
        ],
    );
}

#[test]
fn a_list_behind_a_colon_is_no_press_statement() {
    check(
        "Peru bought these goods:\n\nWe counted ten tanks.\n\nI counted two ships.",
        &[],
    );
}
