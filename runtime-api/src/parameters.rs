// SPDX-License-Identifier: Apache-2.0

//! The governed parameters: what each is called and counts, its value, its bounds, who changes it.

use alloc::vec::Vec;
use codec::{Decode, Encode};
use openledger_primitives::{span::SpanParams, split::FeeSplit};
use scale_info::TypeInfo;

#[cfg(feature = "std")]
use crate::json;

/// A governed parameter. Blocks are those of a live chain, but for [`Self::at_pace`].
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "std", derive(serde::Serialize))]
pub struct ParameterInfo {
	/// The number of its group: the first byte of what `Parameters.set_parameter` takes.
	pub group: u8,
	/// Its number in the group: the second byte.
	pub key: u8,
	/// Group and name in kebab case: `attribution.challenge-window`.
	#[cfg_attr(feature = "std", serde(serialize_with = "json::text"))]
	pub name: Vec<u8>,
	/// What it holds, within which bounds. A value out of them does not decode.
	pub kind: ParameterKind,
	/// What it is now.
	pub value: ParameterValue,
	/// What it is while it is not set.
	pub default: ParameterValue,
	/// Whether a vote or the genesis has set it, were it to its default.
	pub is_set: bool,
	/// The name of the track whose referenda change it.
	#[cfg_attr(feature = "std", serde(serialize_with = "json::text"))]
	pub track: Vec<u8>,
	/// Whether a change waits, for merit to veto it.
	pub merit_may_veto: bool,
	/// Of a number of blocks: those in force, at this chain's pace.
	pub at_pace: Option<u32>,
}

/// What a parameter holds, and its bounds. Shares are in parts per billion.
#[derive(Encode, Decode, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "std", derive(serde::Serialize), serde(rename_all = "snake_case"))]
pub enum ParameterKind {
	/// A number.
	Number {
		/// What it counts.
		unit: Unit,
		/// The least.
		min: u32,
		/// The greatest.
		max: u32,
	},
	/// The span rule's numbers, in bytes.
	SpanParams {
		/// The least `min_span`.
		min_span_min: u16,
		/// The greatest `min_span`.
		min_span_max: u16,
		/// The greatest `full_span`. The least is `min_span`.
		full_span_max: u16,
	},
	/// The parts of a fee.
	FeeSplit {
		/// The greatest part of the platform.
		platform_max: u32,
		/// The greatest part of the operator.
		operator_max: u32,
		/// The greatest part of the model.
		model_max: u32,
		/// The greatest part of the stakers.
		stakers_max: u32,
		/// The greatest sum of these four: data gets the rest.
		sum_max: u32,
	},
}

/// What a number counts.
#[derive(Encode, Decode, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "std", derive(serde::Serialize), serde(rename_all = "snake_case"))]
pub enum Unit {
	/// Blocks of a live chain.
	Blocks,
	/// Whole OPEN.
	Open,
	/// How many times something.
	Times,
	/// Whole percents.
	Percent,
	/// Hundredths of a percent, a year.
	BasisPoints,
}

/// The value of a parameter.
#[derive(Encode, Decode, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "std", derive(serde::Serialize), serde(rename_all = "snake_case"))]
pub enum ParameterValue {
	/// Of [`ParameterKind::Number`].
	Number(u32),
	/// Of [`ParameterKind::SpanParams`].
	SpanParams(
		#[cfg_attr(feature = "std", serde(serialize_with = "json::span_params"))] SpanParams,
	),
	/// Of [`ParameterKind::FeeSplit`].
	FeeSplit(#[cfg_attr(feature = "std", serde(serialize_with = "json::split"))] FeeSplit),
}
