// SPDX-License-Identifier: Apache-2.0

//! Calls of operators and channels.

use openledger_primitives::{Balance, ChannelId};
use subxt::{
	ext::scale_encode::EncodeAsType,
	transactions::{dynamic, DynamicPayload},
	utils::AccountId32,
};

call!(
	/// Registers the caller as an operator that payers reach at `endpoint`: `key` is the sr25519
	/// key that signs its receipts, and `bond`, in planck, is held as its bond.
	"Channels" register_operator RegisterOperator {
		endpoint: Vec<u8>,
		key: [u8; 32],
		bond: Balance,
	}
);
call!(
	/// Adds `amount`, in planck, to the bond of the calling operator.
	"Channels" bond_extra BondExtra { amount: Balance }
);
call!(
	/// Sets the URI at which payers reach the calling operator.
	"Channels" set_endpoint SetEndpoint { endpoint: Vec<u8> }
);
call!(
	/// Sets the sr25519 key that signs the calling operator's receipts. Channels that were opened
	/// before can be settled only until the former key stops counting.
	"Channels" set_operator_key SetOperatorKey { key: [u8; 32] }
);
call!(
	/// Takes `amount`, in planck, out of the bond of the calling operator. It stays held, and can
	/// be slashed, for the unbonding delay.
	"Channels" unbond Unbond { amount: Balance }
);

/// Frees what the calling operator has unbonded, as far as its unbonding delay is over.
pub fn withdraw_unbonded() -> DynamicPayload<()> {
	dynamic("Channels", "withdraw_unbonded", ())
}

/// Removes the caller's registration as an operator, which must have nothing bonded any more, and
/// returns its deposit.
pub fn deregister_operator() -> DynamicPayload<()> {
	dynamic("Channels", "deregister_operator", ())
}

call!(
	/// Opens a channel from the caller to `operator`: `key` is the sr25519 key that signs its
	/// vouchers, and `amount`, in planck, is held as its funds.
	"Channels" open_channel OpenChannel {
		operator: AccountId32,
		key: [u8; 32],
		amount: Balance,
	}
);
call!(
	/// Adds `amount`, in planck, to the funds of a channel of the caller.
	"Channels" top_up TopUp { channel: ChannelId, amount: Balance }
);
call!(
	/// Sets the sr25519 key that signs the vouchers of a channel of the caller. Vouchers of the
	/// former key can be settled for as long as a channel takes to close.
	"Channels" set_channel_key SetChannelKey { channel: ChannelId, key: [u8; 32] }
);
call!(
	/// Closes a channel: at once for its operator, after a delay for its payer.
	"Channels" close_channel CloseChannel { channel: ChannelId }
);
call!(
	/// Returns to the payer what is left in a channel whose closing delay is over. Anyone can call
	/// it.
	"Channels" withdraw_channel WithdrawChannel { channel: ChannelId }
);
