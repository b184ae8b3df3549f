// SPDX-License-Identifier: Apache-2.0

//! The texts: what was contributed, and what was answered.

use openledger_attributor::NormalText;
use openledger_primitives::ContributionId;

/// Contributions by what they are.
pub const OUTSIDE: ContributionId = 1;
pub const BELL: ContributionId = 3;
pub const HARBOUR: ContributionId = 8;
pub const COPY: ContributionId = 13;
pub const WORDS: ContributionId = 21;
pub const JOURNAL: ContributionId = 34;
pub const SCRIPTS: ContributionId = 44;
pub const LATE_COPY: ContributionId = 55;

/// Answers by what they quote.
pub const QUOTES_BELL: usize = 0;
pub const QUOTES_MANY: usize = 1;
pub const QUOTES_AT_LENGTH: usize = 2;
pub const QUOTES_NOTHING: usize = 3;
pub const QUOTES_WORDS: usize = 4;
pub const QUOTES_SCRIPTS: usize = 5;
/// The first of those that are not in normal form.
pub const FLAWED: usize = 6;

const WORD_COUNT: usize = 300;
/// More words than a receipt can list spans.
const WORDS_QUOTED: usize = 1_100;
const DAYS: usize = 80;

const RULE: &str = "The harbour bell rings twice when fog hides the northern pier, and once more \
	when the last boat is in.";

const OLD_BOATS: &str =
	"Before the breakwater was built, the boats of the village lay in the mouth \
	of the river, and at every low tide they sat on the mud like cattle at rest. Nobody minded, for \
	nobody went out at low tide. When the cannery came, it wanted fish at all hours; so the men dug \
	a channel, by hand and by lantern, from the old ferry steps to the first of the deep pools. It \
	silted up each winter, and each spring they dug it again, until the county sent a dredger that \
	took a week to do what had taken them a month.";

const PIER: &str =
	"The northern pier is the older of the two: oak piles, tarred every third year, \
	with planks that drum under a cart. On its end stands the lamp, and under the lamp a bench on \
	which three keepers have carved their names: Orla, Benoît, and one that the salt has eaten. The \
	southern pier is stone (no one ties up there in a westerly), and its steps are slippery from the \
	fourth downwards. Between them is room for forty boats, or for thirty-eight and the ferry; the \
	harbour master knows whose turn it is to lie outside, and writes it in a book that nobody else \
	may open.";

const LAMP: &str =
	"The lamp is lit at dusk and put out an hour after sunrise. Its keeper trims the \
	wick, fills the tank to the brass line, and turns the lens by hand if the clockwork stops. In the \
	year of the long frost it was lit for nineteen days without a break, since nobody could tell \
	when the sun had risen.";

const BEACON: &str =
	"What the copyist adds: on the hill behind the church there is a second light, \
	a beacon of iron, which was lit only three times. The first was for a wedding, the second for a \
	wreck; of the third the book says nothing but the date and \"all hands\".";

const CHINESE: &str = "港口的鐘在霧遮住北碼頭時響兩次，最後一艘船進港時再響一次。";

const THAI: &str = "เมื่อหมอกบังท่าเรือด้านเหนือระฆังจะดังสองครั้ง";

/// With the marks that printers use.
const PRINTED: &str = "“The lamp,” wrote Benoît — “is lit at dusk… and the café’s window with it.”";

pub fn normal(text: &str) -> NormalText {
	NormalText::from_bytes(text.as_bytes()).expect("a text that is not empty has a normal form")
}

/// The corpus, and before all of it a copy that was registered and is not in.
pub fn contributions() -> Vec<(ContributionId, NormalText)> {
	let journal = journal();
	let late = format!("Copied in spring. {}", &journal[700..5_400]);
	let copy = format!("From the harbour book: {RULE} {PIER} {BEACON}");
	let texts = [
		(OUTSIDE, RULE.to_owned()),
		(BELL, RULE.to_owned()),
		(HARBOUR, format!("{OLD_BOATS} {PIER} {LAMP}")),
		(COPY, copy),
		(WORDS, (0..WORD_COUNT).map(word).collect::<Vec<_>>().join(" ")),
		(JOURNAL, journal),
		(SCRIPTS, format!("{CHINESE} {THAI} {PRINTED}")),
		(LATE_COPY, late),
	];
	texts.into_iter().map(|(id, text)| (id, normal(&text))).collect()
}

pub fn answers() -> Vec<NormalText> {
	let bell = format!("Old rule: {}, as the keepers say.", &RULE[4..RULE.len() - 40]);
	// Over several chunks, with spans that end and begin within them.
	let many = format!(
		"Of the two piers. {} But of the lamp: {} And then, {} {} Nobody knows more. {} So far \
		 the books.",
		&PIER[..200],
		&LAMP[40..],
		&OLD_BOATS[130..],
		&BEACON[24..],
		&journal()[1_000..1_300],
	);
	let long = format!("Read on: {} And so on.", &journal()[300..4_800]);
	let nothing = "Of this there is no record in any book that we have: not a line, not a word.";
	// In an order of its own; `;` is after no word of the corpus.
	let words = (0..WORDS_QUOTED).map(|n| word(n * 7 % WORD_COUNT)).collect::<Vec<_>>().join("; ");
	// From the third character on, and the fourth: each has three bytes.
	let scripts =
		format!("So it is said: {}{} …{PRINTED} As in a book.", &CHINESE[6..], &THAI[9..]);
	let all = [&*bell, &*many, &*long, nothing, &*words, &*scripts];
	all.map(normal).to_vec()
}

/// Outputs that are not in normal form, each in one way.
pub fn flawed() -> Vec<Vec<u8>> {
	let quote = &RULE[4..RULE.len() - 40];
	let salted = format!("Old rule: {}\u{200b}{}", &quote[..20], &quote[20..]);
	// Over the border of two chunks.
	let spaced = format!("{}  {quote}", "a".repeat(1_023));
	let composed = format!("Of the cafe\u{301}: {quote}");
	let hyphened = format!("{quote} and har\u{ad}bour");
	let texts = [salted, spaced, composed, hyphened, format!(" {quote}"), format!("{quote} ")];
	let mut flawed: Vec<Vec<u8>> = texts.into_iter().map(String::into_bytes).collect();
	flawed.push([quote.as_bytes(), b" \xff."].concat());
	flawed.push([quote.as_bytes(), b" caf\xc3"].concat());
	flawed
}

/// A word of 16 to 20 bytes.
fn word(n: usize) -> String {
	let digits = 12 + n % 5;
	format!("word{n:0digits$}")
}

fn journal() -> String {
	let (winds, keepers) =
		(["north", "north-east", "west", "south-west"], ["Orla", "Anders", "Mireille"]);
	let day = |n: usize| {
		let (wind, keeper) = (winds[n * 5 % 4], keepers[n % 3]);
		let (out, back) = (n * 11 % 38, n * 7 % 23);
		let boats = format!("{out} boats out, {back} back by dusk");
		format!("Day {n}: wind {wind}, {boats}; {keeper} kept the lamp.")
	};
	(1..=DAYS).map(day).collect::<Vec<_>>().join(" ")
}
