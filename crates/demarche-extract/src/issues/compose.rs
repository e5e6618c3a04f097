//! Label, key and broader issues of a proposition.

use demarche_model::ActorKind;

use crate::draft::{ActorIx, Tokens};

use super::{
    Broader, IssueForm,
    amounts::{HIGHER, is_share},
    phrase::Reader,
    proposition::{Piece, Proposition},
    words::{Predicate, Shape},
};

/// Longest label in words.
const WORDS: usize = 9;

/// How many steps up from an issue to broader ones are kept.
const HEIGHT: usize = 4;

/// Most arguments on either side.
const ARGUMENTS: usize = 3;

impl Reader<'_> {
    /// The issue that the proposition is, worded by the tokens. O(parts).
    pub(super) fn compose(&self, mut whole: Proposition, tokens: Tokens) -> IssueForm {
        let row = whole.predicate.and_then(|at| self.words.at(at));
        self.settle(row, &mut whole);
        let mut form = bare_form(row, &whole);
        form.broader = self.broader(row, &whole, (&form.key, HEIGHT));
        form.wording = self.wording(tokens);
        form.tokens = tokens;
        form
    }

    /// Brings the arguments to their places.
    fn settle(&self, row: Option<&Predicate>, whole: &mut Proposition) {
        if row.is_some() {
            for piece in &mut whole.agents {
                let whole = |&actor: &ActorIx| self.actors.actor(actor).key == piece.key;
                if let Some(&actor) = piece.actors.first().filter(|actor| whole(actor)) {
                    *piece = self.state_piece(actor);
                }
            }
        }
        match row.map(|row| row.shape) {
            Some(Shape::Organization) => self.sort_by_kind(whole),
            Some(Shape::Both) => {
                // `Oman's ties to Iran`.
                let ties = row.is_some_and(|row| row.name == "relations");
                join_parties(whole, if ties { "to" } else { "with" });
            }
            _ => {}
        }
        whole.agents = distinct(std::mem::take(&mut whole.agents));
        for (_, piece) in &mut whole.others {
            for agent in &whole.agents {
                piece.without(agent);
            }
        }
        whole.others = distinct_others(std::mem::take(&mut whole.others), &whole.agents);
        for piece in &mut whole.modifiers {
            let pair = format!("{} {}", piece.key, row.map_or("", |row| row.name.as_str()));
            let same = self.words.same(&pair);
            if same != pair {
                *piece = Piece::plain(same);
            }
        }
        whole.modifiers = distinct(std::mem::take(&mut whole.modifiers));
        if row.is_some() {
            let rank = |piece: &Piece| !is_share(&piece.key);
            whole.modifiers.sort_by_key(rank);
        }
    }

    /// What contains it: the kind of thing that it is, the same without modifiers, without its
    /// doer, or with its predicate and target alone.
    fn broader(
        &self,
        row: Option<&Predicate>,
        whole: &Proposition,
        (own, height): (&str, usize),
    ) -> Vec<Broader> {
        let Some(row) = row.filter(|_| height > 0) else {
            return Vec::new();
        };
        let mut found: Vec<Broader> = Vec::new();
        let mut add = |part: &Proposition, always: bool| {
            let row = part.predicate.and_then(|at| self.words.at(at));
            let mut form = bare_form(row, part);
            let says = !part.is_bare();
            if says && form.key != own && found.iter().all(|known| known.form.key != form.key) {
                if always {
                    form.broader = self.broader(row, part, (&form.key, height - 1));
                }
                found.push(Broader { form, always });
            }
        };
        if let Some((modifiers, at)) = row
            .broader
            .as_deref()
            .and_then(|name| self.words.broader(name))
        {
            let mut kind = whole.clone();
            kind.predicate = Some(at);
            kind.modifiers.retain(|piece| !is_share(&piece.key));
            for word in modifiers {
                kind.add_modifier(Piece::plain(word));
            }
            add(&kind, true);
        }
        let targeted = whole.reaches_actor();
        let mut core = whole.clone();
        core.modifiers.clear();
        add(&core, targeted && core.agents.is_empty());
        if targeted || !whole.modifiers.is_empty() {
            let mut by_nobody = whole.clone();
            if row.shape != Shape::Both {
                by_nobody.agents.clear();
            }
            let core = targeted && whole.modifiers.is_empty();
            add(&by_nobody, core || self.is_budget(whole.predicate));
            by_nobody.modifiers.clear();
            add(&by_nobody, targeted);
        }
        found
    }

    pub(super) fn wording(&self, tokens: Tokens) -> String {
        let text = self.tree.doc.slice(tokens.start, tokens.end);
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Of membership and the like: the organization is what is joined, everybody else joins.
    fn sort_by_kind(&self, whole: &mut Proposition) {
        let organization = |piece: &Piece| {
            let kind = |&actor: &ActorIx| self.actors.actor(actor).kind;
            piece.actors.first().map(kind) == Some(ActorKind::Organization)
        };
        let agents = std::mem::take(&mut whole.agents);
        let others = std::mem::take(&mut whole.others);
        let all = agents
            .into_iter()
            .chain(others.into_iter().map(|(_, piece)| piece));
        // A minister does not join an alliance: it is his state that would.
        let alliance = |&actor: &ActorIx| self.words.is("club", &self.actors.actor(actor).name);
        let mut members = all.clone().flat_map(|piece| piece.actors);
        let club = members.any(|actor| alliance(&actor));
        let person = |piece: &Piece| {
            let kind = |&actor: &ActorIx| self.actors.actor(actor).kind;
            piece.actors.first().map(kind) == Some(ActorKind::Person)
        };
        for piece in all.filter(|piece| !club || !person(piece)) {
            if organization(&piece) {
                whole.others.push((String::new(), piece));
            } else {
                whole.agents.push(piece);
            }
        }
    }
}

/// Label, key, actors and effect of a settled proposition.
fn bare_form(row: Option<&Predicate>, whole: &Proposition) -> IssueForm {
    let label = label(row, whole);
    let key = key(row, whole);
    // Who wants somebody's resignation is against him who does it.
    let own = row.is_some_and(|row| row.shape == Shape::Own);
    let toward = row.and_then(|row| row.toward).and_then(|sign| {
        // `the release of Oman's stock to Chad` is for Chad.
        let gets = |prep: &str| row.is_some_and(|row| row.prep() == "to") || prep == "to";
        let first = whole.others.iter().filter(|(prep, _)| gets(prep));
        let rest = whole.others.iter().filter(|(prep, _)| !gets(prep));
        let others = first.chain(rest).map(|(_, piece)| piece);
        let agents = whole.agents.iter().filter(|_| own);
        let mut done_to = agents.chain(others).flat_map(|piece| &piece.actors);
        done_to.next().map(|&actor| (actor, sign))
    });
    IssueForm {
        label,
        key,
        about: whole.about(),
        wording: String::new(),
        tokens: Tokens { start: 0, end: 0 },
        broader: Vec::new(),
        toward,
    }
}

fn label(row: Option<&Predicate>, whole: &Proposition) -> String {
    let name = row.map_or(whole.head.label.as_str(), |row| row.name.as_str());
    let prefixed = row.is_some_and(|row| row.preps.is_empty());
    let sides = row.is_some_and(|row| row.shape == Shape::Both) && whole.agents.len() == 1;
    let mut first: Vec<&str> = Vec::new();
    first.extend(whole.has_modifier(HIGHER).then_some(HIGHER));
    if !sides {
        first.extend(whole.agents.iter().map(|piece| piece.label.as_str()));
    }
    // `reform of the electoral system` reads better as `electoral system reform`.
    let thing = row.is_some_and(|row| row.prep() == "of");
    let thing = thing && whole.others.len() == 1 && !whole.reaches_actor();
    let short = |piece: &Piece| {
        let common = !piece.label.contains(char::is_uppercase);
        common && piece.key.split(' ').count() < 3
    };
    let thing = thing && short(&whole.others[0].1);
    if prefixed {
        first.extend(whole.others.iter().map(|(_, piece)| piece.label.as_str()));
    }
    for piece in &whole.modifiers {
        if piece.key != HIGHER {
            first.push(&piece.label);
        }
    }
    if thing {
        first.push(&whole.others[0].1.key);
    }
    first.push(name);
    let mut label = first.join(" ");
    let side = whole.agents.iter().filter(|_| sides);
    let side = side.map(|piece| ("with", piece));
    let others = whole.others.iter().filter(|_| !prefixed && !thing);
    let others = others.enumerate().map(|(place, (prep, piece))| {
        let first = place == 0 && side.clone().next().is_none();
        let prep = prep.as_str();
        (if first { joint(row, prep) } else { prep }, piece)
    });
    let mut before = "";
    for (prep, piece) in side.clone().chain(others) {
        let joint = match before {
            "" => prep,
            before if prep == before || prep.is_empty() => "and",
            _ => prep,
        };
        let addition = format!(" {joint} {}", piece.label);
        let words = label.split_whitespace().count() + addition.split_whitespace().count();
        if words > WORDS && !before.is_empty() {
            break;
        }
        label.push_str(&addition);
        before = match row {
            Some(_) if prep.is_empty() => "of",
            None if prep.is_empty() => "object",
            _ => prep,
        };
    }
    let words: Vec<&str> = label.split_whitespace().collect();
    let mut end = words.len().min(WORDS);
    let loose = [
        "of", "to", "in", "on", "for", "with", "from", "and", "against", "by",
    ];
    while end > 1 && loose.contains(&words[end - 1]) {
        end -= 1;
    }
    words[..end].join(" ")
}

/// The preposition as labels have it: the usual one of the predicate, unless the text has one
/// that its row lists or one that says where.
fn joint<'a>(row: Option<&'a Predicate>, prep: &'a str) -> &'a str {
    match row {
        Some(row) if row.preps.iter().any(|known| known == prep) || stays(row, prep) => prep,
        Some(_) if prep == "from" => prep,
        Some(row) => row.prep(),
        None => prep,
    }
}

/// Whether the preposition says where or over what, not to whom.
fn stays(row: &Predicate, prep: &str) -> bool {
    let place = matches!(prep, "in" | "at" | "over" | "about" | "among" | "within");
    place && matches!(row.prep(), "of" | "from" | "against" | "with")
}

/// Both sides in one list, whoever is named first.
fn join_parties(whole: &mut Proposition, joint: &str) {
    let apart = |prep: &str| matches!(prep, "in" | "over" | "on" | "about" | "at" | "for" | "to");
    let party = |prep: &str| prep == joint || !apart(prep);
    let others = std::mem::take(&mut whole.others);
    for (prep, piece) in others {
        if party(&prep) && !piece.actors.is_empty() {
            whole.agents.push(piece);
        } else {
            whole.others.push((prep, piece));
        }
    }
    whole
        .agents
        .sort_by(|left, right| left.label.cmp(&right.label));
}

fn key(row: Option<&Predicate>, whole: &Proposition) -> String {
    let list = |pieces: Vec<String>| {
        let mut pieces = pieces;
        pieces.sort_unstable();
        pieces.join("+")
    };
    let keys = |pieces: &[Piece]| list(pieces.iter().map(|piece| piece.key.clone()).collect());
    let base = row.map_or(whole.head.key.as_str(), |row| row.name.as_str());
    let others = whole.others.iter().map(|(prep, piece)| {
        // `war with Iran` is not `war in Iran`.
        let second = row.is_some_and(|row| {
            let listed = row.preps.iter().skip(1).any(|known| known == prep);
            listed || stays(row, prep)
        });
        if second {
            format!("{prep} {}", piece.key)
        } else {
            piece.key.clone()
        }
    });
    let (who, what) = (keys(&whole.agents), list(others.collect()));
    format!("{base}|{who}|{what}|{}", keys(&whole.modifiers))
}

fn distinct(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut kept: Vec<Piece> = Vec::new();
    for piece in pieces {
        if !kept.iter().any(|known| known.key == piece.key) {
            kept.push(piece);
        }
    }
    kept.truncate(ARGUMENTS);
    kept
}

fn distinct_others(pieces: Vec<(String, Piece)>, agents: &[Piece]) -> Vec<(String, Piece)> {
    let mut kept: Vec<(String, Piece)> = Vec::new();
    for (prep, piece) in pieces {
        let known = kept.iter().any(|(_, known)| known.key == piece.key);
        if !known && !agents.iter().any(|agent| agent.key == piece.key) {
            kept.push((prep, piece));
        }
    }
    kept.truncate(ARGUMENTS);
    kept
}
