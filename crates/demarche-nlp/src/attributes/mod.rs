//! Attribute ruler: universal parts of speech from tags, and what must be mended by the words
//! themselves (`had` is an auxiliary with the lemma `have`).
//!
//! All patterns are matched against the text as the tagger and the parser left it; then the
//! changes are made in the order of the rules, so that a later rule overrides an earlier one.

mod morph;
mod rule;

use std::sync::LazyLock;

use compact_str::CompactString;

use crate::document::Token;
use crate::labels::Upos;
use crate::tokenizer::lexeme;
use morph::Morph;
#[cfg(test)]
pub(crate) use rule::EMBEDDED;
pub(crate) use rule::Rules;
use rule::View;

static RULES: LazyLock<Rules> = LazyLock::new(Rules::embedded);

/// Sets the part of speech of every token, and tag, relation and lemma where a rule says so: one
/// of `rules`, or of the embedded ones.
///
/// The lemma of a form that is not inflected is set here as well, since it follows from
/// morphology, which is not kept. Other lemmas stay empty for the lemmatizer. O(text).
pub(crate) fn apply(rules: Option<&Rules>, text: &str, tokens: &mut [Token]) {
    let rules = rules.unwrap_or_else(|| &*RULES);
    let forms: Vec<CompactString> = tokens.iter().map(|token| lower(text, token)).collect();
    // Rules that fit at the token at hand and those that a token before it found for this one.
    let mut now: Vec<usize> = Vec::new();
    let mut later: Vec<(usize, usize)> = Vec::new();
    for at in 0..tokens.len() {
        let first = view(&tokens[at], &forms[at]);
        for id in rules.candidates(&first) {
            let rule = &rules.all[id];
            let mut rest = rule.patterns.iter().enumerate().skip(1);
            let fits = rule.patterns[0].fits(&first)
                && rest.all(|(i, pattern)| {
                    let next = tokens.get(at + i).zip(forms.get(at + i));
                    next.is_some_and(|(token, form)| pattern.fits(&view(token, form)))
                });
            match (fits, rule.target) {
                (false, _) => {}
                (true, 0) => now.push(id),
                (true, target) => later.push((at + target, id)),
            }
        }
        later.retain(|&(target, id)| {
            let here = target == at;
            if here {
                now.push(id);
            }
            !here
        });
        now.sort_unstable();
        change(rules, &mut now, &mut tokens[at], &forms[at]);
    }
}

/// Makes the changes of the rules to one token and empties the list.
fn change(rules: &Rules, ids: &mut Vec<usize>, token: &mut Token, form: &CompactString) {
    let mut morph = Morph::default();
    for id in ids.drain(..) {
        let change = &rules.all[id].change;
        token.upos = change.upos.unwrap_or(token.upos);
        token.tag = change.tag.unwrap_or(token.tag);
        token.dep = change.dep.unwrap_or(token.dep);
        morph = change.morph.unwrap_or(morph);
        if let Some(lemma) = &change.lemma {
            token.lemma.clone_from(lemma);
        }
    }
    if token.lemma.is_empty() && token.upos != Upos::Space && morph.is_base(token.upos) {
        token.lemma.clone_from(form);
    }
}

fn lower(text: &str, token: &Token) -> CompactString {
    lexeme::lower(&text[token.start as usize..token.end as usize])
}

fn view<'a>(token: &Token, form: &'a CompactString) -> View<'a> {
    View {
        lower: form,
        tag: token.tag,
        dep: token.dep,
        is_space: !form.is_empty() && form.chars().all(lexeme::is_space),
    }
}
