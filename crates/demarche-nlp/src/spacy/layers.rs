//! The layers of a component's network: thinc writes them as lists of nodes, of attributes and
//! of parameters, in one order.

use std::collections::BTreeMap;

use rmpv::ValueRef;

use super::msgpack::{get, items, number, text, value};
use super::{damaged, unsupported};
use crate::error::ModelError;
use crate::weights::Part;

/// What the shared encoder looks at.
pub(super) const SHARED: &[&str] = &["NORM", "PREFIX", "SUFFIX", "SHAPE", "SPACY", "IS_SPACE"];
/// What the entity encoder looks at.
pub(super) const ENTITIES: &[&str] = &["NORM", "PREFIX", "SUFFIX", "SHAPE"];
/// Layers behind the mix.
const WINDOWS: usize = 4;

/// The network in a file.
struct Network<'a> {
    file: &'a str,
    layers: Vec<Layer<'a>>,
}

struct Layer<'a> {
    name: &'a str,
    refs: BTreeMap<&'a str, usize>,
    attributes: BTreeMap<&'a str, &'a [u8]>,
    parameters: BTreeMap<&'a str, Array<'a>>,
}

/// Little-endian f32 in row-major order.
#[derive(Clone)]
struct Array<'a> {
    dims: Vec<usize>,
    data: &'a [u8],
}

/// Adds the sections of the encoder in the file under `name`, if it looks at what is `wanted`.
pub(super) fn encoder<'a>(
    file: &'a str,
    (name, wanted): (&str, &[&str]),
    bytes: &'a [u8],
    parts: &mut Vec<Part<'a>>,
) -> Result<(), ModelError> {
    let network = Network::read(file, bytes)?;
    let features = network.one("extract_features").map_err(|_| {
        unsupported(
            file,
            "no encoder of its own with hashed features, as `en_core_web_sm`, `_md` and `_lg` \
             have it",
        )
    })?;
    let columns = network.attribute(features, "columns")?;
    let columns: Option<Vec<&str>> =
        items(&columns).and_then(|columns| columns.iter().map(text).collect());
    if columns.as_deref() != Some(wanted) {
        let what = format!("looks at {columns:?}, not at {wanted:?}");
        return Err(unsupported(file, what));
    }
    let mut seeds = Vec::new();
    let tables: Vec<_> = network.trained("hashembed").collect();
    if tables.len() != wanted.len() {
        return Err(unsupported(file, "a table for each feature was expected"));
    }
    for (index, table) in tables.into_iter().enumerate() {
        if number(&network.attribute(table, "column")?) != Some(index) {
            return Err(unsupported(
                file,
                "tables in another order than the features",
            ));
        }
        let seed = number(&network.attribute(table, "seed")?).and_then(|n| u32::try_from(n).ok());
        seeds.push(seed.ok_or_else(|| damaged(file, "a seed of 32 bits was expected"))?);
        parts.push(network.part(table, "E", format!("{name}.embed.{index}"))?);
    }
    parts.push(Part::integers(format!("{name}.seeds"), &seeds));
    if let Some(vectors) = network.trained("static_vectors").next() {
        if text(&network.attribute(vectors, "key_attr")?) != Some("ORTH") {
            return Err(unsupported(
                file,
                "word vectors by another key than the word",
            ));
        }
        parts.push(network.part(vectors, "W", format!("{name}.static.W"))?);
    }
    for window in network.all("expand_window") {
        if number(&network.attribute(window, "window_size")?) != Some(1) {
            return Err(unsupported(file, "windows of another size than one word"));
        }
    }
    let (outputs, norms): (Vec<_>, Vec<_>) = (
        network.trained("maxout").collect(),
        network.trained("layernorm").collect(),
    );
    if outputs.len() != WINDOWS + 1 || norms.len() != outputs.len() {
        return Err(unsupported(
            file,
            "a mix and four window layers were expected",
        ));
    }
    for (index, (maxout, norm)) in outputs.into_iter().zip(norms).enumerate() {
        let layer = match index.checked_sub(1) {
            None => format!("{name}.mix"),
            Some(window) => format!("{name}.conv.{window}"),
        };
        parts.push(network.part(maxout, "W", format!("{layer}.W"))?);
        parts.push(network.part(maxout, "b", format!("{layer}.b"))?);
        parts.push(network.part(norm, "G", format!("{layer}.scale"))?);
        parts.push(network.part(norm, "b", format!("{layer}.shift"))?);
    }
    Ok(())
}

/// Adds the sections of the tagger.
pub(super) fn tagger<'a>(
    file: &'a str,
    bytes: &'a [u8],
    parts: &mut Vec<Part<'a>>,
) -> Result<(), ModelError> {
    let network = Network::read(file, bytes)?;
    network.listens()?;
    let softmax = network.one("softmax")?;
    parts.push(network.part(softmax, "W", "tagger.W".to_owned())?);
    parts.push(network.part(softmax, "b", "tagger.b".to_owned())?);
    Ok(())
}

/// Adds the sections of the scorer of moves under `name`.
pub(super) fn scorer<'a>(
    file: &'a str,
    name: &str,
    bytes: &'a [u8],
    parts: &mut Vec<Part<'a>>,
) -> Result<(), ModelError> {
    let network = Network::read(file, bytes)?;
    if name == "parser" {
        network.listens()?;
    }
    let lower = network.referred("lower")?;
    let upper = network.referred("upper")?;
    let mut linear = network
        .trained("linear")
        .filter(|layer| !std::ptr::eq(*layer, upper));
    let (Some(linear), None) = (linear.next(), linear.next()) else {
        return Err(unsupported(file, "one reduction was expected"));
    };
    for (layer, parameter, section) in [
        (linear, "W", "linear.W"),
        (linear, "b", "linear.b"),
        (lower, "W", "lower.W"),
        (lower, "b", "lower.b"),
        (upper, "W", "upper.W"),
        (upper, "b", "upper.b"),
    ] {
        parts.push(network.part(layer, parameter, format!("{name}.{section}"))?);
    }
    // Stored with a leading dimension of one.
    let mut pad = network.array(lower, "pad")?;
    if pad.dims.first() == Some(&1) {
        pad.dims.remove(0);
    }
    parts.push(network.section(pad, format!("{name}.lower.pad"))?);
    Ok(())
}

impl<'a> Network<'a> {
    fn read(file: &'a str, bytes: &'a [u8]) -> Result<Self, ModelError> {
        let whole = value(file, bytes)?;
        let list = |key| get(&whole, key).and_then(items);
        let (Some(nodes), Some(attributes), Some(parameters)) =
            (list("nodes"), list("attrs"), list("params"))
        else {
            return Err(damaged(file, "lists of nodes, attributes and parameters"));
        };
        if attributes.len() != nodes.len() || parameters.len() != nodes.len() {
            return Err(damaged(file, "attributes and parameters for each node"));
        }
        let layers = nodes.iter().zip(attributes).zip(parameters);
        let layers = layers.map(|((node, attributes), parameters)| {
            Some(Layer {
                name: get(node, "name").and_then(text)?,
                refs: pairs(get(node, "refs")?)
                    .filter_map(|(name, index)| Some((name, number(index)?)))
                    .collect(),
                attributes: pairs(attributes)
                    .filter_map(|(name, value)| match value {
                        ValueRef::Binary(bytes) => Some((name, *bytes)),
                        _ => None,
                    })
                    .collect(),
                parameters: pairs(parameters)
                    .filter_map(|(name, value)| Some((name, array(value)?)))
                    .collect(),
            })
        });
        let layers = layers.collect::<Option<_>>();
        let layers = layers.ok_or_else(|| damaged(file, "a name and references for each node"))?;
        Ok(Self { file, layers })
    }

    fn all(&self, name: &str) -> impl Iterator<Item = &Layer<'a>> {
        self.layers.iter().filter(move |layer| layer.name == name)
    }

    /// Layers of that name with parameters, in the order of computation.
    fn trained(&self, name: &str) -> impl Iterator<Item = &Layer<'a>> {
        self.all(name).filter(|layer| !layer.parameters.is_empty())
    }

    fn one(&self, name: &str) -> Result<&Layer<'a>, ModelError> {
        let mut found = self.all(name);
        match (found.next(), found.next()) {
            (Some(layer), None) => Ok(layer),
            _ => Err(unsupported(
                self.file,
                format!("one layer `{name}` was expected"),
            )),
        }
    }

    /// The layer that the network itself calls by this name.
    fn referred(&self, name: &str) -> Result<&Layer<'a>, ModelError> {
        let first = self.layers.first();
        let layer = first
            .and_then(|first| first.refs.get(name))
            .and_then(|&index| self.layers.get(index));
        layer.ok_or_else(|| unsupported(self.file, format!("no layer `{name}`")))
    }

    /// Whether it takes its vectors from the shared encoder.
    fn listens(&self) -> Result<(), ModelError> {
        self.one("tok2vec-listener")
            .map(|_| ())
            .map_err(|_| unsupported(self.file, "does not listen to the shared encoder `tok2vec`"))
    }

    fn attribute(&self, layer: &Layer<'a>, name: &str) -> Result<ValueRef<'a>, ModelError> {
        let bytes = layer.attributes.get(name).ok_or_else(|| {
            damaged(
                self.file,
                format!("an attribute `{name}` of `{}`", layer.name),
            )
        })?;
        value(self.file, bytes)
    }

    fn array(&self, layer: &Layer<'a>, name: &str) -> Result<Array<'a>, ModelError> {
        layer.parameters.get(name).cloned().ok_or_else(|| {
            let what = format!("numbers `{name}` of `{}`, little-endian f32", layer.name);
            damaged(self.file, what)
        })
    }

    fn section(&self, array: Array<'a>, section: String) -> Result<Part<'a>, ModelError> {
        let what = format!("`{section}` of shape {:?}", array.dims);
        Part::floats(section, array.dims, array.data).ok_or_else(|| damaged(self.file, what))
    }

    fn part(
        &self,
        layer: &Layer<'a>,
        parameter: &str,
        section: String,
    ) -> Result<Part<'a>, ModelError> {
        self.section(self.array(layer, parameter)?, section)
    }
}

/// The entries of a map with keys of text.
fn pairs<'v, 'a>(value: &'v ValueRef<'a>) -> impl Iterator<Item = (&'a str, &'v ValueRef<'a>)> {
    let entries = match value {
        ValueRef::Map(entries) => entries.as_slice(),
        _ => &[],
    };
    entries
        .iter()
        .filter_map(|(key, value)| Some((text(key)?, value)))
}

/// An array of numpy, as srsly packs it.
fn array<'a>(value: &ValueRef<'a>) -> Option<Array<'a>> {
    let little = get(value, "type").and_then(text) == Some("<f4");
    let dims = items(get(value, "shape")?)?
        .iter()
        .map(number)
        .collect::<Option<_>>()?;
    match get(value, "data")? {
        ValueRef::Binary(data) if little => Some(Array { dims, data }),
        _ => None,
    }
}
