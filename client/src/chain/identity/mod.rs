// SPDX-License-Identifier: Apache-2.0

//! Identities: the names that accounts give themselves, and what registrars say of them.

mod names;
mod record;

pub use record::{Data, Info, Judgement, Registrar, Registration, Standing, LONGEST};

use codec::Decode;
use openledger_primitives::Balance;
use subxt::utils::AccountId32;

use super::BlockView;
use crate::{
	account::{self, Account},
	convert::{to_u64, to_usize},
	error::{Error, Kind, Role},
	interface::api::runtime_types::pallet_identity::types::UsernameInformation,
};

const PALLET: &str = "Identity";

/// The account that another is a sub-account of, and the sub-account's name.
#[derive(Decode, Clone, PartialEq, Eq, Debug)]
pub struct Super {
	/// The account whose identity the sub-account goes by.
	pub parent: Account,
	/// The name that the parent has given the sub-account.
	pub name: Data,
}

/// The standing of a username.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Username {
	/// It is that of an account.
	Of {
		/// The account.
		owner: Account,
		/// The first block in which it can be removed. `None` if nobody has begun to take it away.
		removable: Option<u32>,
	},
	/// It is offered to an account.
	Offered {
		/// The account that may accept it.
		to: Account,
		/// The last block in which the offer can't be removed yet.
		until: u32,
	},
	/// It is nobody's.
	Free,
}

type UsernameInfo = UsernameInformation<AccountId32, Balance>;

impl BlockView {
	fn has_identities(&self) -> bool {
		self.at.metadata_ref().pallet_by_name(PALLET).is_some()
	}

	/// Fails on a chain where accounts have no names.
	pub fn ensure_identities(&self) -> Result<(), Error> {
		match self.has_identities() {
			true => Ok(()),
			false => Err(Error::NoNames),
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

	/// The identity that an account has set. `None` if it has none.
	pub async fn identity(&self, who: &Account) -> Result<Option<Registration>, Error> {
		self.decoded("IdentityOf", (account::bytes(who),)).await
	}

	/// The identity of an account. Fails when it has none, and on a chain where accounts have no
	/// names.
	pub async fn identified(&self, who: &Account) -> Result<Registration, Error> {
		self.ensure_identities()?;
		let found = self.identity(who).await?;
		found.ok_or_else(|| Error::IsNot { role: Role::Identified, who: who.clone() })
	}

	/// The parent of a sub-account, and its name there. `None` if the account is not one.
	pub async fn super_of(&self, who: &Account) -> Result<Option<Super>, Error> {
		self.decoded("SuperOf", (account::bytes(who),)).await
	}

	/// The sub-accounts of an account, after the deposit that is reserved for them, in planck.
	pub async fn subs(&self, who: &Account) -> Result<(Balance, Vec<Account>), Error> {
		let subs = self.decoded("SubsOf", (account::bytes(who),)).await?;
		Ok(subs.unwrap_or_default())
	}

	/// The username that an account goes by, in UTF-8. `None` if it has none.
	pub async fn username(&self, who: &Account) -> Result<Option<Vec<u8>>, Error> {
		self.decoded("UsernameOf", (account::bytes(who),)).await
	}

	/// The standing of a username, suffix included.
	pub async fn username_standing(&self, username: &str) -> Result<Username, Error> {
		let key = || (username.as_bytes().to_vec(),);
		let info: Option<UsernameInfo> = self.stored(PALLET, "UsernameInfoOf", key()).await?;
		if let Some(UsernameInfo { owner, .. }) = info {
			let removable = self.stored(PALLET, "UnbindingUsernames", key()).await?;
			return Ok(Username::Of { owner: Account::new(owner.0), removable });
		}
		let offered: Option<(Account, u32)> = self.decoded("PendingUsernames", key()).await?;
		Ok(offered.map_or(Username::Free, |(to, until)| Username::Offered { to, until }))
	}

	/// All registrars, by number. `None` is one that was removed.
	pub async fn registrars(&self) -> Result<Vec<Option<Registrar>>, Error> {
		self.ensure_identities()?;
		Ok(self.decoded("Registrars", ()).await?.unwrap_or_default())
	}

	/// The registrar with a number. Fails when there is none.
	pub async fn registrar(&self, index: u32) -> Result<Registrar, Error> {
		let all = self.registrars().await?;
		let found = all.into_iter().nth(to_usize(index)).flatten();
		let id = u64::from(index);
		found.ok_or(Error::NotFound { kind: Kind::Registrar, id, count: None })
	}

	/// The deposit for an identity of `bytes` bytes, in planck.
	pub fn identity_deposit(&self, bytes: usize) -> Result<Balance, Error> {
		let basic: Balance = self.constant(PALLET, "BasicDeposit")?;
		let byte: Balance = self.constant(PALLET, "ByteDeposit")?;
		Ok(basic.saturating_add(byte.saturating_mul(to_u64(bytes).into())))
	}

	/// The deposit, in planck, of an authority for a username that it gives outside of its
	/// allocation.
	pub fn username_deposit(&self) -> Result<Balance, Error> {
		self.constant(PALLET, "UsernameDeposit")
	}
}
