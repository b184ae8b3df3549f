// SPDX-License-Identifier: Apache-2.0

//! The end of a channel: the block from which on nothing of it is settled any more, as its payer
//! closes it, or its operator has changed its receipt key since it was opened.

use std::collections::BTreeMap;

use openledger_primitives::ChannelId;
use openledger_runtime_api::{ChannelInfo, OperatorInfo};
use serde::{ser::SerializeStruct, Serialize, Serializer};

use super::BlockView;
use crate::{
	account::{self, Account},
	error::{Error, Role, SettlementError},
	interface::api::runtime_types::pallet_channels::types::Operator,
};

/// The channels that an operator can settle, by their ids.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Reach {
	/// The least id that they have.
	pub first: ChannelId,
	/// The last change of its receipt key, which ends channels or has ended them. `None` while the
	/// operator has no former key.
	pub rotation: Option<Rotation>,
}

/// A change of an operator's receipt key. Channels that were opened before it end with the former
/// key.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rotation {
	/// Channels with a smaller id were opened before it.
	pub first: ChannelId,
	/// The first block in which nothing of those channels is settled.
	pub until: u32,
}

/// The cause of a channel's end, and the first block in which nothing of it is settled.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum End {
	/// Since it was opened, its operator has left, registered again, or changed its receipt key
	/// more than once.
	Outdated,
	/// Its payer closes it.
	Closing {
		/// The first block in which nothing of it is settled.
		until: u32,
	},
	/// Its operator has changed its receipt key since it was opened.
	NewKey {
		/// The first block in which nothing of it is settled.
		until: u32,
	},
}

/// The reason, and the first block in which nothing of the channel is settled.
impl Serialize for End {
	fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
		let reason = match self {
			Self::Outdated => "outdated",
			Self::Closing { .. } => "closing",
			Self::NewKey { .. } => "new_key",
		};
		let mut end = serializer.serialize_struct("End", 2)?;
		end.serialize_field("reason", reason)?;
		end.serialize_field("block", &self.block())?;
		end.end()
	}
}

impl End {
	/// The end of a channel, whether it is still to come or not: of several, the first. `reach` is
	/// that of its operator, or `None` if the operator has left. Returns `None` for a channel
	/// without an end.
	pub fn of(info: &ChannelInfo<Account>, reach: Option<&Reach>) -> Option<Self> {
		let id = info.channel;
		let Some(reach) = reach.filter(|reach| id >= reach.first) else {
			return Some(Self::Outdated);
		};
		let rotation = reach.rotation.filter(|rotation| id < rotation.first);
		let rotated = rotation.map(|rotation| Self::NewKey { until: rotation.until });
		let closing = info.closing.map(|until| Self::Closing { until });
		[closing, rotated].into_iter().flatten().min_by_key(|end| end.block())
	}

	/// The end that is still before a channel. `None` if it has no end; fails when nothing of it
	/// can be settled in block `next` any more.
	pub fn ahead(
		info: &ChannelInfo<Account>,
		reach: Option<&Reach>,
		next: u64,
	) -> Result<Option<Self>, SettlementError> {
		match Self::of(info, reach) {
			Some(end) if end.is_over(next) => {
				let (channel, operator) = (info.channel, info.operator.clone());
				Err(SettlementError::Ended { channel, operator, end })
			}
			end => Ok(end),
		}
	}

	/// The first block in which nothing of the channel is settled. `None` if it has ended in a
	/// block that is not known.
	pub fn block(self) -> Option<u32> {
		match self {
			Self::Outdated => None,
			Self::Closing { until } | Self::NewKey { until } => Some(until),
		}
	}

	/// Whether nothing of the channel can be settled in block `next`.
	pub fn is_over(self, next: u64) -> bool {
		self.block().is_none_or(|until| next >= u64::from(until))
	}
}

impl BlockView {
	/// The channels that an operator can settle.
	pub async fn reach(&self, operator: &OperatorInfo<Account>) -> Result<Reach, Error> {
		let Some(former) = operator.former_key else {
			return Ok(Reach { first: operator.first_channel, rotation: None });
		};
		// The runtime API has one of the two numbers, that of its block; what is sent now is
		// settled in a later one.
		let who = &operator.operator;
		let key = (account::bytes(who),);
		let record: Option<Operator<u32>> = self.stored("Channels", "Operators", key).await?;
		let Operator { first_channel, first_of_key, .. } =
			record.ok_or_else(|| Error::IsNot { role: Role::Operator, who: who.clone() })?;
		let rotation = Some(Rotation { first: first_of_key, until: former.until });
		Ok(Reach { first: first_channel, rotation })
	}

	/// The channels that an account can settle. `None` if it is not a registered operator.
	pub async fn reach_of(&self, who: &Account) -> Result<Option<Reach>, Error> {
		match self.operator(who).await? {
			Some(operator) => self.reach(&operator).await.map(Some),
			None => Ok(None),
		}
	}
}

/// A cache of the channels that operators can settle, for many channels of the same operators.
#[derive(Default)]
pub struct Reaches(BTreeMap<Account, Option<Reach>>);

impl Reaches {
	/// The end of a channel. Asks the node about each operator once, as of the first view.
	pub async fn end_of(
		&mut self,
		view: &BlockView,
		info: &ChannelInfo<Account>,
	) -> Result<Option<End>, Error> {
		let reach = match self.0.get(&info.operator).copied() {
			Some(reach) => reach,
			None => {
				let reach = view.reach_of(&info.operator).await?;
				self.0.insert(info.operator.clone(), reach);
				reach
			}
		};
		Ok(End::of(info, reach.as_ref()))
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::fixtures::channel::info;
	use crate::fixtures::ending::*;

	#[test]
	fn a_channel_should_end_with_the_first_of_its_ends() {
		let open = ChannelInfo { closing: None, ..info() };
		let closing = |until| ChannelInfo { closing: Some(until), ..info() };
		assert_eq!(End::of(&open, Some(&ALL)), None);
		assert_eq!(End::of(&open, Some(&ROTATED)), Some(End::NewKey { until: 60 }));
		assert_eq!(End::of(&closing(59), Some(&ROTATED)), Some(End::Closing { until: 59 }));
		assert_eq!(End::of(&closing(61), Some(&ROTATED)), Some(End::NewKey { until: 60 }));
		// One that was opened since the change has nothing to do with it.
		let later = ChannelInfo { channel: 4, ..open.clone() };
		assert_eq!(End::of(&later, Some(&ROTATED)), None);
		// Nor does anything help one of a registration that has ended.
		for reach in [Some(&Reach { first: 4, ..ROTATED }), None] {
			assert_eq!(End::of(&closing(61), reach), Some(End::Outdated));
		}
	}

	#[test]
	fn nothing_should_be_settled_from_the_end_on() {
		let open = ChannelInfo { closing: None, ..info() };
		let ahead = |info: &ChannelInfo<Account>, next| End::ahead(info, Some(&ROTATED), next);
		assert_eq!(ahead(&open, 59).unwrap(), Some(End::NewKey { until: 60 }));
		let error = ahead(&open, 60).unwrap_err();
		assert!(matches!(
			error,
			SettlementError::Ended { channel: 3, end: End::NewKey { until: 60 }, .. }
		));
		let closing = ChannelInfo { closing: Some(50), ..open.clone() };
		let error = ahead(&closing, 50).unwrap_err();
		assert!(matches!(
			error,
			SettlementError::Ended { channel: 3, end: End::Closing { until: 50 }, .. }
		));
		let error = End::ahead(&open, None, 1).unwrap_err();
		assert!(matches!(error, SettlementError::Ended { channel: 3, end: End::Outdated, .. }));
		assert_eq!(End::ahead(&open, Some(&ALL), 1_000).unwrap(), None);
	}
}
