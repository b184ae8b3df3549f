// SPDX-License-Identifier: Apache-2.0

//! Who accounts say that they are, and what registrars say of that.

mod names;
mod record;

pub use record::{Data, Info, Judgement, Registrar, Registration, Standing, LONGEST};

use codec::Decode;
use openledger_primitives::Balance;
use subxt::{ext::scale_decode::DecodeAsType, utils::AccountId32};

use super::View;
use crate::{
	account::{self, Account},
	convert::{to_u64, to_usize},
	error::{Error, IdentityError},
};

const PALLET: &str = "Identity";

/// Whose name an account goes by, and how it is called there.
#[derive(Decode, Clone, PartialEq, Eq, Debug)]
pub struct Super {
	pub parent: Account,
	pub name: Data,
}

/// Where a username stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Username {
	/// It is that of an account, and goes from a block on, if from any.
	Of {
		owner: Account,
		removable: Option<u32>,
	},
	/// An account may take it until a block.
	Offered {
		to: Account,
		until: u32,
	},
	Free,
}

#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct UsernameInfo {
	owner: AccountId32,
}

impl View {
	fn has_identities(&self) -> bool {
		self.at.metadata_ref().pallet_by_name(PALLET).is_some()
	}

	/// Fails on a chain where accounts have no names.
	pub fn ensure_identities(&self) -> Result<(), Error> {
		match self.has_identities() {
			true => Ok(()),
			false => Err(IdentityError::Unsupported.into()),
		}
	}

	async fn decoded<K, V>(&self, name: &str, key: K) -> Result<Option<V>, Error>
	where
		K: subxt::ext::frame_decode::storage::IntoEncodableValues
			+ subxt::ext::frame_decode::storage::IntoDecodableValues,
		V: Decode,
	{
		let bytes = self.stored_bytes(PALLET, name, key).await?;
		let read = bytes.map(|bytes| V::decode(&mut &bytes[..])).transpose();
		read.map_err(|reason| Error::Undecodable { what: format!("{PALLET}.{name}"), reason })
	}

	/// The identity that an account has set.
	pub async fn identity(&self, who: &Account) -> Result<Option<Registration>, Error> {
		self.decoded("IdentityOf", (account::bytes(who),)).await
	}

	/// An identity that must be there.
	pub async fn identified(&self, who: &Account) -> Result<Registration, Error> {
		self.ensure_identities()?;
		let found = self.identity(who).await?;
		Ok(found.ok_or_else(|| IdentityError::NoIdentity(who.clone()))?)
	}

	/// Whose sub-account an account is.
	pub async fn super_of(&self, who: &Account) -> Result<Option<Super>, Error> {
		self.decoded("SuperOf", (account::bytes(who),)).await
	}

	/// The sub-accounts of an account, and what is held for them.
	pub async fn subs(&self, who: &Account) -> Result<(Balance, Vec<Account>), Error> {
		let subs = self.decoded("SubsOf", (account::bytes(who),)).await?;
		Ok(subs.unwrap_or_default())
	}

	/// The username that an account goes by.
	pub async fn username(&self, who: &Account) -> Result<Option<Vec<u8>>, Error> {
		self.decoded("UsernameOf", (account::bytes(who),)).await
	}

	pub async fn username_standing(&self, username: &str) -> Result<Username, Error> {
		let key = || (username.as_bytes().to_vec(),);
		let info: Option<UsernameInfo> = self.stored(PALLET, "UsernameInfoOf", key()).await?;
		if let Some(UsernameInfo { owner }) = info {
			let removable = self.stored(PALLET, "UnbindingUsernames", key()).await?;
			return Ok(Username::Of { owner: Account::new(owner.0), removable });
		}
		let offered: Option<(Account, u32)> = self.decoded("PendingUsernames", key()).await?;
		Ok(offered.map_or(Username::Free, |(to, until)| Username::Offered { to, until }))
	}

	/// All registrars, by number. Those that were removed leave a gap.
	pub async fn registrars(&self) -> Result<Vec<Option<Registrar>>, Error> {
		self.ensure_identities()?;
		Ok(self.decoded("Registrars", ()).await?.unwrap_or_default())
	}

	/// A registrar that must be there.
	pub async fn registrar(&self, index: u32) -> Result<Registrar, Error> {
		let all = self.registrars().await?;
		let found = all.into_iter().nth(to_usize(index)).flatten();
		Ok(found.ok_or(IdentityError::NoRegistrar(index))?)
	}

	/// What an identity of so many bytes costs while it is set.
	pub fn identity_deposit(&self, bytes: usize) -> Result<Balance, Error> {
		let basic: Balance = self.constant(PALLET, "BasicDeposit")?;
		let byte: Balance = self.constant(PALLET, "ByteDeposit")?;
		Ok(basic.saturating_add(byte.saturating_mul(to_u64(bytes).into())))
	}

	pub fn sub_account_deposit(&self) -> Result<Balance, Error> {
		self.constant(PALLET, "SubAccountDeposit")
	}

	/// What who gives a username away puts up for it, unless the authority has some to give.
	pub fn username_deposit(&self) -> Result<Balance, Error> {
		self.constant(PALLET, "UsernameDeposit")
	}
}
