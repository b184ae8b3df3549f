// SPDX-License-Identifier: Apache-2.0

//! What an operator shows of its receipts: exhibits, and answers to demands.

use openledger_primitives::{
	challenge::{demanded_chunk, range_of_match, Evidence, Excerpt, Exhibit},
	content::CHUNK_BYTES,
	merkle,
	receipt::{CompactReceipt, Receipt},
};
use sp_core::{Blake2Hasher, H256};

use super::is_about;
use crate::{
	index::Index,
	normal::NormalText,
	position::{to_index, to_position},
};

impl Index {
	/// What answers a demand for listed span number `span`; where fewer are listed, it shows the
	/// chunk of the output that the demand names. `None` when the receipt is about another output,
	/// or the span's text is not indexed.
	pub fn evidence(&self, receipt: &Receipt, output: &NormalText, span: u32) -> Option<Evidence> {
		if !is_about(receipt, output) {
			return None;
		}
		let excerpt = |content: &[u8], (from, to)| Excerpt::of::<Blake2Hasher>(content, from, to);
		let Some(held) = receipt.spans.get(to_index(span)) else {
			let listed = to_position(receipt.spans.len());
			let chunk = demanded_chunk(span, listed, output.len());
			let from = chunk.checked_mul(to_position(CHUNK_BYTES))?;
			let output = excerpt(output.as_bytes(), (from, from.checked_add(1)?))?;
			return Some(Evidence::NoSuchSpan { output });
		};
		let text = self.bytes_of(held.contribution)?;
		let len = held.span.len;
		Some(Evidence::Span {
			output: excerpt(output.as_bytes(), range_of_match(held.span.start, len))?,
			text: excerpt(text, range_of_match(held.offset, len))?,
		})
	}
}

/// Opens receipt number `index` of a batch. `compacts` are all receipts of the batch, in order, as
/// the chain has them. `None` when the one at this place does not commit to `receipt`.
pub fn exhibit(compacts: &[CompactReceipt], index: u32, receipt: Receipt) -> Option<Exhibit> {
	let settled = compacts.get(to_index(index))?;
	if settled.commitment != receipt.commitment::<Blake2Hasher>() {
		return None;
	}
	let leaves: Vec<H256> = compacts.iter().map(CompactReceipt::leaf::<Blake2Hasher>).collect();
	let path = merkle::path::<Blake2Hasher>(&leaves, index)?.try_into().ok()?;
	Some(Exhibit { index, path, receipt })
}
