// SPDX-License-Identifier: Apache-2.0

//! Reads, all at one block.

use codec::{DecodeAll, Encode};
use openledger_primitives::{Balance, BatchId, ChannelId, ContributionId, DatanetId, ModelId};
use openledger_runtime_api::{
	BatchInfo, ChannelInfo, ContributionInfo, Counts, DatanetInfo, DisputeInfo, Lineage, ModelInfo,
	OperatorInfo, Quote, Terms,
};
use sp_core::H256;
use subxt::{
	config::RpcConfigFor, ext::scale_decode::DecodeAsType, rpcs::LegacyRpcMethods,
	OnlineClientAtBlock, SubstrateConfig,
};

use super::Chain;
use crate::{
	account::{self, Account},
	error::{Error, Kind, Role},
	interface::api::runtime_types::{frame_system, pallet_balances::types::AccountData},
};

/// The chain as it was at a block.
pub struct BlockView {
	pub(super) at: OnlineClientAtBlock<SubstrateConfig>,
	/// Reads many keys in one request.
	pub(super) rpc: LegacyRpcMethods<RpcConfigFor<SubstrateConfig>>,
}

/// The funds of an account, in planck: what is free, what is held beside that as deposits and bonds,
/// and what must stay, held or free.
pub type Funds = AccountData<Balance>;

impl Funds {
	/// The amount that can be spent without closing the account.
	pub fn spendable(&self, existential_deposit: Balance) -> Balance {
		let stays = self.frozen.saturating_sub(self.reserved).max(existential_deposit);
		self.free.saturating_sub(stays)
	}
}

/// The storage of what is issued, and of what was burned at the ends of eras until stakers claim
/// it.
const ISSUED: (&str, &str) = ("Balances", "TotalIssuance");
const UNPAID: (&str, &str) = ("Rewards", "StakersUnpaid");

/// All the OPEN that there is, in planck.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Supply {
	/// The total issuance.
	pub issued: Balance,
	/// The amount that was burned when eras ended, and is issued again as their stakers claim it.
	pub unpaid: Balance,
}

impl Supply {
	/// The sum, which never changes.
	pub fn total(&self) -> Balance {
		self.issued.saturating_add(self.unpaid)
	}
}

/// A node's description of itself, and of how far it has come.
pub struct NodeInfo {
	/// The name of its program.
	pub name: String,
	/// The version of its program.
	pub version: String,
	/// The name of the chain that it is on.
	pub chain: String,
	/// The number of its peers.
	pub peers: usize,
	/// Whether it is still catching up with the chain.
	pub is_syncing: bool,
	/// The number of its best block.
	pub best: u64,
}

impl Chain {
	pub(super) fn view_through(&self, at: OnlineClientAtBlock<SubstrateConfig>) -> BlockView {
		BlockView { at, rpc: self.rpc.clone() }
	}

	/// The chain at its latest finalized block.
	pub async fn view(&self) -> Result<BlockView, Error> {
		Ok(self.view_through(self.api.at_current_block().await.map_err(Error::node)?))
	}

	/// The chain at an earlier block. Fails when the node has discarded its state.
	pub async fn view_at(&self, number: u64) -> Result<BlockView, Error> {
		Ok(self.view_through(self.api.at_block(number).await.map_err(Error::node)?))
	}

	/// The number of the best block.
	pub async fn best(&self) -> Result<u64, Error> {
		let header = self.rpc.chain_get_header(None).await.map_err(Error::node)?;
		Ok(header.map_or(0, |header| header.number))
	}

	/// The description of the node that this is connected to.
	pub async fn node(&self) -> Result<NodeInfo, Error> {
		let health = self.rpc.system_health().await.map_err(Error::node)?;
		Ok(NodeInfo {
			name: self.rpc.system_name().await.map_err(Error::node)?,
			version: self.rpc.system_version().await.map_err(Error::node)?,
			chain: self.rpc.system_chain().await.map_err(Error::node)?,
			peers: health.peers,
			is_syncing: health.is_syncing,
			best: self.best().await?,
		})
	}

	/// All the OPEN that there was in the genesis block. `None` when the node has discarded its
	/// state.
	pub async fn genesis_supply(&self) -> Result<Option<Supply>, Error> {
		let view = self.view().await?;
		let mut amounts = [None, None];
		for (amount, (pallet, name)) in amounts.iter_mut().zip([ISSUED, UNPAID]) {
			let entry = view.at.storage().entry((pallet, name)).map_err(Error::node)?;
			let key = entry.key_prefix();
			let Ok(bytes) = self.rpc.state_get_storage(&key, Some(self.genesis())).await else {
				return Ok(None);
			};
			*amount = bytes.map(|bytes| decode(name, &bytes)).transpose()?;
		}
		let [issued, unpaid] = amounts;
		Ok(issued.map(|issued| Supply { issued, unpaid: unpaid.unwrap_or_default() }))
	}
}

impl BlockView {
	/// The number of the block.
	pub fn number(&self) -> u64 {
		self.at.block_number()
	}

	/// The hash of the block.
	pub fn hash(&self) -> H256 {
		self.at.block_hash()
	}

	pub(super) async fn ask<R: DecodeAll>(
		&self,
		method: &str,
		arguments: impl Encode,
	) -> Result<R, Error> {
		self.ask_runtime(&format!("OpenLedgerApi_{method}"), arguments).await
	}

	/// Calls a function of the runtime by its full name, and decodes all of the answer.
	pub(super) async fn ask_runtime<R: DecodeAll>(
		&self,
		function: &str,
		arguments: impl Encode,
	) -> Result<R, Error> {
		decode(function, &self.call_runtime(function, arguments).await?)
	}

	/// Calls a function of the runtime by its full name. Returns the encoded answer.
	pub(super) async fn call_runtime(
		&self,
		function: &str,
		arguments: impl Encode,
	) -> Result<Vec<u8>, Error> {
		let arguments = arguments.encode();
		self.at.runtime_apis().call_raw(function, Some(&arguments)).await.map_err(Error::node)
	}

	/// The governed numbers in force.
	pub async fn terms(&self) -> Result<Terms, Error> {
		self.ask("terms", ()).await
	}

	/// The records of each kind that there have been.
	pub async fn counts(&self) -> Result<Counts, Error> {
		self.ask("counts", ()).await
	}

	/// The datanet with an id. Fails when there is none.
	pub async fn datanet(&self, id: DatanetId) -> Result<DatanetInfo<Account>, Error> {
		match self.ask("datanet", id).await? {
			Some(info) => Ok(info),
			None => Err(Error::not_found(Kind::Datanet, id, self.counts().await?.datanets)),
		}
	}

	/// The contribution with an id. `None` if there never was one, or it was removed.
	pub async fn contribution(
		&self,
		id: ContributionId,
	) -> Result<Option<ContributionInfo<Account>>, Error> {
		self.ask("contribution", id).await
	}

	/// The contribution with an id. Fails when there is none.
	pub async fn existing(&self, id: ContributionId) -> Result<ContributionInfo<Account>, Error> {
		match self.contribution(id).await? {
			Some(info) => Ok(info),
			None => {
				let count = self.counts().await?.contributions;
				Err(Error::not_found(Kind::Contribution, id, count))
			}
		}
	}

	/// The contribution that holds a content root. `None` if none does.
	pub async fn holder(&self, root: H256) -> Result<Option<ContributionInfo<Account>>, Error> {
		match self.ask::<Option<ContributionId>>("contribution_by_root", root).await? {
			Some(id) => self.contribution(id).await,
			None => Ok(None),
		}
	}

	/// The open dispute about a contribution. `None` if there is none, and on a chain without
	/// disputes.
	pub async fn dispute(&self, id: ContributionId) -> Result<Option<DisputeInfo<Account>>, Error> {
		match self.at.metadata_ref().pallet_by_name("Disputes") {
			Some(_) => self.ask("dispute", id).await,
			None => Ok(None),
		}
	}

	/// The model with an id. Fails when there is none.
	pub async fn model(&self, id: ModelId) -> Result<ModelInfo<Account>, Error> {
		match self.ask("model", id).await? {
			Some(info) => Ok(info),
			None => Err(Error::not_found(Kind::Model, id, self.counts().await?.models)),
		}
	}

	/// A model and its ancestors. Fails when there is no such model.
	pub async fn lineage(&self, id: ModelId) -> Result<Lineage<Account>, Error> {
		match self.ask("lineage", id).await? {
			Some(lineage) => Ok(lineage),
			None => Err(Error::not_found(Kind::Model, id, self.counts().await?.models)),
		}
	}

	/// The division of a fee, in planck, for a model. A fee of `None` is the least one. Returns
	/// `None` when the fee does not fit.
	pub async fn quote(&self, id: ModelId, fee: Option<Balance>) -> Result<Option<Quote>, Error> {
		self.ask("quote", (id, fee)).await
	}

	/// The batch with an id. `None` once it is final or refunded, or if there never was one.
	pub async fn batch(&self, id: BatchId) -> Result<Option<BatchInfo<Account>>, Error> {
		self.ask("batch", id).await
	}

	/// A batch id below which no batch is left.
	pub async fn first_pending(&self) -> Result<BatchId, Error> {
		let address = subxt::dynamic::storage::<(), BatchId>("Attribution", "NextToFinalize");
		let value = self.at.storage().fetch(address, ()).await.map_err(Error::node)?;
		value.decode().map_err(Error::node)
	}

	/// The registration of an operator. `None` if the account has none.
	pub async fn operator(&self, who: &Account) -> Result<Option<OperatorInfo<Account>>, Error> {
		self.ask("operator", who).await
	}

	/// The registration of an operator. Fails when the account has none.
	pub async fn registered(&self, who: &Account) -> Result<OperatorInfo<Account>, Error> {
		let info = self.operator(who).await?;
		info.ok_or_else(|| Error::IsNot { role: Role::Operator, who: who.clone() })
	}

	/// The channel with an id. Fails when there is none.
	pub async fn channel(&self, id: ChannelId) -> Result<ChannelInfo<Account>, Error> {
		match self.ask("channel", id).await? {
			Some(info) => Ok(info),
			None => Err(Error::not_found(Kind::Channel, id, self.counts().await?.channels)),
		}
	}

	/// The amount that an account has earned and not claimed, in planck.
	pub async fn owed(&self, who: &Account) -> Result<Balance, Error> {
		self.ask("owed", who).await
	}

	/// The funds of an account: nothing if it does not exist.
	pub async fn funds(&self, who: &Account) -> Result<Funds, Error> {
		let address = subxt::dynamic::storage::<([u8; 32],), frame_system::AccountInfo<u32, Funds>>(
			"System", "Account",
		);
		let value = self
			.at
			.storage()
			.try_fetch(address, (account::bytes(who),))
			.await
			.map_err(Error::node)?;
		match value {
			Some(value) => Ok(value.decode().map_err(Error::node)?.data),
			None => Ok(Funds::default()),
		}
	}

	/// The amount that an account can spend without being closed, in planck.
	pub async fn spendable(&self, who: &Account) -> Result<Balance, Error> {
		Ok(self.funds(who).await?.spendable(self.existential_deposit()?))
	}

	/// Fails unless an account can spend `needed` planck. The error says that it is for `what`.
	pub async fn ensure_spendable(
		&self,
		who: &Account,
		needed: Balance,
		what: &str,
	) -> Result<(), Error> {
		let spendable = self.spendable(who).await?;
		if spendable < needed {
			let (who, what) = (who.clone(), what.to_owned());
			return Err(Error::Balance { who, what, needed, spendable });
		}
		Ok(())
	}

	/// The total issuance, in planck. Less than [`Self::supply`] while stakers have pay to claim.
	pub async fn issuance(&self) -> Result<Balance, Error> {
		let (pallet, name) = ISSUED;
		Ok(self.stored(pallet, name, ()).await?.unwrap_or_default())
	}

	/// All the OPEN that there is.
	pub async fn supply(&self) -> Result<Supply, Error> {
		let (pallet, name) = UNPAID;
		let unpaid = self.stored(pallet, name, ()).await?.unwrap_or_default();
		Ok(Supply { issued: self.issuance().await?, unpaid })
	}

	/// The constant `name` of a pallet. Fails when the chain has none, or one of another type.
	pub fn constant<T: DecodeAsType>(&self, pallet: &str, name: &str) -> Result<T, Error> {
		let address = subxt::dynamic::constant::<T>(pallet, name);
		self.at.constants().entry(address).map_err(Error::node)
	}

	/// The least total of an account, in planck: an account with less is closed.
	pub fn existential_deposit(&self) -> Result<Balance, Error> {
		self.constant("Balances", "ExistentialDeposit")
	}

	/// The least bond of a claim in a dispute, in planck.
	pub fn min_dispute_bond(&self) -> Result<Balance, Error> {
		self.constant("Disputes", "MinBond")
	}

	/// The milliseconds between two blocks.
	pub fn block_time(&self) -> Result<u64, Error> {
		self.constant("Babe", "ExpectedBlockTime")
	}
}

fn decode<R: DecodeAll>(what: &str, bytes: &[u8]) -> Result<R, Error> {
	R::decode_all(&mut &bytes[..])
		.map_err(|reason| Error::Undecodable { what: what.to_owned(), reason })
}
