//! Since and until when a tie lasts, and when an event happened, where the text says so.

use demarche_model::{Date, Status};
use demarche_nlp::Dep;

use super::RelationDraft;
use super::time::{Standing, standing, tense_is_past};
use crate::calendar::{Now, date_ago, date_at};
use crate::cues::arguments::is_verb;
use crate::mentions::office_phrases::head_of;
use crate::tree::Tree;

/// Verbs that begin a tie.
const BEGIN: &[&str] = &[
    "accede",
    "appoint",
    "assume",
    "become",
    "inaugurate",
    "install",
    "join",
    "swear",
    "take",
];

/// Verbs that end one.
const END: &[&str] = &[
    "depose", "dismiss", "fire", "leave", "oust", "quit", "remove", "resign", "retire", "sack",
    "step", "unseat",
];

/// What begins or ends with `take` and `leave`.
const POST: &[&str] = &[
    "charge",
    "command",
    "helm",
    "job",
    "office",
    "oath",
    "over",
    "post",
    "power",
    "presidency",
    "rein",
    "role",
];

/// Fills in the dates of the relations, and the status of offices that have ended. O(drafts ×
/// children).
pub(super) fn date(tree: &Tree<'_>, document: Option<Date>, drafts: &mut [RelationDraft]) {
    for draft in drafts {
        let head = head_of(tree, draft.cue);
        let site = Site {
            tree,
            document,
            head,
            verb: governor(tree, head),
        };
        if draft.kind.row().event {
            let when = site.event();
            (draft.valid_from, draft.valid_to) = (when, when);
        } else {
            site.lasting(draft);
        }
    }
}

/// The verb that the cue is, or that it completes: `is minister`, `served as minister`, `held
/// talks`.
fn governor(tree: &Tree<'_>, head: u32) -> Option<u32> {
    if is_verb(tree, head) {
        return Some(head);
    }
    let first = tree.first_conjunct(head);
    let above = tree.head(first)?;
    match tree.dep(first) {
        Dep::Attr | Dep::Oprd | Dep::Dobj | Dep::Xcomp if is_verb(tree, above) => Some(above),
        Dep::Pobj if tree.norm(above) == "as" => {
            let verb = tree.head(above)?;
            let object = !is_verb(tree, verb) && tree.dep(verb) == Dep::Dobj;
            let verb = if object { tree.head(verb)? } else { verb };
            is_verb(tree, verb).then_some(verb)
        }
        _ => None,
    }
}

struct Site<'a> {
    tree: &'a Tree<'a>,
    document: Option<Date>,
    head: u32,
    verb: Option<u32>,
}

impl Site<'_> {
    fn now(&self, ahead: bool) -> Now {
        Now {
            date: self.document,
            ahead,
        }
    }

    /// When an event happened.
    fn event(&self) -> Option<Date> {
        let ahead = self.standing(self.head).status == Status::Planned;
        let own = self.point(self.head, ahead);
        own.or_else(|| self.point(self.verb?, ahead))
    }

    fn standing(&self, predicate: u32) -> Standing {
        standing(self.tree, predicate)
    }

    /// Since and until when a state lasts.
    fn lasting(&self, draft: &mut RelationDraft) {
        let tree = self.tree;
        let subject = draft.subject_tokens.map(|tokens| head_of(tree, tokens));
        let sites = [Some(self.head), self.verb, subject];
        for site in sites.into_iter().flatten() {
            let (from, to) = self.stretch(site);
            draft.valid_from = draft.valid_from.or(from);
            draft.valid_to = draft.valid_to.or(to);
        }
        if let Some((from, to)) = self.years_behind() {
            draft.valid_from = draft.valid_from.or(Some(from));
            draft.valid_to = draft.valid_to.or(Some(to));
        }
        if let Some(verb) = self.verb {
            self.turn(verb, draft);
        }
        if draft.office.is_some() {
            for verb in self.told_of(subject) {
                self.turn(verb, draft);
            }
        }
        let over = draft.valid_to.zip(self.document);
        let over = over.is_some_and(|(to, today)| to.last_day() < today.first_day());
        if over && draft.status == Status::Current {
            draft.status = Status::Former;
        }
    }

    /// Verbs whose subject is the holder: `who resigned last year`.
    fn told_of(&self, subject: Option<u32>) -> Vec<u32> {
        let tree = self.tree;
        let mut verbs = Vec::new();
        for noun in [Some(self.head), subject].into_iter().flatten() {
            verbs.extend(tree.with(noun, &[Dep::Relcl]));
            if matches!(tree.dep(noun), Dep::Nsubj | Dep::Nsubjpass) {
                verbs.extend(tree.head(noun));
            }
        }
        let more: Vec<u32> = verbs
            .iter()
            .flat_map(|&verb| tree.conjuncts(verb))
            .filter(|&verb| Some(verb) != self.verb)
            .collect();
        more
    }

    /// A verb that begins or ends the tie, with its time.
    fn turn(&self, verb: u32, draft: &mut RelationDraft) {
        let tree = self.tree;
        let lemma = tree.lemma(verb);
        let begins = BEGIN.contains(&lemma) && self.is_post(verb, lemma);
        let ends = END.contains(&lemma) && self.is_post(verb, lemma);
        if !(begins || ends) || self.is_of_another(verb) {
            return;
        }
        let standing = self.standing(verb);
        if standing.negated || standing.hedged {
            return;
        }
        // `the president-elect, who takes office in January`.
        let awaited = matches!(draft.status, Status::Elect | Status::Designate);
        let ahead = standing.status == Status::Planned || begins && awaited;
        let when = self.point(verb, ahead);
        if begins {
            draft.valid_from = draft.valid_from.or(when);
        } else {
            draft.valid_to = draft.valid_to.or(when);
            let past = !ahead && (tense_is_past(tree, verb) || tree.is_passive(verb));
            if past && draft.status == Status::Current {
                draft.status = Status::Former;
            }
        }
    }

    /// `took office` but not `took a walk`; `stepped down` but not `stepped out`.
    fn is_post(&self, verb: u32, lemma: &str) -> bool {
        let tree = self.tree;
        let below = |words: &[&str]| {
            tree.children(verb)
                .iter()
                .any(|&child| words.contains(&tree.lemma(child)))
        };
        let cue = Some(verb) == self.verb && verb == self.head;
        match lemma {
            "take" | "assume" => below(POST),
            "leave" | "quit" => cue || below(POST),
            "step" => below(&["down", "aside"]),
            "swear" => below(&["in"]),
            // Whoever fires or ousts keeps his own office.
            "depose" | "dismiss" | "fire" | "oust" | "remove" | "sack" | "unseat" | "appoint"
            | "inaugurate" | "install" => tree.is_passive(verb),
            "become" | "join" => Some(verb) == self.verb,
            _ => true,
        }
    }

    /// `resigned as party leader` says nothing of the ministry.
    fn is_of_another(&self, verb: u32) -> bool {
        let tree = self.tree;
        let mut posts = tree
            .preps(verb, &["as", "from"])
            .flat_map(|prep| tree.prep_objects(prep))
            .filter(|&post| !POST.contains(&tree.lemma(post)));
        posts.any(|post| post != self.head)
    }

    /// `since 2019`, `until May`, `from 2009 to 2013`, `between 2009 and 2013` below the word.
    fn stretch(&self, site: u32) -> (Option<Date>, Option<Date>) {
        let tree = self.tree;
        let ahead = is_verb(tree, site) && self.standing(site).status == Status::Planned;
        let (mut from, mut to) = (None, None);
        for &prep in tree.children(site) {
            if !matches!(tree.dep(prep), Dep::Prep | Dep::Mark | Dep::Advmod) {
                continue;
            }
            let object = |prep: u32| {
                let first = tree.with(prep, &[Dep::Pobj]).next()?;
                date_at(tree, first, self.now(ahead))
            };
            match tree.norm(prep) {
                "since" => from = from.or(object(prep)),
                "until" | "till" => to = to.or(object(prep)),
                "from" => {
                    from = from.or(object(prep));
                    let mut ends = tree.preps(prep, &["to", "until", "till", "through"]);
                    let end = ends.next().or_else(|| {
                        let mut beside = tree.preps(site, &["to", "until", "till", "through"]);
                        beside.find(|&other| other > prep)
                    });
                    to = to.or_else(|| object(end?).filter(|_| from.is_some()));
                }
                "between" => {
                    let pair = tree.prep_objects(prep);
                    if let [first, second] = pair.as_slice() {
                        let now = self.now(ahead);
                        let dates = (date_at(tree, *first, now), date_at(tree, *second, now));
                        if let (Some(first), Some(second)) = dates {
                            (from, to) = (Some(first), Some(second));
                        }
                    }
                }
                _ => {}
            }
        }
        (from, to)
    }

    /// `(foreign minister, 2005-2009)`: two years joined by a dash right behind the cue.
    fn years_behind(&self) -> Option<(Date, Date)> {
        let tree = self.tree;
        let end = tree.sentence(self.head).end;
        let year = |token: u32| {
            let text = tree.text(token);
            let year: u16 = text.parse().ok().filter(|_| text.len() == 4)?;
            Date::new(year, None, None).filter(|date| (1800..=2200).contains(&date.year()))
        };
        let last = end.saturating_sub(2);
        let near = (self.head + 1..last).take(12);
        let mut clause = near.take_while(|&token| !is_verb(tree, token));
        clause.find_map(|token| {
            let dash = matches!(tree.text(token + 1), "-" | "–" | "—");
            let (from, to) = (year(token)?, year(token + 2).filter(|_| dash)?);
            (from <= to).then_some((from, to))
        })
    }

    /// `on Monday`, `in May 2019`, `last year`, `two years ago` below the word.
    fn point(&self, site: u32, ahead: bool) -> Option<Date> {
        let tree = self.tree;
        let now = self.now(ahead);
        tree.children(site)
            .iter()
            .find_map(|&child| match tree.dep(child) {
                Dep::Prep if matches!(tree.norm(child), "in" | "on") => {
                    let first = tree.with(child, &[Dep::Pobj]).next()?;
                    date_at(tree, first, now)
                }
                Dep::Npadvmod => date_at(tree, child, now),
                Dep::Advmod => date_ago(tree, child, now),
                _ => None,
            })
    }
}
