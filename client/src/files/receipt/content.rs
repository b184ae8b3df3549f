// SPDX-License-Identifier: Apache-2.0

//! The content of a receipt, as files and programs show it.

use codec::Encode;
use openledger_primitives::{
	receipt::{Credit, HeldSpan, Receipt},
	span::SpanParams,
	ChannelId, ContributionId, ModelId,
};
use serde::Serialize;
use sp_core::{Blake2Hasher, H256};

use crate::{
	files::batch::paid_by,
	json::{Hex, Planck},
};

/// The content of a receipt. The field `receipt` is all of it in SCALE, the others say the same for
/// people.
#[derive(Clone, Serialize)]
pub struct Content {
	/// The channel that pays. `None` where an account does.
	pub channel: Option<ChannelId>,
	/// The sequence of the channel's answer.
	pub sequence: Option<u64>,
	/// The model that gave the answer.
	pub model: ModelId,
	/// The fee of the answer.
	pub fee: Planck,
	span_params: Params,
	/// The length of the output in normal form, in bytes.
	pub output_len: u32,
	/// The content root of the output.
	pub output_root: H256,
	spans: Vec<Held>,
	/// The credits that follow from the spans; none where the spans are malformed.
	pub credits: Vec<Credit>,
	salt: Hex<[u8; 32]>,
	/// The commitment, which the operator's signature is over.
	pub commitment: H256,
	receipt: Hex<Vec<u8>>,
}

#[derive(Clone, Serialize)]
struct Params {
	min_span: u16,
	full_span: u16,
}

#[derive(Clone, Serialize)]
struct Held {
	start: u32,
	len: u32,
	contribution: ContributionId,
	offset: u32,
}

impl Content {
	/// The content of a receipt.
	pub fn of(receipt: &Receipt) -> Self {
		let (channel, sequence) = paid_by(receipt).unzip();
		let SpanParams { min_span, full_span } = receipt.span_params;
		Self {
			channel,
			sequence,
			model: receipt.model,
			fee: Planck(receipt.fee),
			span_params: Params { min_span, full_span },
			output_len: receipt.output_len,
			output_root: receipt.output_root,
			spans: receipt.spans.iter().map(Held::of).collect(),
			credits: receipt.credits().map(|credits| credits.to_vec()).unwrap_or_default(),
			salt: Hex(receipt.salt),
			commitment: receipt.commitment::<Blake2Hasher>(),
			receipt: Hex(receipt.encode()),
		}
	}
}

impl Held {
	fn of(held: &HeldSpan) -> Self {
		let HeldSpan { span, contribution, offset } = *held;
		Self { start: span.start, len: span.len, contribution, offset }
	}
}
