// SPDX-License-Identifier: Apache-2.0

//! Calls of operators and channels.

use openledger_primitives::{Balance, ChannelId};
use subxt::{
	ext::scale_encode::EncodeAsType,
	transactions::{dynamic, DynamicPayload},
	utils::AccountId32,
};

call!("Channels" register_operator RegisterOperator {
	endpoint: Vec<u8>,
	key: [u8; 32],
	bond: Balance,
});
call!("Channels" bond_extra BondExtra { amount: Balance });
call!("Channels" set_endpoint SetEndpoint { endpoint: Vec<u8> });
call!("Channels" set_operator_key SetOperatorKey { key: [u8; 32] });
call!("Channels" unbond Unbond { amount: Balance });

pub fn withdraw_unbonded() -> DynamicPayload<()> {
	dynamic("Channels", "withdraw_unbonded", ())
}

pub fn deregister_operator() -> DynamicPayload<()> {
	dynamic("Channels", "deregister_operator", ())
}

call!("Channels" open_channel OpenChannel {
	operator: AccountId32,
	key: [u8; 32],
	amount: Balance,
});
call!("Channels" top_up TopUp { channel: ChannelId, amount: Balance });
call!("Channels" set_channel_key SetChannelKey { channel: ChannelId, key: [u8; 32] });
call!("Channels" close_channel CloseChannel { channel: ChannelId });
call!("Channels" withdraw_channel WithdrawChannel { channel: ChannelId });
