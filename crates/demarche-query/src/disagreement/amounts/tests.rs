//! Amounts in sentences made for it.

use super::*;

/// Amounts as `unit low..high of [what]: words`.
fn check(text: &str, expect: &[&str]) {
    let line = |one: &Amount| {
        let of: Vec<&str> = one.of.iter().map(String::as_str).collect();
        let unit = match one.unit {
            Unit::Count => "count",
            Unit::Percent => "%",
            Unit::Money(code) => code,
        };
        let words = &text[one.words.clone()];
        format!("{unit} {}..{} {of:?}: {words}", one.low, one.high)
    };
    let found: Vec<String> = amounts(text).iter().map(line).collect();
    assert_eq!(found, expect, "{text}");
}

#[test]
fn counts_have_a_plural() {
    check(
        "Norvia sent 3,000 fresh troops.",
        &["count 2500..3500 [\"troop\"]: 3,000 fresh troops"],
    );
    check(
        "He praised the 23 of 32 allies that pay.",
        &[
            "count 22.5..23.5 [\"ally\", \"part of\"]: 23 of 32 allies",
            "count 31.5..32.5 [\"ally\"]: 32 allies",
        ],
    );
    check(
        "Twenty-three soldiers fell.",
        &["count 22.5..23.5 [\"soldier\"]: Twenty-three soldiers"],
    );
    check(
        "Some 1.5 million people fled.",
        &["count 1350000..1650000 [\"peopl\"]: Some 1.5 million people"],
    );
}

#[test]
fn shares_and_sums_are_of_something() {
    check(
        "They spend 5% of GDP.",
        &["% 4.5..5.5 [\"gdp\"]: 5% of GDP"],
    );
    check(
        "They spend 2.5 per cent of output.",
        &["% 2.45..2.55 [\"output\"]: 2.5 per cent of output"],
    );
    check(
        "It gave €50 billion in aid.",
        &["EUR 49500000000..50500000000 [\"aid\"]: €50 billion in aid"],
    );
    check(
        "It gave 40 million dollars for schools.",
        &["USD 39500000..40500000 [\"school\"]: 40 million dollars for schools"],
    );
}

#[test]
fn words_before_a_number_widen_it() {
    check(
        "They lost more than 200 tanks.",
        &["count 150..400 [\"tank\"]: more than 200 tanks"],
    );
    check(
        "They lost up to 40 tanks.",
        &["count 20..40.5 [\"tank\"]: up to 40 tanks"],
    );
    check(
        "They lost between 10 and 20 tanks.",
        &["count 9.5..20.5 [\"tank\"]: between 10 and 20 tanks"],
    );
    check(
        "They lost 3 to 5 million votes.",
        &["count 2500000..5500000 [\"vot\"]: 3 to 5 million votes"],
    );
    check(
        "They lost around 40 tanks.",
        &["count 36..44 [\"tank\"]: around 40 tanks"],
    );
}

#[test]
fn dates_names_and_changes_are_no_amounts() {
    for text in [
        "On February 12 ministers met.",
        "On 12 February ministers met.",
        "In 2021 ministers met.",
        "It invoked Article 5 rights.",
        "It ordered F-16 jets at 10:30 hours.",
        "The 32-member alliance met for the 12th time.",
        "Spending rose from 2% to 3% of GDP.",
        "It took 30 days.",
        "The G7 leaders met.",
        "It fell to 5% this year.",
    ] {
        check(text, &[]);
    }
}

#[test]
fn a_sentence_ends_with_its_mark() {
    let text = "Mr. Oak of the U.S. spoke. \"Ten tanks came.\" Nine jets left.\n\nSix ships sank";
    let found = amounts(text);
    let sentences: Vec<&str> = found
        .iter()
        .map(|one| &text[one.sentence.clone()])
        .collect();
    assert_eq!(
        sentences,
        ["\"Ten tanks came.\"", "Nine jets left.", "Six ships sank"]
    );
}

#[test]
fn days_and_years_of_the_sentence_are_kept() {
    let text = "On Jan. 8, in 2016, they flew 34 strikes; on Tuesday and 3 March too.";
    let dates = &amounts(text)[0].dates;
    let dates: Vec<&str> = dates.iter().map(String::as_str).collect();
    assert_eq!(dates, ["2016", "jan 8", "mar 3", "tuesday"]);
}

#[test]
fn any_text_can_be_read() {
    for text in [
        "",
        "$",
        "5%",
        "–5",
        "1,2,3",
        "9",
        "é5é",
        "5.",
        "between 5 and",
        "€ € 5 % of",
    ] {
        let _ = amounts(text);
    }
}
