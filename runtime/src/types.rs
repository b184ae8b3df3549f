// SPDX-License-Identifier: Apache-2.0

//! The chain's types.

use crate::{AllPalletsWithSystem, Runtime, RuntimeCall};
use sp_runtime::{
	generic,
	traits::{BlakeTwo256, IdentifyAccount, Verify},
	MultiAddress, MultiSignature,
};

/// Sr25519, Ed25519 or ECDSA.
pub type Signature = MultiSignature;
/// The public key behind an account, or a hash of it.
pub type AccountId = <<Signature as Verify>::Signer as IdentifyAccount>::AccountId;
/// How transactions name an account. There are no account indices.
pub type Address = MultiAddress<AccountId, ()>;
/// Amounts, in planck.
pub type Balance = u128;
pub type BlockNumber = u32;
/// How many transactions an account has sent.
pub type Nonce = u32;
/// Milliseconds since the Unix epoch.
pub type Moment = u64;
pub type Hash = sp_core::H256;

pub type Header = generic::Header<BlockNumber, BlakeTwo256>;
pub type Block = generic::Block<Header, UncheckedExtrinsic>;
pub type SignedBlock = generic::SignedBlock<Block>;
pub type BlockId = generic::BlockId<Block>;

/// What every transaction goes through, in this order. Signers and wallets encode it: it changes
/// only with `transaction_version`.
pub type TxExtension = (
	frame_system::AuthorizeCall<Runtime>,
	frame_system::CheckNonZeroSender<Runtime>,
	frame_system::CheckSpecVersion<Runtime>,
	frame_system::CheckTxVersion<Runtime>,
	frame_system::CheckGenesis<Runtime>,
	frame_system::CheckEra<Runtime>,
	frame_system::CheckNonce<Runtime>,
	frame_system::CheckWeight<Runtime>,
	pallet_transaction_payment::ChargeTransactionPayment<Runtime>,
	frame_metadata_hash_extension::CheckMetadataHash<Runtime>,
	frame_system::WeightReclaim<Runtime>,
);

pub type UncheckedExtrinsic =
	generic::UncheckedExtrinsic<Address, RuntimeCall, Signature, TxExtension>;
/// What a signer signs.
pub type SignedPayload = generic::SignedPayload<RuntimeCall, TxExtension>;

/// Runs blocks.
pub type Executive = frame_executive::Executive<
	Runtime,
	Block,
	frame_system::ChainContext<Runtime>,
	Runtime,
	AllPalletsWithSystem,
>;

/// The types as the node sees them: extrinsics are bytes, so that a node outlives an upgrade that
/// changes their format.
pub mod opaque {
	use crate::{AuthorityDiscovery, Babe, Grandpa};
	use alloc::vec::Vec;
	use sp_runtime::{generic, impl_opaque_keys};

	pub use super::{Hash, Header};
	pub use sp_runtime::OpaqueExtrinsic as UncheckedExtrinsic;

	pub type Block = generic::Block<Header, UncheckedExtrinsic>;
	pub type BlockId = generic::BlockId<Block>;

	impl_opaque_keys! {
		pub struct SessionKeys {
			pub babe: Babe,
			pub grandpa: Grandpa,
			pub authority_discovery: AuthorityDiscovery,
		}
	}
}
