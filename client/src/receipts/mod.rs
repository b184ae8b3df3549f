// SPDX-License-Identifier: Apache-2.0

//! What was settled, beside what operators signed.
//!
//! [`search`] goes through batches, from the last one back; [`Signers`] are the keys whose signatures
//! count for one, and [`difference()`] says in what a settled receipt is not what was signed.
//!
//! [`verify`] follows a receipt to the state of a block, [step](steps) by step, and makes a [`proof`]
//! that anyone can verify [`offline`].

pub mod check;
mod difference;
pub mod locate;
pub mod offline;
pub mod proof;
pub mod search;
mod signers;
pub mod status;
pub mod steps;
pub mod verify;

pub use difference::difference;
pub use signers::{all_keys, good_keys, receipt_keys, Signers};

use openledger_primitives::ChannelId;
use openledger_runtime_api::ChannelInfo;

use crate::{account::Account, chain::BlockView, error::Error};

/// A channel. `None` where it is closed; fails where there never was one.
pub async fn channel_of(
	view: &BlockView,
	id: ChannelId,
) -> Result<Option<ChannelInfo<Account>>, Error> {
	match view.channel(id).await {
		Ok(info) => Ok(Some(info)),
		Err(Error::NotFound { count: Some(count), .. }) if id < count => Ok(None),
		Err(error) => Err(error),
	}
}
