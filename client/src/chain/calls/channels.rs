// SPDX-License-Identifier: Apache-2.0

//! Calls of operators and channels.

use openledger_primitives::{Balance, ChannelId};
use subxt::{transactions::StaticPayload, utils::AccountId32};

use crate::interface::api;

call!(
	/// Registers the caller as an operator that payers reach at `endpoint`: `key` is the sr25519
	/// key that signs its receipts, and `bond`, in planck, is held as its bond.
	channels RegisterOperator register_operator(
		endpoint: Vec<u8>,
		key: [u8; 32],
		bond: Balance,
	)
);
call!(
	/// Adds `amount`, in planck, to the bond of the calling operator.
	channels BondExtra bond_extra(amount: Balance)
);
call!(
	/// Sets the URI at which payers reach the calling operator.
	channels SetEndpoint set_endpoint(endpoint: Vec<u8>)
);
call!(
	/// Sets the sr25519 key that signs the calling operator's receipts. Channels that were opened
	/// before can be settled only until the former key stops counting.
	channels SetOperatorKey set_operator_key(key: [u8; 32])
);
call!(
	/// Takes `amount`, in planck, out of the bond of the calling operator. It stays held, and can
	/// be slashed, for the unbonding delay.
	channels Unbond unbond(amount: Balance)
);
call!(
	/// Frees what the calling operator has unbonded, as far as its unbonding delay is over.
	channels WithdrawUnbonded withdraw_unbonded()
);
call!(
	/// Removes the caller's registration as an operator, which must have nothing bonded any more, and
	/// returns its deposit.
	channels DeregisterOperator deregister_operator()
);
call!(
	/// Opens a channel from the caller to `operator`: `key` is the sr25519 key that signs its
	/// vouchers, and `amount`, in planck, is held as its funds.
	channels OpenChannel open_channel(
		operator: AccountId32,
		key: [u8; 32],
		amount: Balance,
	)
);
call!(
	/// Adds `amount`, in planck, to the funds of a channel of the caller.
	channels TopUp top_up(channel: ChannelId, amount: Balance)
);
call!(
	/// Sets the sr25519 key that signs the vouchers of a channel of the caller. Vouchers of the
	/// former key can be settled for as long as a channel takes to close.
	channels SetChannelKey set_channel_key(channel: ChannelId, key: [u8; 32])
);
call!(
	/// Closes a channel: at once for its operator, after a delay for its payer.
	channels CloseChannel close_channel(channel: ChannelId)
);
call!(
	/// Returns to the payer what is left in a channel whose closing delay is over. Anyone can call
	/// it.
	channels WithdrawChannel withdraw_channel(channel: ChannelId)
);
