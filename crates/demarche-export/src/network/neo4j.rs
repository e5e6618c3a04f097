//! Tables for the import of Neo4j (`neo4j-admin database import`), which `import` reads back too.

use std::io::Write;

use demarche_model::{EdgeList, ListEdge, SubKind};

use super::fields::{EDGE, Field, Kind, Value, of};
use super::page::Page;
use crate::error::Result;

/// Writes the table of nodes. O(nodes).
pub(crate) fn nodes(list: &dyn EdgeList, out: &mut dyn Write) -> Result<()> {
    let mut page = Page::new(out);
    page.add("id:ID,name,:LABEL,aliases:string[],wikidata\n");
    for node in list.nodes() {
        let node = node?;
        page.show(node.id);
        page.add(",");
        page.cell(&node.name);
        page.add(",");
        page.cell(labels(node.kind));
        page.add(",");
        // What lies between the items of a list cannot lie within one.
        let aliases: Vec<String> = node
            .aliases
            .iter()
            .map(|one| one.replace(';', ","))
            .collect();
        if !aliases.is_empty() {
            page.cell_value(&Value::Texts(&aliases), ";");
        }
        page.add(",");
        if let Some(wikidata) = &node.wikidata {
            page.cell(wikidata);
        }
        page.add("\n");
        page.end()?;
    }
    page.flush()
}

/// The labels of a kind of node, as questions in openCypher know them.
fn labels(kind: SubKind) -> &'static str {
    use demarche_model::ActorKind;
    match kind {
        SubKind::Actor(ActorKind::Person) => "Actor;Person",
        SubKind::Actor(ActorKind::Organization) => "Actor;Organization",
        SubKind::Actor(ActorKind::State) => "Actor;State",
        SubKind::Actor(ActorKind::Group) => "Actor;Group",
        SubKind::Issue => "Issue",
    }
}

/// Writes the table of edges. O(edges).
pub(crate) fn edges(list: &dyn EdgeList, out: &mut dyn Write) -> Result<()> {
    let fields = own(of(EDGE, list.outline()));
    let mut page = Page::new(out);
    page.add(":START_ID,:END_ID,:TYPE,id,polarity,weight:double");
    for field in &fields {
        page.add(",");
        page.add(field.name);
        page.add(match field.kind {
            Kind::Text | Kind::Texts | Kind::Date => "",
            Kind::Whole => ":long",
            Kind::Real => ":double",
            Kind::Flag => ":boolean",
        });
    }
    page.add("\n");
    for edge in list.edges() {
        let edge = edge?;
        page.show(edge.from);
        page.add(",");
        page.show(edge.to);
        page.add(",");
        page.add(&kind(&edge));
        page.add(",");
        page.show(edge.id);
        page.add(",");
        page.add(polarity(&edge).unwrap_or_default());
        page.add(",");
        page.number(edge.weight);
        for field in &fields {
            page.add(",");
            page.cell_value(&(field.of)(&edge), ";");
        }
        page.add("\n");
        page.end()?;
    }
    page.flush()
}

/// All fields but `kind`, which is the type.
pub(super) fn own(fields: Vec<&'static Field<ListEdge>>) -> Vec<&'static Field<ListEdge>> {
    let others = fields.into_iter().filter(|field| field.name != "kind");
    others.collect()
}

/// The position of a stance.
pub(super) fn polarity(edge: &ListEdge) -> Option<&'static str> {
    match edge.kind {
        "supports" => Some("support"),
        "opposes" => Some("oppose"),
        "neutral" => Some("neutral"),
        _ => None,
    }
}

/// The type of an edge, as questions in openCypher know it.
pub(super) fn kind(edge: &ListEdge) -> String {
    match polarity(edge) {
        Some(_) => "STANCE".to_owned(),
        None => edge.kind.to_uppercase(),
    }
}
