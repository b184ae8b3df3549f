// SPDX-License-Identifier: Apache-2.0

//! How the types are serialized as JSON.
//!
//! Keys are in snake case. Amounts are strings of planck, since JSON's numbers are too small for
//! them; hashes are hex; texts are strings, in hex where they are not UTF-8; shares are numbers of
//! parts per billion. Accounts are serialized by their own type: as SS58 on the chain.

use openledger_primitives::{span::SpanParams, split::FeeSplit, Balance, ContributionId, ModelId};
use serde::{ser::SerializeStruct, Serialize, Serializer};
use sp_core::hexdisplay::HexDisplay;

/// Serializes an amount as a string of planck.
pub fn amount<S: Serializer>(planck: &Balance, serializer: S) -> Result<S::Ok, S::Error> {
	serializer.collect_str(planck)
}

/// Serializes an amount that may be missing as a string of planck, or null.
pub fn some_amount<S: Serializer>(
	planck: &Option<Balance>,
	serializer: S,
) -> Result<S::Ok, S::Error> {
	match planck {
		Some(planck) => amount(planck, serializer),
		None => serializer.serialize_none(),
	}
}

/// Serializes bytes as hex after 0x.
pub fn hex<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
	serializer.collect_str(&format_args!("0x{}", HexDisplay::from(&bytes)))
}

/// Serializes bytes as a text, or as hex where they are not UTF-8.
pub fn text<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
	match std::str::from_utf8(bytes) {
		Ok(text) => serializer.serialize_str(text),
		Err(_) => hex(bytes, serializer),
	}
}

#[derive(Serialize)]
struct ModelShare {
	model: ModelId,
	parts: u32,
}

/// Serializes shares of models as objects with `model` and `parts`, in parts per billion.
pub fn model_shares<S: Serializer>(
	shares: &[(ModelId, u32)],
	serializer: S,
) -> Result<S::Ok, S::Error> {
	serializer.collect_seq(
		shares.iter().map(|(model, parts)| ModelShare { model: *model, parts: *parts }),
	)
}

#[derive(Serialize)]
struct ModelAmount {
	model: ModelId,
	#[serde(serialize_with = "amount")]
	amount: Balance,
}

/// Serializes amounts of models as objects with `model` and `amount`, in planck.
pub fn model_amounts<S: Serializer>(
	amounts: &[(ModelId, Balance)],
	serializer: S,
) -> Result<S::Ok, S::Error> {
	serializer.collect_seq(
		amounts.iter().map(|(model, amount)| ModelAmount { model: *model, amount: *amount }),
	)
}

#[derive(Serialize)]
struct ContributionShare {
	contribution: ContributionId,
	parts: u32,
}

/// Serializes shares of contributions as objects with `contribution` and `parts`, in parts per
/// billion.
pub fn contribution_shares<S: Serializer>(
	shares: &[(ContributionId, u32)],
	serializer: S,
) -> Result<S::Ok, S::Error> {
	serializer.collect_seq(shares.iter().map(|(contribution, parts)| ContributionShare {
		contribution: *contribution,
		parts: *parts,
	}))
}

/// Serializes the span rule's numbers as an object with `min_span` and `full_span`, in bytes.
pub fn span_params<S: Serializer>(params: &SpanParams, serializer: S) -> Result<S::Ok, S::Error> {
	let mut fields = serializer.serialize_struct("SpanParams", 2)?;
	fields.serialize_field("min_span", &params.min_span)?;
	fields.serialize_field("full_span", &params.full_span)?;
	fields.end()
}

/// Serializes a fee split as an object with each share, that of the contributions as `data`, in
/// parts per billion.
pub fn split<S: Serializer>(split: &FeeSplit, serializer: S) -> Result<S::Ok, S::Error> {
	let mut fields = serializer.serialize_struct("FeeSplit", 6)?;
	fields.serialize_field("platform", &split.platform.deconstruct())?;
	fields.serialize_field("operator", &split.operator.deconstruct())?;
	fields.serialize_field("model", &split.model.deconstruct())?;
	fields.serialize_field("stakers", &split.stakers.deconstruct())?;
	fields.serialize_field("data", &split.data().deconstruct())?;
	let to_model = split.unattributed_to_model.deconstruct();
	fields.serialize_field("unattributed_to_model", &to_model)?;
	fields.end()
}
