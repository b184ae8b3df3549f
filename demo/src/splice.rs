// SPDX-License-Identifier: Apache-2.0

//! Outputs of which is known, to the byte, whose text is in them.
//!
//! An output is excerpts of works between invented words. An excerpt occurs once in the whole
//! corpus, and no match runs over its end:
//!
//! - The text does not go on with a space after it, as the output does.
//! - No invented word occurs in any text, and each is shorter than the shortest span. So a span that
//!   begins with one can't be, and one that begins in an excerpt and runs into the word after it is
//!   looked for before the excerpt is taken.

use memchr::memmem::Finder;
use openledger_attributor::{Index, NormalText};
use openledger_primitives::{
	span::SpanParams,
	token::{is_token_start, token_starts, CONTEXT},
	ContributionId,
};

use super::random::Random;
use openledger_client::convert::{saturating_u32, to_usize};

const OUTPUT_BYTES: usize = 2_000;
/// Excerpts of an output, at least and at most.
pub const EXCERPTS: (usize, usize) = (4, 6);
const EXCERPT_BYTES: (usize, usize) = (64, 400);
/// Distinct invented words.
const WORDS: usize = 60;
/// Syllables of a word: 8 to 12 letters.
const SYLLABLES: (usize, usize) = (4, 6);
/// Words between excerpts, at least.
const LEAST_WORDS: usize = 2;
/// Passages that are tried for one excerpt, or texts for one word.
const TRIES: usize = 5_000;

/// A passage of a work in an output.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Excerpt {
	pub contribution: ContributionId,
	/// Where it is in the work.
	pub offset: u32,
	/// Where it is in the output.
	pub start: u32,
	pub len: u32,
}

/// An output, and what it is made of.
#[derive(Clone, Debug)]
pub struct Spliced {
	pub output: NormalText,
	/// Ascending by start.
	pub excerpts: Vec<Excerpt>,
}

impl Spliced {
	/// Whose each byte of the output is.
	pub fn owners(&self) -> Vec<Option<ContributionId>> {
		let mut owners = vec![None; to_usize(self.output.len())];
		for excerpt in &self.excerpts {
			let start = to_usize(excerpt.start);
			for owner in owners.iter_mut().skip(start).take(to_usize(excerpt.len)) {
				*owner = Some(excerpt.contribution);
			}
		}
		owners
	}
}

/// Makes outputs from the texts of an index.
pub struct Splicer<'a> {
	index: &'a Index,
	texts: Vec<(ContributionId, &'a [u8])>,
	params: SpanParams,
	random: Random,
	words: Vec<String>,
}

impl<'a> Splicer<'a> {
	/// The same outputs for the same texts and seed. `None` when no word could be invented.
	pub fn new(index: &'a Index, params: SpanParams, seed: u64) -> Option<Self> {
		let texts = index.texts().collect();
		let mut splicer =
			Self { index, texts, params, random: Random::new(seed), words: Vec::new() };
		for _ in 0..TRIES {
			if splicer.words.len() == WORDS {
				break;
			}
			let word = splicer.invent();
			if !splicer.words.contains(&word) && splicer.count(word.as_bytes(), 1) == 0 {
				splicer.words.push(word);
			}
		}
		(!splicer.words.is_empty()).then_some(splicer)
	}

	fn invent(&mut self) -> String {
		const CONSONANTS: &[u8] = b"bdfgjklmnpqrtvxz";
		const VOWELS: &[u8] = b"aeiou";
		let mut word = String::new();
		for _ in 0..self.random.between(SYLLABLES.0, SYLLABLES.1) {
			for letters in [CONSONANTS, VOWELS] {
				word.extend(self.random.pick(letters).copied().map(char::from));
			}
		}
		word
	}

	/// How often a needle occurs, at most `most`.
	fn count(&self, needle: &[u8], most: usize) -> usize {
		let finder = Finder::new(needle);
		let mut count = 0;
		for (_, text) in &self.texts {
			let mut rest = *text;
			while let Some(at) = finder.find(rest) {
				count += 1;
				if count == most {
					return count;
				}
				// Occurrences may overlap.
				rest = &rest[at + 1..];
			}
		}
		count
	}

	/// The next output. `None` when the texts have no passages for it.
	pub fn splice(&mut self) -> Option<Spliced> {
		let count = self.random.between(EXCERPTS.0, EXCERPTS.1).min(self.texts.len());
		let mut passages = Vec::<Passage<'a>>::new();
		while passages.len() < count {
			let passage = self.passage(&passages)?;
			passages.push(passage);
		}
		let taken: usize = passages.iter().map(|passage| passage.bytes.len()).sum();
		let gap = OUTPUT_BYTES.saturating_sub(taken) / (count + 1);

		let mut output = Vec::new();
		let opening = self.word()?;
		self.fill(&mut output, opening, gap)?;
		let mut excerpts = Vec::new();
		for passage in passages {
			output.push(b' ');
			excerpts.push(Excerpt {
				contribution: passage.contribution,
				offset: saturating_u32(passage.offset),
				start: saturating_u32(output.len()),
				len: saturating_u32(passage.bytes.len()),
			});
			output.extend_from_slice(passage.bytes);
			output.push(b' ');
			self.fill(&mut output, passage.word, gap)?;
		}
		let normal = NormalText::from_bytes(&output).ok()?;
		// The pieces are in normal form, so what they are joined to with spaces is.
		(normal.as_bytes() == output).then_some(Spliced { output: normal, excerpts })
	}

	fn word(&mut self) -> Option<String> {
		self.random.pick(&self.words).cloned()
	}

	/// Adds invented words, at least `bytes` of them, the given one first.
	fn fill(&mut self, output: &mut Vec<u8>, first: String, bytes: usize) -> Option<()> {
		let end = output.len() + bytes;
		output.extend_from_slice(first.as_bytes());
		let mut words = 1;
		while words < LEAST_WORDS || output.len() < end {
			output.push(b' ');
			output.extend_from_slice(self.word()?.as_bytes());
			words += 1;
		}
		Some(())
	}

	/// A passage of a work that is in none of `others`.
	fn passage(&mut self, others: &[Passage<'a>]) -> Option<Passage<'a>> {
		(0..TRIES).find_map(|_| {
			let (contribution, text) = *self.random.pick(&self.texts)?;
			if others.iter().any(|other| other.contribution == contribution) {
				return None;
			}
			let (offset, bytes) = self.cut(text)?;
			let word = self.word()?;
			let passage = Passage { contribution, offset, bytes, word };
			self.is_fit(&passage).then_some(passage)
		})
	}

	/// Cuts a passage from a text at random: from a token start to before anything but a space.
	fn cut(&mut self, text: &'a [u8]) -> Option<(usize, &'a [u8])> {
		let least = EXCERPT_BYTES.0.max(self.params.min_span.into());
		let most = EXCERPT_BYTES.1.max(least);
		let from = self.random.below(text.len());
		let len = self.random.between(least, most);
		let before = text.get(from.saturating_sub(to_usize(CONTEXT))..from)?;
		if !is_token_start(before, text.get(from..)?) {
			return None;
		}
		let bytes = text.get(from..from + len)?;
		let after = text.get(from + len);
		let is_boundary = after.is_none_or(|byte| byte & 0xc0 != 0x80);
		let goes_on_with_space = after == Some(&b' ');
		let ends_with_space = bytes.last() == Some(&b' ');
		(is_boundary && !goes_on_with_space && !ends_with_space).then_some((from, bytes))
	}

	/// Whether a passage occurs nowhere else, and no span from it runs into the word after it.
	fn is_fit(&self, passage: &Passage<'a>) -> bool {
		let Passage { contribution, offset, bytes, word } = passage;
		// The index says at once what can't be; whether it is right is seen without it.
		let here = Some((*contribution, saturating_u32(*offset)));
		if self.index.holder(bytes) != here || self.count(bytes, 2) != 1 {
			return false;
		}
		let joined = [*bytes, b" ", word.as_bytes()].concat();
		let Ok(joined) = NormalText::from_bytes(&joined) else { return false };
		token_starts(bytes).all(|start| {
			let span = self.index.longest_match(&joined, saturating_u32(start));
			span.len < u32::from(self.params.min_span) || to_usize(span.end()) <= bytes.len()
		})
	}
}

/// An excerpt to be, and the word that comes after it.
struct Passage<'a> {
	contribution: ContributionId,
	offset: usize,
	bytes: &'a [u8],
	word: String,
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_attributor::Corpus;

	/// Texts of pseudo-random words, some passages of which are in two of them.
	fn index() -> Index {
		let mut random = Random::new(3);
		let mut corpus = Corpus::new();
		let mut shared = String::new();
		for id in 0..12u64 {
			let mut text = shared.clone();
			for _ in 0..400 {
				let syllables = ["so", "na", "ti", "été", "(", ");", "x1", "über", "橋は", "、"];
				for _ in 0..random.between(1, 3) {
					text.push_str(random.pick(&syllables).unwrap());
				}
				text.push(' ');
			}
			let third = text.len() / 3;
			shared = text.chars().take(third).collect();
			corpus.insert(id * 7, NormalText::from_bytes(text.as_bytes()).unwrap()).unwrap();
		}
		Index::build(corpus).unwrap()
	}

	#[test]
	fn every_byte_should_be_credited_to_the_work_it_is_from() {
		let index = index();
		let params = SpanParams::DEFAULT;
		let mut splicer = Splicer::new(&index, params, 1).unwrap();
		for _ in 0..10 {
			let spliced = splicer.splice().unwrap();
			assert!((4..=6).contains(&spliced.excerpts.len()));
			for excerpt in &spliced.excerpts {
				let text = index.text(excerpt.contribution).unwrap();
				let (start, offset) = (to_usize(excerpt.start), to_usize(excerpt.offset));
				let len = to_usize(excerpt.len);
				assert_eq!(
					spliced.output.as_bytes()[start..start + len],
					text.as_bytes()[offset..offset + len]
				);
				assert!((64..=400).contains(&len));
			}
			let attribution = index.attribute(&spliced.output, params).unwrap();
			let found: Vec<_> = attribution
				.spans
				.iter()
				.map(|held| Excerpt {
					contribution: held.contribution,
					offset: held.offset,
					start: held.span.start,
					len: held.span.len,
				})
				.collect();
			assert_eq!(found, spliced.excerpts);
			let credited = spliced.owners().iter().filter(|owner| owner.is_some()).count();
			let owned: u32 = attribution.owned().iter().map(|(stretch, _)| stretch.len).sum();
			assert_eq!(credited, to_usize(owned));
		}
	}

	#[test]
	fn the_same_seed_should_give_the_same_outputs() {
		let index = index();
		let outputs = |seed| {
			let mut splicer = Splicer::new(&index, SpanParams::DEFAULT, seed).unwrap();
			(0..3).map(|_| splicer.splice().unwrap().output).collect::<Vec<_>>()
		};
		assert_eq!(outputs(5), outputs(5));
		assert_ne!(outputs(5), outputs(6));
	}

	#[test]
	fn invented_words_should_be_in_no_text() {
		let index = index();
		let splicer = Splicer::new(&index, SpanParams::DEFAULT, 1).unwrap();
		assert_eq!(splicer.words.len(), WORDS);
		for word in &splicer.words {
			assert!((8..=12).contains(&word.len()));
			assert!(index
				.texts()
				.all(|(_, text)| !text.windows(word.len()).any(|w| w == word.as_bytes())));
		}
	}

	#[test]
	fn texts_without_passages_should_give_nothing() {
		let mut corpus = Corpus::new();
		corpus.insert(1, NormalText::from_bytes(b"too short").unwrap()).unwrap();
		let index = Index::build(corpus).unwrap();
		assert!(Splicer::new(&index, SpanParams::DEFAULT, 1).unwrap().splice().is_none());
		let empty = Index::build(Corpus::new()).unwrap();
		let spliced = Splicer::new(&empty, SpanParams::DEFAULT, 1).unwrap().splice();
		assert!(spliced.is_none_or(|spliced| spliced.excerpts.is_empty()));
	}
}
