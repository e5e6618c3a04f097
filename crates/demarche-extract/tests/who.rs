//! Who is meant: our own sentences, and the actors and mentions that they hold.

use demarche_extract::coreference::coreference;
use demarche_extract::lexicon::Lexicon;
use demarche_extract::mentions::mentions;
use demarche_extract::quotes::quotes;
use demarche_extract::relations::offices::note_offices;
use demarche_extract::tree::Tree;
use demarche_nlp::Pipeline;

/// The text with every mention as `[words|actor]`, mentions of less than the sentence first.
fn told(text: &str) -> String {
    let doc = Pipeline::english().annotate(text);
    let tree = Tree::new(&doc);
    let lexicon = Lexicon::embedded().expect("the lexicon is whole");
    let heading = vec![false; doc.tokens.len()];
    let mut named = mentions(&tree, lexicon, &heading, "salt", None);
    note_offices(&tree, lexicon, &mut named);
    let named = coreference(&tree, lexicon, &quotes(&tree), named, None);
    let mut out = String::new();
    for token in 0..tree.len() {
        let mut here: Vec<_> = named.cast.mentions.iter().collect();
        here.sort_by_key(|mention| std::cmp::Reverse(mention.tokens.end));
        for mention in &here {
            if mention.tokens.start == token {
                out.push('[');
            }
        }
        out.push_str(tree.text(token));
        here.sort_by_key(|mention| std::cmp::Reverse(mention.tokens.start));
        for mention in &here {
            if mention.tokens.end == token + 1 {
                out.push('|');
                out.push_str(&named.cast.part(mention.actor).actor.name);
                out.push(']');
            }
        }
        if doc.tokens[token as usize].space_after {
            out.push(' ');
        }
    }
    out
}

#[track_caller]
fn check(expected: &str) {
    // The marks give the text: what stands before `|` inside brackets.
    let mut text = String::new();
    let mut skip = false;
    for c in expected.chars() {
        match c {
            '[' => {}
            '|' => skip = true,
            ']' => skip = false,
            _ if skip => {}
            other => text.push(other),
        }
    }
    assert_eq!(told(&text), expected);
}

#[test]
fn states_stand_behind_adjectives_and_seats() {
    check("[Russian|Russia] jets crossed the border.");
    check("[Moscow|Russia] rejected the offer, and the [Kremlin|Russia] kept silent.");
    check("The talks took place in Moscow.");
    check("She told us that the [US|United States] would stay.");
}

#[test]
fn titles_go_with_names() {
    check("[Latvian|Latvia] [Defence Minister Andris Sprūds|Andris Sprūds] spoke.");
    check("[Mr. Smithson|Smithson] agreed, and [Smithson|Smithson] left.");
}

#[test]
fn short_names_join_full_ones() {
    check("[Anna Holt|Anna Holt] came. [Holt|Anna Holt] said nothing.");
    check("[Volodymyr Zelensky|Volodymyr Zelenskyy] came. [Zelensky|Volodymyr Zelenskyy] left.");
}

#[test]
fn groups_have_owners() {
    check("[[Macron|Emmanuel Macron]'s advisers|Macron advisers] met.");
    check("[European leaders|European leaders] met.");
    check("[[Estonian|Estonia] officials|Estonia] refused.");
    check("Officials refused.");
}

#[test]
fn pronouns_take_the_subject_before_them() {
    check(
        "[Emmanuel Macron|Emmanuel Macron] met [Olaf Scholz|Olaf Scholz]. \
         [He|Emmanuel Macron] said that [his|Emmanuel Macron] aim was peace.",
    );
    check(
        "[Olaf Scholz|Olaf Scholz] met [Angela Merkel|Angela Merkel]. \
         [She|Angela Merkel] thanked [him|Olaf Scholz].",
    );
    check("[Norway|Norway] said [it|Norway] would keep [its|Norway] promises.");
}

#[test]
fn a_thing_without_a_name_keeps_its_pronoun() {
    check("[Norway|Norway] made a plan. The plan failed because it was late.");
    check("It was clear that [Norway|Norway] would agree.");
}

#[test]
fn phrases_mean_whom_the_text_gave_the_office() {
    check(
        "[Finnish|Finland] [President Alexander Stubb|Alexander Stubb] came to Riga. \
         [The president|Alexander Stubb] left early.",
    );
    check("[NATO|NATO] met in Riga. [The alliance|NATO] agreed.");
    check("The alliance agreed.");
}

#[test]
fn a_city_before_its_country_is_a_place() {
    check("The ministers met in Brussels, Belgium, on Monday.");
}

#[test]
fn the_last_word_of_an_office_is_enough() {
    check(
        "[Defense Secretary Ash Carter|Ash Carter] came to Oslo. \
         [The secretary|Ash Carter] left early.",
    );
}

#[test]
fn the_one_elected_is_not_the_one_in_office() {
    check(
        "[President Joe Biden|Joe Biden] spoke in Oslo. [Donald Trump|Donald Trump] stayed away. \
         [The president-elect|Donald Trump] golfed.",
    );
}

#[test]
fn what_describes_a_name_does_not_point_back_at_it() {
    check(
        "[Olaf Scholz|Olaf Scholz] came late. \
         [Anna Holt|Anna Holt], [his|Olaf Scholz] adviser, left early.",
    );
    check("[Olaf Scholz|Olaf Scholz] [himself|Olaf Scholz] said nothing.");
}

#[test]
fn the_noun_beside_a_name_tells_what_it_is() {
    check("The trader [Quirino Dajlu|Quirino Dajlu] left.");
    check("[Blue Lantern|Blue Lantern], a charity, refused.");
    check("The watchdog, [Helvissa|Helvissa], closed the file.");
}

#[test]
fn a_leaders_surname_needs_no_full_name() {
    check("[Hollande|François Hollande] thanked [Norway|Norway].");
    check("They walked along the Lake.");
}
