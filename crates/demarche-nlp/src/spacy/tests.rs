//! The embedded model written out as spaCy would write it, and read back.

use std::collections::BTreeMap;
use std::io;

use rmpv::Value;
use serde_json::json;

use super::{Model, with_tokenizer};
use crate::attributes;
use crate::document::Document;
use crate::encoder::WIDTH;
use crate::error::ModelError;
use crate::hash::{bytes_key, string_key};
use crate::model;
use crate::pipeline::Pipeline;
use crate::weights::Weights;

const TEXT: &str = "Finland backs the treaty. \"We won't sign,\" Ms. Okafor of NATO said on Tuesday, \
                    and its envoys, who had met in Lisbon, didn't ask her.";
/// Numbers of a word vector here.
const NARROW: usize = 4;

type Files = BTreeMap<String, Vec<u8>>;
/// A node of a network: its name, what it refers to, its attributes and its parameters.
type Node = (&'static str, Value, Value, Value);

fn packed(value: &Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    rmpv::encode::write_value(&mut bytes, value).unwrap();
    bytes
}

fn map(entries: impl IntoIterator<Item = (&'static str, Value)>) -> Value {
    Value::Map(entries.into_iter().map(|(k, v)| (k.into(), v)).collect())
}

/// An array of numpy; its keys are bytes, as srsly has them.
fn array(dims: &[usize], numbers: &[f32]) -> Value {
    assert_eq!(dims.iter().product::<usize>(), numbers.len());
    let data: Vec<u8> = numbers.iter().flat_map(|n| n.to_le_bytes()).collect();
    let dims = dims.iter().map(|&dim| Value::from(dim)).collect();
    let entries = [
        ("nd", Value::from(true)),
        ("type", "<f4".into()),
        ("kind", Value::Binary(Vec::new())),
        ("shape", Value::Array(dims)),
        ("data", Value::Binary(data)),
    ];
    let key = |key: &str| Value::Binary(key.as_bytes().to_vec());
    Value::Map(entries.into_iter().map(|(k, v)| (key(k), v)).collect())
}

fn attrs(entries: impl IntoIterator<Item = (&'static str, Value)>) -> Value {
    map(entries
        .into_iter()
        .map(|(key, value)| (key, Value::Binary(packed(&value)))))
}

fn network(nodes: Vec<Node>) -> Vec<u8> {
    let none = || map([]);
    let mut lists = [Vec::new(), Vec::new(), Vec::new()];
    for (index, (name, refs, attributes, parameters)) in nodes.into_iter().enumerate() {
        lists[0].push(map([
            ("index", index.into()),
            ("name", name.into()),
            ("dims", none()),
            ("refs", refs),
        ]));
        lists[1].push(attributes);
        lists[2].push(parameters);
    }
    let [nodes, attributes, parameters] = lists.map(Value::Array);
    packed(&map([
        ("nodes", nodes),
        ("attrs", attributes),
        ("params", parameters),
        ("shims", Value::Array(Vec::new())),
    ]))
}

fn section(weights: &Weights, name: &str, dims: &[usize]) -> Value {
    let numbers = weights.floats(name, dims).unwrap();
    let known: usize = dims.iter().filter(|&&dim| dim > 0).product();
    let dims: Vec<usize> = dims
        .iter()
        .map(|&dim| if dim == 0 { numbers.len() / known } else { dim })
        .collect();
    array(&dims, &numbers)
}

/// The nodes of an encoder; with vectors, their map to each of the first [`NARROW`] outputs.
fn encoder(weights: &Weights, name: &str, columns: &[&str], with_vectors: bool) -> Vec<Node> {
    let none = || map([]);
    let names = columns.iter().map(|&column| column.into()).collect();
    let columns_attribute = attrs([("columns", Value::Array(names))]);
    let mut nodes = vec![("extract_features", none(), columns_attribute, none())];
    if with_vectors {
        let mut matrix = vec![0.0; WIDTH * NARROW];
        for at in 0..NARROW {
            matrix[at * NARROW + at] = 1.0;
        }
        nodes.push((
            "static_vectors",
            none(),
            attrs([("key_attr", "ORTH".into())]),
            map([("W", array(&[WIDTH, NARROW], &matrix))]),
        ));
    }
    let seeds = weights
        .integers(&format!("{name}.seeds"), &[columns.len()])
        .unwrap();
    for (index, seed) in seeds.into_iter().enumerate() {
        nodes.push((
            "hashembed",
            none(),
            attrs([("column", index.into()), ("seed", seed.into())]),
            map([(
                "E",
                section(weights, &format!("{name}.embed.{index}"), &[0, WIDTH]),
            )]),
        ));
    }
    let layers = std::iter::once("mix".to_owned()).chain((0..4).map(|at| format!("conv.{at}")));
    for layer in layers {
        let part = |part: &str| format!("{name}.{layer}.{part}");
        let mut matrix = section(weights, &part("W"), &[WIDTH, 3, 0]);
        if layer == "mix" && with_vectors {
            let width = columns.len() * WIDTH;
            let numbers = weights.floats(&part("W"), &[WIDTH, 3, width]).unwrap();
            let rows = numbers.chunks_exact(width);
            // What the vectors give is added to the last attribute, as one more column each.
            let wide = rows.flat_map(|row| {
                row.iter()
                    .chain(&row[width - WIDTH..])
                    .copied()
                    .collect::<Vec<_>>()
            });
            matrix = array(&[WIDTH, 3, width + WIDTH], &wide.collect::<Vec<_>>());
        }
        let biases = section(weights, &part("b"), &[WIDTH, 3]);
        let maxout = map([("W", matrix), ("b", biases)]);
        nodes.push(("maxout", none(), none(), maxout));
        let norm = map([
            ("G", section(weights, &part("scale"), &[WIDTH])),
            ("b", section(weights, &part("shift"), &[WIDTH])),
        ]);
        nodes.push(("layernorm", none(), none(), norm));
    }
    nodes
}

fn scorer(weights: &Weights, name: &str, features: usize, mut rest: Vec<Node>) -> Vec<u8> {
    let none = || map([]);
    let part = |part: &str, dims: &[usize]| section(weights, &format!("{name}.{part}"), dims);
    let pad = weights
        .floats(&format!("{name}.lower.pad"), &[features, 64, 2])
        .unwrap();
    let lower = map([
        ("W", part("lower.W", &[features, 64, 2, 64])),
        ("b", part("lower.b", &[64, 2])),
        ("pad", array(&[1, features, 64, 2], &pad)),
    ]);
    let upper = map([
        ("W", part("upper.W", &[0, 64])),
        ("b", part("upper.b", &[0])),
    ]);
    let linear = map([
        ("W", part("linear.W", &[64, WIDTH])),
        ("b", part("linear.b", &[64])),
    ]);
    let refs = map([("lower", 1.into()), ("upper", 2.into())]);
    let mut nodes = vec![
        ("parser_model", refs, none(), none()),
        ("precomputable_affine", none(), none(), lower),
        ("linear", none(), none(), upper),
    ];
    nodes.append(&mut rest);
    nodes.push(("linear", none(), none(), linear));
    network(nodes)
}

/// The moves with counts that bring them back into their order.
fn moves(weights: &Weights, name: &str, kinds: &[&str]) -> Vec<u8> {
    let names = weights.strings(&format!("{name}.moves")).unwrap();
    let mut by_kind = serde_json::Map::new();
    for (rank, name) in names.iter().enumerate() {
        let (kind, label) = name.split_once('-').unwrap_or((name, ""));
        let number = kinds.iter().position(|known| *known == kind).unwrap();
        let counts = by_kind.entry(number.to_string()).or_insert(json!({}));
        counts[label] = (names.len() - rank).into();
    }
    let json = serde_json::Value::Object(by_kind).to_string();
    packed(&map([("moves", json.into()), ("cfg", map([]))]))
}

fn vectors(words: &[(&str, [f32; NARROW])]) -> [(&'static str, Vec<u8>); 3] {
    let shape = format!(
        "{{'descr': '<f4', 'fortran_order': False, 'shape': ({}, {NARROW}), }}\n",
        words.len()
    );
    let mut table = b"\x93NUMPY\x01\x00".to_vec();
    table.extend(u16::try_from(shape.len()).unwrap().to_le_bytes());
    table.extend(shape.as_bytes());
    table.extend(
        words
            .iter()
            .flat_map(|(_, row)| row.iter().flat_map(|n| n.to_le_bytes())),
    );
    let rows = words.iter().enumerate();
    let rows = rows.map(|(row, (word, _))| (string_key(word).into(), row.into()));
    [
        ("vocab/vectors", table),
        ("vocab/key2row", packed(&Value::Map(rows.collect()))),
        ("vocab/vectors.cfg", br#"{"mode":"default"}"#.to_vec()),
    ]
}

/// The files of a model with the embedded weights.
fn files(with_vectors: &[(&str, [f32; NARROW])]) -> Files {
    let weights = Weights::parse(model::ENGLISH).unwrap();
    let wide = !with_vectors.is_empty();
    let meta = json!({
        "lang": "en", "name": "core_web_test", "version": "3.7.1", "spacy_version": ">=3.7.2,<3.8.0",
        "vectors": {"vectors": with_vectors.len()},
        "pipeline": ["tok2vec", "tagger", "parser", "senter", "attribute_ruler", "lemmatizer", "ner"],
        "labels": {"tagger": weights.strings("tagger.labels").unwrap()},
    });
    let listener = || ("tok2vec-listener", map([]), map([]), map([]));
    let softmax = map([
        ("W", section(&weights, "tagger.W", &[0, WIDTH])),
        ("b", section(&weights, "tagger.b", &[0])),
    ]);
    let tagger = vec![listener(), ("softmax", map([]), map([]), softmax)];
    let own = encoder(&weights, "ner", super::layers::ENTITIES, wide);
    let shared = encoder(&weights, "tok2vec", super::layers::SHARED, wide);
    let norms = map([("lexeme_norm", Value::Map(Vec::new()))]);
    let mut files = vec![
        ("meta.json", meta.to_string().into_bytes()),
        ("tokenizer", b"rules".to_vec()),
        ("attribute_ruler/patterns", packed(&rules())),
        ("vocab/lookups.bin", packed(&norms)),
        ("tok2vec/model", network(shared)),
        ("tagger/model", network(tagger)),
        (
            "parser/model",
            scorer(&weights, "parser", 8, vec![listener()]),
        ),
        (
            "parser/moves",
            moves(&weights, "parser", super::moves::PARSER),
        ),
        ("ner/model", scorer(&weights, "ner", 3, own)),
        ("ner/moves", moves(&weights, "ner", super::moves::ENTITIES)),
    ];
    if wide {
        files.extend(vectors(with_vectors));
    }
    files
        .into_iter()
        .map(|(path, bytes)| (path.to_owned(), bytes))
        .collect()
}

/// The embedded rules as patterns.
fn rules() -> Value {
    let values = |values: &str| -> Value {
        let values = values.split('|').map(Value::from).collect();
        Value::Array(values)
    };
    let token = |cell: &str| {
        let conditions = cell.split(' ').filter_map(|condition| {
            let (key, value) = condition.split_once('=')?;
            let value = match (key.strip_suffix('!'), key) {
                (Some(_), _) => map([("NOT_IN", values(value))]),
                (None, "IS_SPACE") => (value == "yes").into(),
                (None, _) => map([("IN", values(value))]),
            };
            Some((key.trim_end_matches('!').into(), value))
        });
        Value::Map(conditions.collect())
    };
    let rule = |row: &str| {
        let mut cells = row.split('\t');
        let index: u64 = cells.next().unwrap().parse().unwrap();
        let change = cells.next().unwrap().split(' ').filter_map(|part| {
            let (key, value) = part.split_once('=')?;
            Some((key.into(), value.into()))
        });
        let change = Value::Map(change.collect());
        let tokens = Value::Array(cells.map(token).collect());
        map([
            ("patterns", Value::Array(vec![tokens])),
            ("attrs", change),
            ("index", index.into()),
        ])
    };
    Value::Array(attributes::EMBEDDED.lines().map(rule).collect())
}

fn load(files: &Files) -> Result<Model, ModelError> {
    let missing = || io::Error::from(io::ErrorKind::NotFound);
    with_tokenizer(bytes_key(b"rules", 0), &mut |path| {
        files.get(path).cloned().ok_or_else(missing)
    })
}

fn annotate(files: &Files, text: &str) -> Document {
    Pipeline::of(load(files).unwrap()).annotate(text)
}

#[test]
fn the_embedded_weights_say_the_same_as_a_folder() {
    let files = files(&[]);
    let expected = Pipeline::english();
    assert_eq!(annotate(&files, TEXT), expected.annotate(TEXT));
    for gold in crate::fixture::read().iter().step_by(20) {
        assert_eq!(annotate(&files, &gold.text), expected.annotate(&gold.text));
    }
    let name = load(&files).unwrap().name;
    assert!(
        name.starts_with("en_core_web_test-3.7.1-") && name.len() == 31,
        "{name}"
    );
}

#[test]
fn the_name_tells_other_weights_apart() {
    let one = files(&[]);
    let mut other = one.clone();
    let numbers = other.get_mut("tagger/model").unwrap();
    let last = numbers.len() - 20;
    numbers[last] ^= 1;
    assert_ne!(load(&one).unwrap().name, load(&other).unwrap().name);
    assert_eq!(load(&one).unwrap().name, load(&one.clone()).unwrap().name);
}

#[test]
fn word_vectors_are_seen() {
    let silent = files(&[("treaty", [0.0; NARROW]), ("NATO", [0.0; NARROW])]);
    assert_eq!(annotate(&silent, TEXT), Pipeline::english().annotate(TEXT));
    let loud = files(&[
        ("treaty", [0.0; NARROW]),
        ("NATO", [90.0, -70.0, 80.0, -60.0]),
    ]);
    let without = "Finland backs the treaty.";
    assert_eq!(annotate(&loud, without), annotate(&silent, without));
    assert_ne!(annotate(&loud, TEXT), annotate(&silent, TEXT));
}

/// What is wrong with a file is told with its name.
#[track_caller]
fn refused(mut files: Files, path: &str, bytes: Option<Vec<u8>>, expected: &str) {
    match bytes {
        Some(bytes) => files.insert(path.to_owned(), bytes),
        None => files.remove(path),
    };
    let error = load(&files).err().map(|error| error.to_string());
    let error = error.unwrap_or_else(|| panic!("`{path}` was not refused"));
    assert!(error.contains(path) && error.contains(expected), "{error}");
}

#[test]
fn a_folder_that_will_not_do_is_refused() {
    let good = files(&[("NATO", [0.0; NARROW])]);
    let meta = |from: &str, to: &str| {
        let text = String::from_utf8(good["meta.json"].clone()).unwrap();
        assert!(text.contains(from));
        Some(text.replace(from, to).into_bytes())
    };
    for (bytes, expected) in [
        (None, "cannot read"),
        (Some(b"PK".to_vec()), "damaged"),
        (meta(r#""en""#, r#""de""#), "language `de`"),
        (meta(">=3.7.2,<3.8.0", ">=2.3,<2.4"), "spaCy `>=2.3,<2.4`"),
        (
            meta(r#""tok2vec""#, r#""transformer""#),
            "no component `tok2vec`",
        ),
        (
            meta(r#""senter""#, r#""entity_ruler""#),
            "component `entity_ruler`",
        ),
        (meta(r#""labels""#, r#""names""#), "labels"),
    ] {
        refused(good.clone(), "meta.json", bytes, expected);
    }
    let text = |text: &str| Some(text.as_bytes().to_vec());
    refused(
        good.clone(),
        "tokenizer",
        text("other"),
        "not the English tokenizer",
    );
    refused(
        good.clone(),
        "vocab/vectors.cfg",
        text(r#"{"mode":"floret"}"#),
        "floret",
    );
    refused(
        good.clone(),
        "vocab/key2row",
        Some(vec![0x81, 1, 9]),
        "row of each word",
    );
    refused(
        good.clone(),
        "ner/moves",
        good.get("parser/moves").cloned().map(|mut b| {
            b.pop();
            b
        }),
        "damaged",
    );
    let rule = packed(&Value::Array(vec![map([
        (
            "patterns",
            Value::Array(vec![Value::Array(vec![map([("LENGTH", "3".into())])])]),
        ),
        ("attrs", map([("POS", "VERB".into())])),
        ("index", 0.into()),
    ])]));
    refused(
        good.clone(),
        "attribute_ruler/patterns",
        Some(rule),
        "LENGTH",
    );
    let other = good["ner/model"].clone();
    refused(good.clone(), "tok2vec/model", Some(other), "looks at");
    for path in good.keys() {
        refused(good.clone(), path, None, "cannot read");
        let bytes = &good[path];
        // Cut within the header of numpy's array, or in the middle of anything else.
        let half = bytes[..bytes.len() / 2].to_vec();
        refused(good.clone(), path, Some(half), "");
    }
}

#[test]
fn layers_of_another_shape_are_refused() {
    let mut wide = files(&[("NATO", [0.0; NARROW])]);
    let narrow = files(&[]);
    wide.insert("ner/model".to_owned(), narrow["tok2vec/model"].clone());
    assert!(load(&wide).is_err());
    // Trained with vectors, which the folder does not have.
    let mut bare = files(&[("NATO", [0.0; NARROW])]);
    bare.insert("meta.json".to_owned(), narrow["meta.json"].clone());
    let missing = ModelError::Missing {
        section: "word vectors".to_owned(),
    };
    assert_eq!(load(&bare).err(), Some(missing));
}
