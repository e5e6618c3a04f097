//! Walking the dependency trees of one annotated document.

use demarche_nlp::{Dep, Document, Sentence, Tag, Token, Upos};

use crate::draft::Tokens;

/// Longest chain that a walk follows; keeps the cost linear on damaged trees.
const REACH: usize = 48;

/// Most children of a token that are looked at.
const BREADTH: usize = 512;

/// The trees of a document with their children indexed. All positions are token indices.
#[derive(Debug, Clone)]
pub struct Tree<'d> {
    /// The annotated document.
    pub doc: &'d Document,
    starts: Vec<u32>,
    list: Vec<u32>,
    spans: Vec<Tokens>,
    sentences: Vec<u32>,
}

impl<'d> Tree<'d> {
    /// Indexes the children and subtree ranges. O(tokens).
    pub fn new(doc: &'d Document) -> Self {
        let count = doc.tokens.len();
        let mut starts = vec![0u32; count + 1];
        for (token, head) in heads(doc) {
            if token != head {
                starts[head as usize + 1] += 1;
            }
        }
        for index in 0..count {
            starts[index + 1] += starts[index];
        }
        let mut next = starts.clone();
        let mut list = vec![0u32; starts[count] as usize];
        for (token, head) in heads(doc) {
            if token != head {
                let place = &mut next[head as usize];
                list[*place as usize] = token;
                *place += 1;
            }
        }
        let mut sentences = vec![0u32; count];
        for (index, sentence) in (0u32..).zip(&doc.sentences) {
            for token in sentence.start..sentence.end.min(u32::try_from(count).unwrap_or(0)) {
                sentences[token as usize] = index;
            }
        }
        let mut tree = Self {
            doc,
            starts,
            list,
            spans: Vec::new(),
            sentences,
        };
        tree.spans = tree.ranges();
        tree
    }

    /// Breadth-first from the roots, then folded upwards.
    fn ranges(&self) -> Vec<Tokens> {
        let single = |token: u32| Tokens {
            start: token,
            end: token + 1,
        };
        let mut spans: Vec<Tokens> = (0u32..).take(self.doc.tokens.len()).map(single).collect();
        let mut order: Vec<u32> = heads(self.doc)
            .filter(|(token, head)| token == head)
            .map(|(token, _)| token)
            .collect();
        let mut done = 0;
        while let Some(&token) = order.get(done) {
            done += 1;
            order.extend_from_slice(self.all_children(token));
        }
        for &token in order.iter().rev() {
            if let Some(head) = self.head(token) {
                let own = spans[token as usize];
                let above = &mut spans[head as usize];
                above.start = above.start.min(own.start);
                above.end = above.end.max(own.end);
            }
        }
        spans
    }

    /// How many tokens the document has.
    pub fn len(&self) -> u32 {
        u32::try_from(self.doc.tokens.len()).unwrap_or(u32::MAX)
    }

    /// Whether the document has no token.
    pub fn is_empty(&self) -> bool {
        self.doc.tokens.is_empty()
    }

    /// The token itself.
    pub fn token(&self, token: u32) -> &'d Token {
        &self.doc.tokens[token as usize]
    }

    /// Relation to the head.
    pub fn dep(&self, token: u32) -> Dep {
        self.token(token).dep
    }

    /// Universal part of speech.
    pub fn upos(&self, token: u32) -> Upos {
        self.token(token).upos
    }

    /// Fine-grained tag.
    pub fn tag(&self, token: u32) -> Tag {
        self.token(token).tag
    }

    /// Dictionary form.
    pub fn lemma(&self, token: u32) -> &'d str {
        self.token(token).lemma.as_str()
    }

    /// Normal form, lower case.
    pub fn norm(&self, token: u32) -> &'d str {
        self.token(token).norm.as_str()
    }

    /// The slice of the text.
    pub fn text(&self, token: u32) -> &'d str {
        self.doc.token_text(token)
    }

    /// The head; `None` for a root.
    pub fn head(&self, token: u32) -> Option<u32> {
        let head = self.token(token).head;
        (head != token && head < self.len()).then_some(head)
    }

    /// Children in text order, at most 512: no real word has more, and a damaged tree must not
    /// make every look at it dear. O(1).
    pub fn children(&self, token: u32) -> &[u32] {
        let all = self.all_children(token);
        &all[..all.len().min(BREADTH)]
    }

    fn all_children(&self, token: u32) -> &[u32] {
        let at = token as usize;
        &self.list[self.starts[at] as usize..self.starts[at + 1] as usize]
    }

    /// Children with one of the labels, in text order.
    pub fn with<'a>(&'a self, token: u32, deps: &'a [Dep]) -> impl Iterator<Item = u32> + 'a {
        let all = self.children(token).iter().copied();
        all.filter(move |&child| deps.contains(&self.dep(child)))
    }

    /// The first child with the label.
    pub fn child(&self, token: u32, dep: Dep) -> Option<u32> {
        let mut all = self.children(token).iter().copied();
        all.find(|&child| self.dep(child) == dep)
    }

    /// The smallest range that holds the token and all below it. O(1).
    pub fn subtree(&self, token: u32) -> Tokens {
        self.spans[token as usize]
    }

    /// Index of the sentence that holds the token. O(1).
    pub fn sentence_index(&self, token: u32) -> usize {
        self.sentences[token as usize] as usize
    }

    /// The sentence that holds the token. O(1).
    pub fn sentence(&self, token: u32) -> Sentence {
        self.doc.sentences[self.sentence_index(token)]
    }

    /// The heads from the token's own head up to the root, nearest first; at most 48.
    pub fn ancestors(&self, token: u32) -> impl Iterator<Item = u32> + '_ {
        std::iter::successors(self.head(token), |&above| self.head(above)).take(REACH)
    }

    /// Whether `above` is the token or one of its ancestors.
    pub fn dominates(&self, above: u32, token: u32) -> bool {
        token == above || self.ancestors(token).any(|head| head == above)
    }

    /// The first member of the coordination that the token stands in; itself if there is none.
    pub fn first_conjunct(&self, token: u32) -> u32 {
        let mut at = token;
        for _ in 0..REACH {
            match self.head(at) {
                Some(head) if self.dep(at) == Dep::Conj => at = head,
                _ => break,
            }
        }
        at
    }

    /// The token and the conjuncts below it, in chain order; at most 48.
    pub fn conjuncts(&self, token: u32) -> Vec<u32> {
        let mut all = vec![token];
        let mut done = 0;
        while let Some(&member) = all.get(done) {
            done += 1;
            all.extend(self.with(member, &[Dep::Conj]).take(REACH));
            if all.len() >= REACH {
                break;
            }
        }
        all.truncate(REACH);
        all
    }

    /// The object of a preposition (a nominal or a gerund clause), with its conjuncts.
    pub fn prep_objects(&self, prep: u32) -> Vec<u32> {
        let first = self.with(prep, &[Dep::Pobj, Dep::Pcomp]);
        first.flat_map(|object| self.conjuncts(object)).collect()
    }

    /// The prepositions below the token whose word is one of those given.
    pub fn preps<'a>(&'a self, token: u32, words: &'a [&'a str]) -> impl Iterator<Item = u32> + 'a {
        let all = self.with(token, &[Dep::Prep, Dep::Dative, Dep::Agent]);
        all.filter(move |&prep| words.contains(&self.norm(prep)))
    }

    /// Whether the verb is a passive: `was asked`, `supported by`.
    pub fn is_passive(&self, verb: u32) -> bool {
        let marked = [Dep::Nsubjpass, Dep::Csubjpass, Dep::Auxpass, Dep::Agent];
        if self.with(verb, &marked).next().is_some() {
            return true;
        }
        if self.is_small_clause(verb) {
            return true;
        }
        self.tag(verb) == Tag::Vbn
            && matches!(self.dep(verb), Dep::Acl | Dep::Relcl | Dep::Amod)
            && self.with(verb, &[Dep::Nsubj, Dep::Aux]).next().is_none()
    }

    /// `lifted` in `wants the ban lifted`: a passive without an auxiliary.
    fn is_small_clause(&self, verb: u32) -> bool {
        const ABOVE: &[&str] = &[
            "get", "have", "like", "need", "order", "prefer", "see", "want",
        ];
        let above = self
            .head(verb)
            .is_some_and(|head| ABOVE.contains(&self.lemma(head)));
        above
            && self.tag(verb) == Tag::Vbn
            && self.dep(verb) == Dep::Ccomp
            && self.with(verb, &[Dep::Nsubj]).next().is_some()
            && self.with(verb, &[Dep::Aux, Dep::Mark]).next().is_none()
    }

    /// Whether the token is itself negated (`not`, `never`, `no`, `neither`, `hardly`).
    pub fn is_negated(&self, token: u32) -> bool {
        self.children(token).iter().any(|&child| {
            let word = self.norm(child);
            match self.dep(child) {
                Dep::Neg => true,
                Dep::Det | Dep::Preconj => matches!(word, "no" | "neither"),
                Dep::Advmod if word == "longer" => {
                    self.children(child).iter().any(|&no| self.norm(no) == "no")
                }
                Dep::Advmod | Dep::Cc => matches!(
                    word,
                    "never" | "hardly" | "scarcely" | "neither" | "nor" | "nowhere"
                ),
                _ => false,
            }
        })
    }

    /// The grammatical subjects of the predicate itself, conjuncts included.
    pub fn own_subjects(&self, verb: u32) -> Vec<u32> {
        let deps = [Dep::Nsubj, Dep::Nsubjpass, Dep::Csubj, Dep::Csubjpass];
        let direct = self.with(verb, &deps);
        let found: Vec<u32> = direct.flat_map(|subject| self.conjuncts(subject)).collect();
        if !found.is_empty() {
            return found;
        }
        // The parser sometimes hangs the subject on the auxiliary.
        let auxiliaries = self.with(verb, &[Dep::Auxpass, Dep::Aux]);
        let below = auxiliaries.flat_map(|aux| self.with(aux, &deps).collect::<Vec<u32>>());
        below.flat_map(|subject| self.conjuncts(subject)).collect()
    }
}

fn heads(doc: &Document) -> impl Iterator<Item = (u32, u32)> + '_ {
    let count = u32::try_from(doc.tokens.len()).unwrap_or(u32::MAX);
    (0u32..).zip(&doc.tokens).map(move |(index, token)| {
        let head = if token.head < count {
            token.head
        } else {
            index
        };
        (index, head)
    })
}
