// SPDX-License-Identifier: Apache-2.0

//! Exhibits of receipts, and answers to demands.

use openledger_primitives::{
	challenge::{demanded_chunk, range_of_match, Binding, Evidence, Excerpt, Exhibit, ReceiptPath},
	content::CHUNK_BYTES,
	merkle,
	receipt::{commitment_leaf, Receipt},
};
use sp_core::{sr25519, Blake2Hasher, H256};

use super::is_about;
use crate::{
	index::Index,
	normal::NormalText,
	position::{to_index, to_position},
};

impl Index {
	/// The evidence that answers a demand for listed span number `span`; where the receipt lists
	/// fewer, the chunk of the output that the demand names. `None` when the receipt is about
	/// another output, or the span's text is not indexed.
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
			return Some(Evidence::SpanNotFound { output });
		};
		let text = self.bytes_of(held.contribution)?;
		let len = held.span.len;
		Some(Evidence::Span {
			output: excerpt(output.as_bytes(), range_of_match(held.span.start, len))?,
			text: excerpt(text, range_of_match(held.offset, len))?,
		})
	}
}

/// Makes the exhibit of receipt number `index` of a batch by its commitment. `leaves` are the
/// leaves of all compact receipts of the batch, and `commitments` the commitments of all whole
/// receipts, in order. `None` when the commitment at this place is not that of `receipt`.
pub fn exhibit(
	leaves: &[H256],
	commitments: &[H256],
	index: u32,
	receipt: Receipt,
) -> Option<Exhibit> {
	let commitment = receipt.commitment::<Blake2Hasher>();
	let is_committed = commitments.get(to_index(index)) == Some(&commitment);
	if !is_committed || leaves.len() != commitments.len() {
		return None;
	}
	let committed: Vec<H256> =
		commitments.iter().map(|one| commitment_leaf::<Blake2Hasher>(*one)).collect();
	let binding = Binding::Committed(path(&committed, index)?);
	Some(Exhibit { index, path: path(leaves, index)?, receipt, binding })
}

/// Makes the exhibit of a `receipt` that its operator signed, for receipt number `index` of a
/// batch. `leaves` are the leaves of all compact receipts of the batch, in order. `None` when there
/// is no such number. It does not check whether the signature is the operator's.
pub fn signed_exhibit(
	leaves: &[H256],
	index: u32,
	receipt: Receipt,
	signature: sr25519::Signature,
) -> Option<Exhibit> {
	let binding = Binding::Signed(signature);
	Some(Exhibit { index, path: path(leaves, index)?, receipt, binding })
}

fn path(leaves: &[H256], index: u32) -> Option<ReceiptPath> {
	merkle::path::<Blake2Hasher>(leaves, index)?.try_into().ok()
}
