// SPDX-License-Identifier: Apache-2.0

//! The chain, as a program sees it that checks nothing before: what it has stored, what happened on
//! it, and calls.

mod calls;
mod connection;
mod events;
mod funds;
mod read;
mod records;
mod rpc;
mod send;
mod state;
mod windows;

pub use calls::{
	add_registrar, add_username_authority, demand_reveal, demand_reveals, finalize, refute, reveal,
	set_parameter, set_price_floor, settle_batch, settle_one, settle_ones,
};
pub use connection::{sign, Api, Connection};
pub use events::Event;
pub use funds::Funds;
pub use read::{decoded, hash, receipts};
pub use records::{Demand, Records, Refuted, Settled, Slashed};
pub use rpc::{Entries, Head, Rpc};
pub use send::send_all;
pub use state::State;
pub use windows::{set_grace, set_span_params, set_windows};
