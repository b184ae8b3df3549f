// SPDX-License-Identifier: Apache-2.0

//! The texts, and what of them is in outputs.

use openledger_primitives::{receipt::HeldSpan, span::Span, ContributionId};

/// By Charlie.
const MILL: &str =
	"The miller of the upper weir kept no clock, because the wheel told him the hour by the sound \
	of its seventh paddle, which had been mended with pear wood and knocked where all the others \
	hummed. When the county sent a man to measure the stream he found it four inches lower than \
	the map allowed, and wrote that down; the miller asked him to stay for supper, and to listen, \
	and in the morning the man crossed it out again.";
/// By Charlie too.
const KITES: &str =
	"Kites are flown from the dyke on the first dry Sunday after Easter, by anyone who has not \
	quarrelled with a neighbour since Christmas; in some years the sky has been quite empty.";
/// By Dave, around a passage of the mill.
const OPENING: &str = "Copied out for my sister, who likes to know how others lived:";
const NOTES: &str =
	"She wrote back that pear wood would not last two winters in running water, whatever it told \
	anybody.";
/// By Dave, and not in the model's corpus.
const FERRY: &str =
	"The ferryman took eggs for the crossing, but never from anyone who was on the way to a \
	funeral, and never more than two.";

/// From the middle of [`MILL`], longer than what counts in full.
pub const FROM_MILL: &str =
	"because the wheel told him the hour by the sound of its seventh paddle, which had been mended \
	with pear wood and knocked where all the others hummed. When the county sent a man to measure \
	the stream he found it four inches lower than the map allowed, and wrote that down; the miller \
	asked him to stay for supper";
/// From the middle of [`KITES`], shorter than that.
pub const FROM_KITES: &str = "by anyone who has not quarrelled with a neighbour since Christmas";
/// From the middle of [`NOTES`].
pub const FROM_NOTES: &str = "pear wood would not last two winters in running water";
/// From the middle of [`FERRY`].
pub const FROM_FERRY: &str = "but never from anyone who was on the way to a funeral";
/// In no text.
pub const INVENTED: &str = "whoever it was that said so had left by the other door";

/// All texts, by contribution.
pub fn texts() -> [String; 4] {
	let scrapbook = format!("{OPENING} {FROM_MILL} {NOTES}");
	[MILL.to_owned(), KITES.to_owned(), scrapbook, FERRY.to_owned()]
}

/// An output with passages. Each is in quotation marks, which no text has: no span goes further.
pub fn output(opening: &str, passages: &[&str]) -> String {
	let quoted: Vec<_> = passages.iter().map(|passage| format!("\"{passage}\"")).collect();
	format!("{opening}: {}. That was all.", quoted.join(", then "))
}

/// The first `len` bytes of a passage in an output, as what a contribution has.
pub fn beginning(
	output: &str,
	passage: &str,
	len: usize,
	contribution: ContributionId,
) -> HeldSpan {
	let text = &texts()[usize::try_from(contribution).expect("there are four")];
	let start = output.find(passage).expect("the output quotes the passage");
	let offset = text.find(passage).expect("the text has the passage");
	HeldSpan { span: span(start, len), contribution, offset: number(offset) }
}

/// A passage in an output, as what a contribution has.
pub fn held(output: &str, passage: &str, contribution: ContributionId) -> HeldSpan {
	beginning(output, passage, passage.len(), contribution)
}

/// What nobody wrote, as the beginning of a contribution.
pub fn invented(output: &str, contribution: ContributionId) -> HeldSpan {
	let start = output.find(INVENTED).expect("the output has it");
	HeldSpan { span: span(start, INVENTED.len()), contribution, offset: 0 }
}

fn span(start: usize, len: usize) -> Span {
	Span { start: number(start), len: number(len) }
}

pub fn number(len: usize) -> u32 {
	u32::try_from(len).expect("texts are short")
}
