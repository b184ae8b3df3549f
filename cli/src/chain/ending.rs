// SPDX-License-Identifier: Apache-2.0

//! From which block on nothing of a channel is settled any more: its payer closes it, or its operator
//! has another receipt key since it was opened.

use std::collections::BTreeMap;

use openledger_primitives::ChannelId;
use openledger_runtime_api::{ChannelInfo, OperatorInfo};
use subxt::ext::scale_decode::DecodeAsType;

use super::View;
use crate::{
	account::{self, Account},
	error::{Error, SettlementError},
};

/// Which channels an operator can settle, by their ids.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Reach {
	/// None with a smaller id.
	pub first: ChannelId,
	/// What the last change of its receipt key ends, or has ended.
	pub rotation: Option<Rotation>,
}

/// A change of an operator's receipt key. The channels of before end with the former key.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rotation {
	/// Channels with a smaller id were opened before it.
	pub first: ChannelId,
	/// The first block in which nothing of them is settled.
	pub until: u32,
}

/// What of an operator's record says which channels it can settle.
#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Record {
	first_channel: ChannelId,
	first_of_key: ChannelId,
}

/// What ends a channel, and the first block in which nothing of it is settled.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum End {
	/// Since it was opened, its operator has left, registered again, or changed its receipt key more
	/// than once.
	Outdated,
	/// Its payer closes it.
	Closing { until: u32 },
	/// Its operator has another receipt key since.
	NewKey { until: u32 },
}

impl End {
	/// The end of a channel, whether it is still to come or not: of several, the first. `reach` is that
	/// of its operator, unless that has left.
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

	/// The end that a channel has still before it, if it has one. Fails when nothing of it can be settled
	/// in block `next` any more.
	pub fn ahead(
		info: &ChannelInfo<Account>,
		reach: Option<&Reach>,
		next: u64,
	) -> Result<Option<Self>, SettlementError> {
		match Self::of(info, reach) {
			Some(end) if end.is_over(next) => Err(end.error(info)),
			end => Ok(end),
		}
	}

	/// The first block in which nothing of the channel is settled, where that is known.
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

	/// Why nothing of a channel can be settled that has ended so.
	fn error(self, info: &ChannelInfo<Account>) -> SettlementError {
		let channel = info.channel;
		match self {
			Self::Outdated => {
				let operator = info.operator.clone();
				SettlementError::ChannelOutdated { channel, operator }
			}
			Self::Closing { until } => SettlementError::ChannelClosed { channel, until },
			Self::NewKey { until } => SettlementError::ChannelEnded { channel, until },
		}
	}
}

impl View {
	/// Which channels an operator can settle.
	pub async fn reach(&self, operator: &OperatorInfo<Account>) -> Result<Reach, Error> {
		let Some(former) = operator.former_key else {
			return Ok(Reach { first: operator.first_channel, rotation: None });
		};
		// The runtime API has one of the two numbers, that of its block; what is sent now is settled in a
		// later one.
		let who = &operator.operator;
		let key = (account::bytes(who),);
		let record: Option<Record> = self.stored("Channels", "Operators", key).await?;
		let Record { first_channel, first_of_key } =
			record.ok_or_else(|| SettlementError::NoOperator(who.clone()))?;
		let rotation = Some(Rotation { first: first_of_key, until: former.until });
		Ok(Reach { first: first_channel, rotation })
	}

	/// Which channels an account can settle, if it is an operator.
	pub async fn reach_of(&self, who: &Account) -> Result<Option<Reach>, Error> {
		match self.operator(who).await? {
			Some(operator) => self.reach(&operator).await.map(Some),
			None => Ok(None),
		}
	}
}

/// Which channels operators can settle, of which several may have to do with the same.
#[derive(Default)]
pub struct Reaches(BTreeMap<Account, Option<Reach>>);

impl Reaches {
	/// The end of a channel. Asks about each operator once, as of the first view.
	pub async fn end_of(
		&mut self,
		view: &View,
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
pub mod tests {
	use super::*;
	use crate::commands::channel::info;

	/// That of an operator which has changed its key since channel 3 was opened: it ends with block 60.
	pub const ROTATED: Reach = Reach { first: 0, rotation: Some(Rotation { first: 4, until: 60 }) };
	/// That of an operator which can settle all channels.
	pub const ALL: Reach = Reach { first: 0, rotation: None };

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
		assert!(matches!(error, SettlementError::ChannelEnded { channel: 3, until: 60 }));
		let closing = ChannelInfo { closing: Some(50), ..open.clone() };
		let error = ahead(&closing, 50).unwrap_err();
		assert!(matches!(error, SettlementError::ChannelClosed { channel: 3, until: 50 }));
		let error = End::ahead(&open, None, 1).unwrap_err();
		assert!(matches!(error, SettlementError::ChannelOutdated { channel: 3, .. }));
		assert_eq!(End::ahead(&open, Some(&ALL), 1_000).unwrap(), None);
	}
}
