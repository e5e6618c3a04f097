//! Membership lists: `members such as A, B and C`, `NATO countries, including A and B`.

use demarche_model::{ActorKind, Confidence, RelationKind, Status};
use demarche_nlp::{Dep, Tag};

use super::RelationDraft;
use crate::attribution::source::actor_at;
use crate::draft::{ActorIx, Actors, Tokens};
use crate::lexicon::Lexicon;
use crate::tree::Tree;

/// Nouns whose examples are members of whoever owns them.
const MEMBERS: &[&str] = &["country", "government", "member", "nation", "state"];

/// Collective nouns that have members although they are singular.
const COLLECTIVES: &[&str] = &["alliance", "bloc", "coalition", "community", "group"];

/// Most examples that one list is read for.
const LONGEST: usize = 40;

/// The members that lists tell. O(tokens × members).
pub(super) fn relations(tree: &Tree<'_>, lexicon: &Lexicon, actors: &Actors) -> Vec<RelationDraft> {
    let mut found = Vec::new();
    for noun in 0..tree.len() {
        let plural = matches!(tree.tag(noun), Tag::Nns | Tag::Nnps);
        if !plural && !COLLECTIVES.contains(&tree.lemma(noun)) {
            continue;
        }
        let (cue, examples) = examples(tree, noun);
        let Some(cue) = cue else { continue };
        let Some((body, body_tokens)) = body(tree, actors, noun) else {
            continue;
        };
        // `advisers such as A`: an office says more than membership of the advisers.
        let office = lexicon.offices.by_wording(tree.lemma(noun)).is_some();
        let sentence = tree.sentence(noun);
        for token in examples.into_iter().take(LONGEST) {
            let Some((member, tokens)) = actor_at(tree, actors, token) else {
                continue;
            };
            let person = actors.actor(member).kind == ActorKind::Person;
            if member == body || !fits(actors, member, body) || (person && office) {
                continue;
            }
            found.push(RelationDraft {
                subject: member,
                subject_tokens: Some(tokens),
                kind: RelationKind::MemberOf,
                object: body,
                object_tokens: Some(body_tokens),
                office: None,
                status: Status::Current,
                valid_from: None,
                valid_to: None,
                confidence: Confidence::from_percent(76),
                hedged: false,
                cue,
                evidence: Tokens {
                    start: sentence.start,
                    end: sentence.end,
                },
                rule: "list".to_owned(),
            });
        }
    }
    found
}

/// People belong to groups of people, bodies to any body.
fn fits(actors: &Actors, member: ActorIx, body: ActorIx) -> bool {
    let body = actors.actor(body).kind;
    match actors.actor(member).kind {
        ActorKind::Person => body == ActorKind::Group,
        _ => matches!(body, ActorKind::Group | ActorKind::Organization),
    }
}

/// The word that opens the list, and its members.
fn examples(tree: &Tree<'_>, noun: u32) -> (Option<Tokens>, Vec<u32>) {
    for &child in tree.children(noun).iter().filter(|&&child| child > noun) {
        let word = tree.norm(child);
        let one = Tokens {
            start: child,
            end: child + 1,
        };
        match tree.dep(child) {
            Dep::Prep if matches!(word, "including" | "like") => {
                return (Some(one), tree.prep_objects(child));
            }
            Dep::Prep if word == "as" => {
                let such = child
                    .checked_sub(1)
                    .filter(|&such| tree.norm(such) == "such");
                if let Some(such) = such {
                    let cue = Tokens {
                        start: such,
                        end: child + 1,
                    };
                    return (Some(cue), tree.prep_objects(child));
                }
            }
            Dep::Appos => {
                let opener = tree.children(child).iter().copied().find(|&word| {
                    word < child
                        && matches!(
                            tree.norm(word),
                            "especially"
                                | "mainly"
                                | "namely"
                                | "notably"
                                | "particularly"
                                | "primarily"
                        )
                });
                if let Some(opener) = opener {
                    let cue = Tokens {
                        start: opener,
                        end: opener + 1,
                    };
                    return (Some(cue), tree.conjuncts(child));
                }
            }
            _ => {}
        }
    }
    (None, Vec::new())
}

/// What the members belong to: the organization whose members or countries they are, else the
/// group that the noun names.
fn body(tree: &Tree<'_>, actors: &Actors, noun: u32) -> Option<(ActorIx, Tokens)> {
    if MEMBERS.contains(&tree.lemma(noun)) {
        let before = tree.with(noun, &[Dep::Compound, Dep::Amod, Dep::Nmod, Dep::Poss]);
        let behind = tree
            .preps(noun, &["of"])
            .flat_map(|prep| tree.prep_objects(prep));
        let owner = before.chain(behind).find_map(|token| {
            let mention = actors.covering(token)?;
            Some((mention.actor, mention.tokens))
        });
        let body =
            |&(actor, _): &(ActorIx, Tokens)| actors.actor(actor).kind == ActorKind::Organization;
        if let Some(owner) = owner.filter(body) {
            return Some(owner);
        }
    }
    let mention = actors.headed_by(noun)?;
    (actors.actor(mention.actor).kind == ActorKind::Group)
        .then_some((mention.actor, mention.tokens))
}
