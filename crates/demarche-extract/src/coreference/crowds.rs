//! Groups that the text tells by a common noun and by no owner: `opposition lawmakers`, `rebels`.
//! One of that wording is one actor of its document.

use demarche_model::ActorKind;
use demarche_nlp::{Dep, Tag, Upos};

use super::Walk;
use crate::draft::{Form, Tokens};
use crate::lexicon::Alone;
use crate::mentions::is_entity;
use crate::mentions::office_phrases::head_of;

/// Words before the noun that do not tell which group it is.
const EMPTY: &[&str] = &[
    "additional",
    "all",
    "certain",
    "current",
    "few",
    "fellow",
    "former",
    "least",
    "many",
    "more",
    "most",
    "much",
    "new",
    "other",
    "own",
    "same",
    "senior",
    "several",
    "some",
    "such",
    "top",
    "unidentified",
    "unnamed",
    "various",
    "young",
];

impl Walk<'_> {
    /// Takes the group that the noun heads for an actor of this document. False where it is none.
    pub(super) fn crowd(&mut self, noun: u32) -> bool {
        let tree = self.tree;
        let word = tree.text(noun).to_lowercase();
        let plural = matches!(tree.tag(noun), Tag::Nns | Tag::Nnps);
        let (collective, alone) = match self.lexicon.group_head(&word) {
            Some(head) => (head.collective, head.alone),
            None if plural && self.lexicon.is_crowd(tree.lemma(noun)) => (false, Alone::Yes),
            None => return false,
        };
        if !(plural || collective && self.is_body(noun)) {
            return false;
        }
        let argument = matches!(
            tree.dep(noun),
            Dep::Nsubj
                | Dep::Nsubjpass
                | Dep::Dobj
                | Dep::Dative
                | Dep::Pobj
                | Dep::Conj
                | Dep::Poss
        );
        // `our soldiers` are somebody's, even if nobody knows whose.
        let owned = tree.with(noun, &[Dep::Poss]).any(|by| !self.is_sort(by));
        if !argument || owned || self.at[noun as usize].is_some() {
            return false;
        }
        let (tokens, told) = self.wording(noun);
        let named = (tokens.start..noun).any(|at| tree.upos(at) == Upos::Propn);
        let met = plural && self.is_met(noun);
        let enough = match alone {
            _ if met => true,
            Alone::Yes => true,
            Alone::Told => told && !collective,
            Alone::Never => named,
        };
        if !enough || self.is_no_group(noun) {
            return false;
        }
        let mut words: Vec<String> = Vec::new();
        for at in tokens.start..tokens.end {
            let text = tree.text(at);
            let name = tree.upos(at) == Upos::Propn || text.chars().skip(1).any(char::is_uppercase);
            let first = tree.sentence(at).start == at && !name && !is_entity(tree, at);
            let adjective = tree.upos(at) == Upos::Adj && !first;
            let kept = name || adjective;
            words.push(if kept {
                text.to_owned()
            } else {
                text.to_lowercase()
            });
            if tree.token(at).space_after && at + 1 < tokens.end {
                words.push(" ".to_owned());
            }
        }
        let name = words.concat();
        let actor = self.named.cast.crowd(&name, &self.named.salt);
        if met {
            // `senior officials` of those whom somebody met.
            let all = tree
                .with(noun, &[Dep::Amod])
                .filter(|&child| child < tokens.start);
            let first = all.min().map(|child| tree.subtree(child).start);
            if let Some(first) = first {
                let whole = tree.doc.slice(first, tokens.end).to_owned();
                self.named.cast.part_mut(actor).actor.aliases.insert(whole);
            }
        }
        self.add(tokens, head_of(tree, tokens), Form::Group, actor);
        true
    }

    /// Groups that no mention names (`taxpayers`, `its allies`) are actors only where a record
    /// needs them. O(mentions).
    pub(super) fn pass_nameless(&mut self) {
        let tree = self.tree;
        let mut named = vec![false; self.named.cast.parts.len()];
        for mention in &self.named.cast.mentions {
            let proper = tree.upos(mention.head) == Upos::Propn
                && tree.text(mention.head).starts_with(char::is_uppercase);
            named[mention.actor.0 as usize] |= proper;
        }
        for (part, named) in self.named.cast.parts.iter_mut().zip(named) {
            part.actor.passing |= part.actor.kind == ActorKind::Group && !named;
        }
    }

    /// `parents` in `parents' groups`: whose groups they are, not an owner.
    fn is_sort(&self, owner: u32) -> bool {
        let tree = self.tree;
        let bare = tree.children(owner).iter().all(|&child| child > owner);
        let crowd = self.at[owner as usize].is_none_or(|(_, form, _)| form == Form::Group);
        tree.tag(owner) == Tag::Nns && bare && crowd
    }

    /// Whether somebody meets or addresses them: an act of theirs, whoever they are.
    fn is_met(&self, noun: u32) -> bool {
        let tree = self.tree;
        let first = tree.first_conjunct(noun);
        let Some(above) = tree.head(first) else {
            return false;
        };
        let object = tree.dep(first) == Dep::Dobj;
        if object {
            return matches!(
                tree.lemma(above),
                "meet" | "brief" | "address" | "greet" | "host"
            );
        }
        let with = tree.dep(first) == Dep::Pobj && matches!(tree.norm(above), "with" | "to");
        let talk = tree.head(above).filter(|_| with);
        talk.is_some_and(|talk| {
            matches!(
                tree.lemma(talk),
                "consult" | "discussion" | "meet" | "meeting" | "negotiate" | "speak" | "talk"
            )
        })
    }

    /// `the opposition`, not `opposition to the plan`.
    fn is_body(&self, noun: u32) -> bool {
        let tree = self.tree;
        let article = tree
            .child(noun, Dep::Det)
            .is_some_and(|det| tree.norm(det) == "the");
        article && tree.preps(noun, &["to"]).next().is_none()
    }

    /// The noun with what tells which group it is, and whether anything does.
    fn wording(&self, noun: u32) -> (Tokens, bool) {
        let tree = self.tree;
        let mut start = noun;
        for &child in tree.children(noun).iter().rev() {
            if child > noun {
                continue;
            }
            let inner = matches!(tree.dep(child), Dep::Compound | Dep::Amod | Dep::Nmod)
                || tree.dep(child) == Dep::Poss && self.is_sort(child);
            let below = tree.subtree(child);
            let joined = below.end == start || tree.dep(child) == Dep::Punct;
            let word = tree.norm(child).to_lowercase();
            let told = inner && !EMPTY.contains(&word.as_str());
            if !(joined && (told || (tree.dep(child) == Dep::Punct && start < noun))) {
                break;
            }
            start = below.start;
        }
        while start < noun && !tree.text(start).chars().any(char::is_alphanumeric) {
            start += 1;
        }
        let mut end = noun + 1;
        if start == noun {
            let place = tree
                .preps(noun, &["in", "at", "from", "of"])
                .find(|&prep| prep == noun + 1);
            if let Some(prep) = place {
                let below = tree.subtree(prep);
                let names = (prep + 1..below.end)
                    .all(|at| matches!(tree.upos(at), Upos::Propn | Upos::Det | Upos::Part));
                if names && below.end - prep <= 5 && below.end > prep + 1 {
                    end = below.end;
                }
            }
        }
        let told = start < noun || end > noun + 1;
        (Tokens { start, end }, told)
    }

    /// `two soldiers`, `a group of workers`: some of them, not the group; `no rebels`: nobody.
    fn is_no_group(&self, noun: u32) -> bool {
        let tree = self.tree;
        let predicate = tree.head(noun).is_some_and(|prep| {
            tree.dep(noun) == Dep::Pobj && matches!(tree.norm(prep), "as" | "like" | "than")
        });
        let none = tree
            .children(noun)
            .iter()
            .any(|&child| child < noun && matches!(tree.norm(child), "no" | "which" | "what"));
        predicate || none
    }
}
