//! Definite phrases: `the alliance`, `the president-elect`, `the advisers`.

use demarche_model::{ActorKind, RelationKind, Status, fold_name};
use demarche_nlp::{Dep, Tag};

use super::Walk;
use crate::draft::{ActorIx, Form, Tokens};
use crate::lexicon::HeldAt;
use crate::mentions::groups::presidency_of;
use crate::mentions::{Article, OfficePhrase, SeenOffice};
use crate::tree::Tree;

/// How many sentences back a bare plural may mean a group named before.
const GROUP_WINDOW: usize = 6;

/// Words for some or many of a group.
const PARTS: &[&str] = &[
    "all", "another", "both", "couple", "crowd", "dozen", "few", "group", "handful", "hundred",
    "lot", "majority", "many", "million", "most", "number", "one", "other", "score", "several",
    "some", "ten", "thousand", "three", "two",
];

impl Walk<'_> {
    /// `the alliance` where NATO was named: the organization named last that the phrase can mean.
    pub(super) fn organization_nominal(&mut self, noun: u32) -> bool {
        let tree = self.tree;
        let Some(article) = tree
            .child(noun, Dep::Det)
            .filter(|&det| tree.norm(det) == "the")
        else {
            return false;
        };
        // `the court of appeals` is another; `accused the court of lying` is not.
        let more = tree
            .preps(noun, &["of", "between", "with"])
            .any(|prep| tree.with(prep, &[Dep::Pobj]).next().is_some());
        if article > noun || more {
            return false;
        }
        let words: Vec<String> = (article + 1..=noun)
            .map(|token| tree.text(token).to_lowercase())
            .collect();
        let phrase = format!("the {}", words.join(" "));
        let entries = self.lexicon.gazetteer.nominals(&phrase);
        let bare = words.len() == 1 && self.org_heads.contains(&words[0]);
        if entries.is_empty() && !bare {
            return false;
        }
        let own = |walk: &Self, actor: ActorIx| {
            let part = walk.named.cast.part(actor);
            if let Some(entry) = part.entry {
                let known = entries.iter().find(|known| known.0 == entry);
                return known.map(|known| known.1);
            }
            let same = bare
                && part.actor.kind == ActorKind::Organization
                && head_word(&part.actor.name).as_ref() == Some(&words[0]);
            same.then_some(0)
        };
        // Of two that were named shortly before, the one that is called so first of all.
        let Some(actor) = self
            .nearest(noun, |walk, actor| own(walk, actor) == Some(0))
            .or_else(|| self.last_named(noun, |walk, actor| own(walk, actor).is_some()))
        else {
            return false;
        };
        let tokens = Tokens {
            start: article,
            end: noun + 1,
        };
        self.add(tokens, noun, Form::Nominal, actor);
        true
    }

    /// The actor that fits and was named last in the sentences before the token.
    fn nearest(&self, token: u32, fits: impl Fn(&Self, ActorIx) -> bool) -> Option<ActorIx> {
        let here = self.tree.sentence_index(token);
        let near = |at: &u32| self.tree.sentence_index(*at) + GROUP_WINDOW >= here;
        let first = token.saturating_sub(400);
        (first..token).rev().take_while(near).find_map(|at| {
            let (actor, form, _) = self.at[at as usize]?;
            (form != Form::Pronoun && fits(self, actor)).then_some(actor)
        })
    }

    /// The actor that fits and was named last before the token.
    fn last_named(&self, token: u32, fits: impl Fn(&Self, ActorIx) -> bool) -> Option<ActorIx> {
        let first = token.saturating_sub(4000);
        (first..token).rev().find_map(|at| {
            let (actor, form, _) = self.at[at as usize]?;
            let named = form != Form::Pronoun;
            (named && fits(self, actor)).then_some(actor)
        })
    }

    /// `the former German chancellor`: the person whose office it is, by the text first and by
    /// what the gazetteer knows of people in the text second.
    pub(super) fn office_holder(&mut self, phrase: &OfficePhrase) {
        let tree = self.tree;
        let last = phrase.tokens.end - 1;
        if phrase.plural
            || self.titling[last as usize]
            || self.headed[phrase.head as usize].is_some()
        {
            return;
        }
        let definite = phrase.article == Article::Definite || phrase.marked;
        let predicate = matches!(
            tree.dep(phrase.head),
            Dep::Attr | Dep::Oprd | Dep::Appos | Dep::Acomp
        );
        let named = tree.with(phrase.head, &[Dep::Appos]).next().is_some();
        let modifier = matches!(tree.dep(phrase.head), Dep::Compound | Dep::Amod | Dep::Nmod);
        if phrase.article == Article::Indefinite || !definite || predicate || named || modifier {
            return;
        }
        if self.at[phrase.head as usize].is_some() {
            return;
        }
        let office = self.lexicon.offices.office(phrase.office);
        let as_role = tree
            .head(phrase.head)
            .is_some_and(|prep| tree.dep(phrase.head) == Dep::Pobj && tree.norm(prep) == "as");
        if as_role || matches!(office.held_at, HeldAt::Person) {
            return;
        }
        // `the New Jersey senator`: the gazetteer does not know who comes from where.
        let place = phrase.tokens.start.checked_sub(1).is_some_and(|before| {
            let regions = &self.named.regions;
            let after = regions.partition_point(|(tokens, _)| tokens.start <= before);
            after
                .checked_sub(1)
                .is_some_and(|index| regions[index].0.has(before))
        });
        if place {
            return;
        }
        let owner = self.owner(phrase);
        let canonical = office.canonical.to_lowercase();
        let wording = fold_name(&phrase.wording);
        let wording = wording.trim_end_matches(" elect").to_owned();
        let whole = wording == fold_name(&office.wording).trim_end_matches(" elect");
        // `the chief of naval operations`: of something that is no actor and has not been named;
        // `of the alliance` comes later.
        let elsewhere = tree.preps(phrase.head, &["of"]).any(|prep| {
            let mut objects = tree.with(prep, &[Dep::Pobj]);
            prep == phrase.tokens.end && objects.all(|at| tree.child(at, Dep::Det).is_none())
        });
        if owner.is_none() && elsewhere {
            return;
        }
        let by_text = |walk: &Self, actor: ActorIx| {
            let part = walk.named.cast.part(actor);
            part.offices.iter().any(|seen| {
                // `the minister` for the foreign minister.
                let tail = seen.wording.strip_suffix(wording.as_str());
                let shorter = tail.is_some_and(|rest| rest.is_empty() || rest.ends_with(' '));
                // `the associate deputy minister` is not the deputy minister.
                let same = (seen.office == canonical && whole) || shorter;
                let loose = seen.of.is_none() && office.relation == RelationKind::HoldsOffice;
                let place = owner.is_none() || loose || seen.of == owner;
                let time = (seen.status == Status::Elect) == (phrase.status == Status::Elect);
                same && place && time
            })
        };
        // Whoever holds it by the text at another time is not meant: the president is not the
        // president-elect.
        let by_repute = |walk: &Self, actor: ActorIx| {
            let offices = &walk.named.cast.part(actor).offices;
            let rival = offices.iter().any(|seen| seen.office == canonical);
            !rival && walk.is_known_as(actor, &wording, owner)
        };
        let start = phrase.tokens.start;
        let person = |walk: &Self, actor: ActorIx| {
            walk.named.cast.part(actor).actor.kind == ActorKind::Person
        };
        let holder = self
            .last_named(start, |walk, actor| {
                person(walk, actor) && by_text(walk, actor)
            })
            .or_else(|| {
                self.last_named(start, |walk, actor| {
                    person(walk, actor) && by_repute(walk, actor)
                })
            });
        let start = match tree.child(phrase.head, Dep::Det) {
            Some(det) if det < phrase.tokens.start => det,
            _ => phrase.tokens.start,
        };
        let tokens = Tokens {
            start,
            end: phrase.tokens.end,
        };
        match holder {
            Some(actor) => self.hold(phrase, tokens, actor),
            None => self.unnamed_holder(phrase, tokens, owner),
        }
    }

    /// `the incoming administration`: the one named last, else that of the only president-elect.
    pub(super) fn administration(&mut self, noun: u32) {
        let tree = self.tree;
        let definite = tree
            .child(noun, Dep::Det)
            .filter(|&det| tree.norm(det) == "the");
        if tree.lemma(noun) != "administration" || tree.preps(noun, &["of"]).next().is_some() {
            return;
        }
        let Some(article) = definite.filter(|&det| det < noun) else {
            return;
        };
        let named = self.last_named(noun, |walk, actor| {
            let actor = &walk.named.cast.part(actor).actor;
            let name = actor.name.as_str();
            actor.kind == ActorKind::Organization
                && (name.contains("residency of ") || name.ends_with(" government"))
        });
        let actor = named.or_else(|| {
            let elect = self.last_named(noun, |walk, actor| {
                let offices = &walk.named.cast.part(actor).offices;
                offices.iter().any(|office| office.status == Status::Elect)
            })?;
            let (tree, lexicon, later) = (self.tree, self.lexicon, self.later);
            let named = &mut self.named;
            Some(presidency_of(tree, lexicon, named, noun, elect, later))
        });
        let actor = actor.or_else(|| {
            let president = self.last_named(noun, Self::is_us_president)?;
            let (tree, lexicon, later) = (self.tree, self.lexicon, self.later);
            let named = &mut self.named;
            Some(presidency_of(tree, lexicon, named, noun, president, later))
        });
        if let Some(actor) = actor {
            let tokens = Tokens {
                start: article,
                end: noun + 1,
            };
            self.add(tokens, noun, Form::Nominal, actor);
        }
    }

    /// Whether the text calls a politician of the United States its president.
    fn is_us_president(&self, actor: ActorIx) -> bool {
        let part = self.named.cast.part(actor);
        let american = part
            .entry
            .is_some_and(|entry| self.lexicon.gazetteer.entry(entry).state == "united-states");
        let president =
            |seen: &SeenOffice| seen.wording == "president" && seen.status == Status::Current;
        american && part.offices.iter().any(president)
    }

    /// `one of Trump's advisers`, `thousands of protesters`: the group speaks through them.
    pub(super) fn partitive(&mut self, object: u32) {
        let tree = self.tree;
        let Some((actor, _)) = self.headed[object as usize] else {
            return;
        };
        let Some(prep) = tree.head(object).filter(|&prep| {
            matches!(tree.norm(prep), "of" | "among") && tree.dep(object) == Dep::Pobj
        }) else {
            return;
        };
        let Some(part) = tree.head(prep) else { return };
        let free = is_part(tree, part) && self.headed[part as usize].is_none();
        if free && self.named.cast.part(actor).actor.kind == ActorKind::Group {
            let tokens = Tokens {
                start: part,
                end: object + 1,
            };
            self.add(tokens, part, Form::Group, actor);
        }
    }

    /// `the secretary` after `Defense Secretary Ash Carter`: the last word of an office that the
    /// text gave to somebody, where the word by itself is no office.
    pub(super) fn plain_holder(&mut self, noun: u32) -> bool {
        let tree = self.tree;
        let word = fold_name(tree.text(noun));
        if !self.office_heads.contains(&word) || self.titling[noun as usize] {
            return false;
        }
        let before = tree.children(noun).iter().filter(|&&child| child < noun);
        let article: Vec<u32> = before.copied().collect();
        let plain = matches!(article.as_slice(), &[det] if tree.norm(det) == "the");
        let singular = matches!(tree.tag(noun), Tag::Nn | Tag::Nnp);
        let predicate = matches!(
            tree.dep(noun),
            Dep::Attr | Dep::Oprd | Dep::Appos | Dep::Compound
        );
        let of = tree.preps(noun, &["of", "for", "at"]).next().is_some();
        if !plain || !singular || predicate || of || self.at[noun as usize].is_some() {
            return false;
        }
        let holder = self.last_named(noun, |walk, actor| {
            let part = walk.named.cast.part(actor);
            part.offices.iter().any(|seen| {
                seen.wording
                    .strip_suffix(word.as_str())
                    .is_some_and(|rest| rest.ends_with(' '))
            })
        });
        let Some(actor) = holder else { return false };
        let tokens = Tokens {
            start: article[0],
            end: noun + 1,
        };
        self.add(tokens, noun, Form::Nominal, actor);
        true
    }

    /// Whether the gazetteer knows the person in that role, in the owner's state.
    fn is_known_as(&self, actor: ActorIx, wording: &str, owner: Option<ActorIx>) -> bool {
        let Some(entry) = self.named.cast.part(actor).entry else {
            return false;
        };
        let entry = self.lexicon.gazetteer.entry(entry);
        let role = entry.roles.iter().any(|role| {
            let role = fold_name(role);
            role == wording || role.ends_with(&format!(" {wording}"))
        });
        let place = owner.is_none_or(|owner| {
            let part = self.named.cast.part(owner);
            part.actor.key == entry.state || part.actor.kind != ActorKind::State
        });
        role && place
    }

    /// The state or organization that the phrase names.
    fn owner(&self, phrase: &OfficePhrase) -> Option<ActorIx> {
        let before = phrase.owner.and_then(|token| self.at[token as usize]);
        let tree = self.tree;
        before.map(|(actor, _, _)| actor).or_else(|| {
            // `minister of foreign affairs of Iraq`: the last words lie outside the title.
            (phrase.tokens.start..phrase.tokens.end)
                .rev()
                .flat_map(|token| tree.preps(token, &["of", "at", "for"]))
                .flat_map(|prep| tree.prep_objects(prep))
                .filter(|&object| !phrase.tokens.has(object))
                .find_map(|object| self.at[object as usize].map(|(actor, _, _)| actor))
        })
    }

    /// `Advisers said` where `Trump's advisers` were named: the group of that noun named last.
    pub(super) fn earlier_group(&mut self, noun: u32) -> bool {
        let tree = self.tree;
        if !matches!(tree.tag(noun), Tag::Nns | Tag::Nnps) {
            return false;
        }
        let lemma = tree.text(noun).to_lowercase();
        if self.lexicon.group_head(&lemma).is_none() {
            return false;
        }
        let bare = tree.children(noun).iter().all(|&child| {
            child > noun
                || matches!(tree.dep(child), Dep::Punct)
                || tree.norm(child) == "the"
                || tree.norm(child) == "these"
        });
        if !bare || tree.preps(noun, &["of", "in", "from"]).next().is_some() {
            return false;
        }
        let here = tree.sentence_index(noun);
        let first = noun.saturating_sub(400);
        let found = (first..noun).rev().find_map(|at| {
            let (actor, form) = self.headed[at as usize]?;
            let near = tree.sentence_index(at) + GROUP_WINDOW >= here;
            let same = tree.text(at).to_lowercase() == lemma;
            (near && same && form == Form::Group).then_some(actor)
        });
        let Some(actor) = found else { return false };
        let tokens = Tokens {
            start: noun,
            end: noun + 1,
        };
        self.add(tokens, noun, Form::Nominal, actor);
        true
    }
}

/// Whether the word means some or many of a group.
pub(super) fn is_part(tree: &Tree<'_>, token: u32) -> bool {
    PARTS.contains(&tree.lemma(token).to_lowercase().as_str())
}

/// What an unknown organization is by its name: `court` for `Fifth Circuit Court of Appeals`.
pub(super) fn head_word(name: &str) -> Option<String> {
    let head = name.split(" of ").next()?;
    let head = head.split(" for ").next()?;
    head.rsplit(' ').next().map(str::to_lowercase)
}
