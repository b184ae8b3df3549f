// SPDX-License-Identifier: Apache-2.0

//! The engine against a second implementation of the rule: `tests/reference/rule.py`, which was written
//! from the specification's text alone, in another language and with tables of its own.
//!
//! A thousand cases are drawn, always the same ones. Python is run once, and writes a line of JSON for
//! each; the engine's line has to be the same, so nothing has to be parsed.

use std::{
	collections::BTreeMap,
	env,
	fmt::{Display, Write},
	fs,
	path::Path,
	process::Command,
};

use openledger_attributor::{Corpus, Index, NormalText};
use openledger_primitives::{span::SpanParams, token::token_starts};

const CASES: u64 = 1_000;

/// The interpreter, with the packages of `tests/reference/requirements.txt`.
const PYTHON: &str = "OPENLEDGER_PYTHON";
const RULE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/reference/rule.py");

/// Numbers that look random: SplitMix64.
struct Draw(u64);

impl Draw {
	fn number(&mut self) -> u64 {
		self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
		let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
		let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
		mixed ^ (mixed >> 31)
	}

	/// At least `from`, and less than `to`.
	fn between(&mut self, from: usize, to: usize) -> usize {
		let width = u64::try_from(to - from).unwrap();
		from + usize::try_from(self.number() % width).unwrap()
	}

	/// True once in `times`.
	fn once_in(&mut self, times: usize) -> bool {
		self.between(0, times) == 0
	}

	fn one<'a>(&mut self, items: &[&'a str]) -> &'a str {
		items[self.between(0, items.len())]
	}

	fn char(&mut self, characters: &str) -> char {
		let at = self.between(0, characters.chars().count());
		characters.chars().nth(at).unwrap()
	}

	/// Any code point but surrogates, most often one of the lower ones.
	fn any_char(&mut self) -> char {
		let end = [0x80, 0x800, 0x3000, 0x1_0000, 0x2_0000, 0x11_0000][self.between(0, 6)];
		let point = u32::try_from(self.between(0, end)).unwrap();
		char::from_u32(point).unwrap_or('\u{d7ff}')
	}
}

/// Letters of all kinds of scripts, with and without spaces, from left to right and from right to left.
const SCRIPTS: [&str; 22] = [
	"abc",
	"abcdefghijklmnopqrstuvwxyzABCXYZ0123456789",
	"if(x)=>{}[];:._-+*/!?'\"<>&|#a0",
	"àéîõüçñßøåŵž",
	"ắằẳẵặấầổỗộớờởợứừửữựđ",
	"абвгдежзийклмн",
	"αβγδεζηθικλμν",
	"天地玄黃宇宙洪荒日月盈昃辰宿列張",
	"あいうえおかきくけこがぎぐげごアイウエオカキクケコー々〆〼〱ゝヽｱｲｰﾞ",
	"กขคงจฉชซฌญฎฏฐะัาำิีึืุูเแโใไ่้๊๋์",
	"ກຂຄງຈຊຍດຕຖທະັາິີເແໂໃໄ່້",
	"កខគឃងចឆជឈញាិីឹឺុូួើ្",
	"ကခဂဃငစဆဇဈညာိီုူေဲံ့း္်",
	"अआइईउऊकखगघङािीुू्ंःक\u{93c}",
	"ابتثجحخدذرزسشصضطظعغفقكلمنهوي\u{64b}\u{64e}\u{651}",
	"אבגדהוזחטיכלמנסעפצקרשת\u{5b0}\u{5b7}\u{5bc}",
	"가각간갈감갑나다라마바사",
	"\u{1100}\u{1102}\u{1103}\u{1161}\u{1162}\u{1165}\u{11a8}\u{11ab}",
	"ᥐᥑᦀᦁᨠᨡꪀꪁꦀꦁᬅᬆꀀꀁ𛅰𗀀𘬀",
	"\u{9c7}\u{9be}\u{9d7}\u{bc6}\u{bbe}\u{dd9}\u{dcf}\u{dca}\u{1025}\u{102e}\u{928}\u{93c}",
	"😀👩💻❤🏳🌈👍🏽🇩🇪",
	"\u{e000}\u{f8ff}\u{fff9}\u{2800}\u{fffd}\u{fffc}\u{13430}\u{600}",
];

const MARKS: &str = "\u{300}\u{301}\u{302}\u{303}\u{307}\u{308}\u{31b}\u{323}\u{327}\u{328}\u{338}\
	\u{340}\u{344}\u{345}\u{3099}\u{309a}\u{5b0}\u{651}\u{94d}\u{e38}\u{f71}\u{f72}\u{f74}\u{1d165}";

/// Dropped: what has no appearance, what is unassigned, and controls.
const UNSEEN: &str = "\u{ad}\u{34f}\u{61c}\u{115f}\u{17b4}\u{180e}\u{200b}\u{200c}\u{200d}\u{200e}\
	\u{202e}\u{2060}\u{2065}\u{206f}\u{3164}\u{fe0f}\u{feff}\u{ffa0}\u{fff0}\u{1d173}\u{e0001}\
	\u{e0041}\u{e0fff}\u{0}\u{7}\u{1b}\u{1f}\u{7f}\u{84}\u{9f}\u{378}\u{fdd0}\u{ffff}\u{10ffff}\u{e01f0}";

const SPACES: &str =
	"   \t\n\r\u{b}\u{c}\u{85}\u{a0}\u{1680}\u{2000}\u{2003}\u{200a}\u{2028}\u{2029}\
	\u{202f}\u{205f}\u{3000}";

const PUNCTUATION: &str = "“”‘’«»„—–…·•。、，！？「」『』・〜،؛؟।॥׳״¡¿€£±×÷≤≠→©®°´¨．";

fn word(draw: &mut Draw, script: &str) -> String {
	(0..draw.between(1, 9)).map(|_| draw.char(script)).collect()
}

/// Words of one script, with what lies between words and within them.
fn phrase(draw: &mut Draw, words: usize) -> String {
	let script = draw.one(&SCRIPTS);
	// In every other phrase nothing but words and spaces.
	let is_plain = draw.once_in(2);
	let mut phrase = String::new();
	for _ in 0..words {
		phrase.push_str(&word(draw, script));
		if is_plain {
			phrase.push(' ');
			continue;
		}
		match draw.between(0, 16) {
			0..6 => phrase.push(draw.char(SPACES)),
			6..9 => phrase.push(draw.char(PUNCTUATION)),
			9..11 => phrase.push(draw.char(UNSEEN)),
			11 => phrase.extend((0..draw.between(1, 4)).map(|_| draw.char(MARKS))),
			12 => phrase.push_str(draw.one(&["...", " - ", "; ", "\r\n\r\n", "\u{200d}", ", "])),
			13 => phrase.push(draw.any_char()),
			_ => (),
		}
	}
	if draw.once_in(12) {
		phrase.extend((0..draw.between(25, 70)).map(|_| draw.char(MARKS)));
		phrase.push_str(draw.one(&["", "\u{1161}", "\u{9be}", "a"]));
	}
	phrase
}

/// A stretch of the characters of a text.
fn stretch(draw: &mut Draw, text: &str) -> String {
	let count = text.chars().count();
	let (one, other) = (draw.between(0, count + 1), draw.between(0, count + 1));
	text.chars().skip(one.min(other)).take(one.abs_diff(other)).collect()
}

/// Pieces, whole or in part, with or without something between them.
fn splice(draw: &mut Draw, pieces: &[String], count: usize) -> String {
	let mut text = String::new();
	for _ in 0..count {
		let piece = &pieces[draw.between(0, pieces.len())];
		match draw.between(0, 4) {
			0 => text.push_str(&stretch(draw, piece)),
			1 => {
				let quotes =
					draw.one(&["\"\"", "“”", "«»", "—…", "「」", "''", "  ", "\u{200b}\u{feff}"]);
				let mut quotes = quotes.chars();
				text.extend(quotes.next());
				text.push_str(piece);
				text.extend(quotes.next());
			}
			_ => text.push_str(piece),
		}
		match draw.between(0, 4) {
			0 => text.push(draw.char(SPACES)),
			1 => text.push_str(&phrase(draw, 2)),
			_ => (),
		}
	}
	text
}

/// What a case is about: its texts and its output as they are, before they are put into normal form.
struct Case {
	texts: BTreeMap<u64, Vec<u8>>,
	output: Vec<u8>,
	span_params: SpanParams,
}

/// Texts and output of some hundred bytes, all of the same pieces.
fn usual(draw: &mut Draw) -> (Vec<String>, String) {
	let pieces: Vec<String> = (0..draw.between(1, 6))
		.map(|_| {
			let words = draw.between(1, 16);
			phrase(draw, words)
		})
		.collect();
	let mut texts: Vec<String> = Vec::new();
	for _ in 0..draw.between(0, 7) {
		// The same text once more, as it is: the earlier one holds it.
		let is_copy = !texts.is_empty() && draw.once_in(5);
		let count = draw.between(1, 5);
		let text =
			if is_copy { texts[texts.len() - 1].clone() } else { splice(draw, &pieces, count) };
		texts.push(text);
	}
	let sources = [&pieces[..], &texts[..]].concat();
	let count = draw.between(1, 5);
	let output = splice(draw, &sources, count);
	(texts, output)
}

/// A run of a few KB, longer than the longest match, beside something short.
fn long_run(draw: &mut Draw) -> (Vec<String>, String) {
	let mut run = String::new();
	let length = draw.between(3_000, 9_500);
	while run.len() < length {
		run.push_str(&phrase(draw, 12));
	}
	let short = phrase(draw, 20);
	let (before, between) = (phrase(draw, 3), phrase(draw, 2));
	let output = match draw.between(0, 3) {
		0 => format!("{run}{between}{short}"),
		1 => format!("{short} {run}"),
		_ => format!("{between}{}{short}{}", stretch(draw, &run), stretch(draw, &run)),
	};
	let part = stretch(draw, &run);
	(vec![format!("{before}{run}"), format!("{short}{between}{part}"), part], output)
}

/// A few characters again and again: many equal matches.
fn repeated(draw: &mut Draw) -> (Vec<String>, String) {
	let unit = match draw.between(0, 5) {
		0 => "a".to_string(),
		1 => "!".to_string(),
		2 => "ab ".to_string(),
		3 => draw.char(SCRIPTS[7]).to_string(),
		_ => phrase(draw, 2),
	};
	let repeat = |draw: &mut Draw| unit.repeat(draw.between(1, 1 + 700 / unit.len().max(2)));
	let texts = vec![repeat(draw), format!("x{}", repeat(draw)), repeat(draw)];
	let output = format!("{}{}{}", repeat(draw), phrase(draw, 1), repeat(draw));
	(texts, output)
}

fn case(seed: u64) -> Case {
	let draw = &mut Draw(seed);
	let (texts, output) = match seed % 40 {
		0 => long_run(draw),
		1..4 => repeated(draw),
		_ => usual(draw),
	};
	// Ids in no order.
	let mut held: BTreeMap<u64, Vec<u8>> = BTreeMap::new();
	for text in texts {
		let id = draw.number() % 1_000;
		held.insert(id, text.into_bytes());
	}
	// Now and then one is no text.
	if draw.once_in(10) {
		held.insert(1_000, b"broken \xff\xc3 bytes, which nobody can quote".to_vec());
	}
	let min_span: u16 = [16, 24, 32, 32][draw.between(0, 4)];
	let full_span: u16 = [16, 40, 256, 256, 4_092][draw.between(0, 5)];
	let span_params = SpanParams { min_span, full_span: full_span.max(min_span) };
	Case { texts: held, output: output.into_bytes(), span_params }
}

fn hex(bytes: &[u8]) -> String {
	bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// `[a,b,c]`
fn list<T: Display>(items: impl IntoIterator<Item = T>) -> String {
	let items: Vec<String> = items.into_iter().map(|item| item.to_string()).collect();
	format!("[{}]", items.join(","))
}

/// The cases, as `rule.py` reads them.
fn written(cases: &[Case]) -> String {
	let case = |case: &Case| {
		let texts: Vec<String> =
			case.texts.iter().map(|(id, text)| format!("\"{id}\":\"{}\"", hex(text))).collect();
		format!(
			"{{\"texts\":{{{}}},\"output\":\"{}\",\"min_span\":{},\"full_span\":{}}}",
			texts.join(","),
			hex(&case.output),
			case.span_params.min_span,
			case.span_params.full_span
		)
	};
	list(cases.iter().map(case))
}

fn described(form: Option<&NormalText>) -> String {
	let Some(form) = form else { return "null".to_string() };
	format!(
		"{{\"normal\":\"{}\",\"root\":\"{}\",\"starts\":{}}}",
		hex(form.as_bytes()),
		hex(form.content_root().as_bytes()),
		list(token_starts(form.as_bytes()))
	)
}

/// What the engine says of a case, as `rule.py` writes it.
fn answered(case: &Case) -> String {
	let forms: BTreeMap<u64, Option<NormalText>> =
		case.texts.iter().map(|(id, text)| (*id, NormalText::from_bytes(text).ok())).collect();
	let output = NormalText::from_bytes(&case.output).ok();

	let mut corpus = Corpus::new();
	for (id, form) in forms.iter().rev() {
		if let Some(form) = form {
			corpus.insert(*id, form.clone()).unwrap();
		}
	}
	let (mut spans, mut credits) = (Vec::new(), Vec::new());
	if let Some(output) = &output {
		let attribution =
			Index::build(corpus).unwrap().attribute(output, case.span_params).unwrap();
		for held in attribution.spans.iter() {
			let (start, len) = (held.span.start, held.span.len);
			spans.push(format!("[{start},{len},{},{}]", held.contribution, held.offset));
		}
		for credit in attribution.credits.iter() {
			credits.push(format!("[{},{}]", credit.contribution, credit.points));
		}
	}
	let texts = forms.iter().map(|(id, form)| format!("[{id},{}]", described(form.as_ref())));
	format!(
		"{{\"texts\":{},\"output\":{},\"spans\":{},\"credits\":{}}}",
		list(texts),
		described(output.as_ref()),
		list(spans),
		list(credits)
	)
}

/// What the second implementation says of all cases, a line for each.
fn asked(cases: &[Case]) -> String {
	let Some(python) = env::var_os(PYTHON) else {
		panic!(
			"{PYTHON} has to name a Python that has the packages of tests/reference/requirements.txt; \
			 scripts/test.sh makes one, and tests/reference/README.md says how"
		);
	};
	let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("reference.json");
	fs::write(&file, written(cases)).unwrap();
	let run = Command::new(&python).arg(RULE).arg("attribute").arg(&file).output();
	let run = run.unwrap_or_else(|error| panic!("{PYTHON} ({python:?}) does not run: {error}"));
	let problem = String::from_utf8_lossy(&run.stderr);
	assert!(run.status.success(), "rule.py attribute {} failed:\n{problem}", file.display());
	String::from_utf8(run.stdout).unwrap()
}

#[test]
fn the_engine_should_do_what_a_second_implementation_does() {
	let cases: Vec<Case> = (0..CASES).map(case).collect();
	let answers = asked(&cases);
	let answers: Vec<&str> = answers.lines().collect();
	assert_eq!(answers.len(), cases.len());

	let (mut differ, mut count) = (String::new(), 0);
	for (number, (case, theirs)) in cases.iter().zip(&answers).enumerate() {
		let ours = answered(case);
		if ours != *theirs {
			count += 1;
			// The first is enough to look into.
			if count == 1 {
				let given = written(std::slice::from_ref(case));
				write!(differ, "case {number}: {given}\nengine: {ours}\npython: {theirs}").unwrap();
			}
		}
	}
	assert!(count == 0, "{count} of {CASES} cases differ, the first of them:\n{differ}");

	// What was compared is not nothing.
	let listed = answers.iter().filter(|answer| !answer.contains("\"spans\":[]")).count();
	assert!(listed > cases.len() / 3, "only {listed} of {CASES} outputs have a span");
}
