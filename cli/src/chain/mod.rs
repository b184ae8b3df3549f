// SPDX-License-Identifier: Apache-2.0

//! The chain: reads at a finalised block, transactions that are watched until they are final.

pub mod calls;
mod connect;
mod deposit;
pub mod events;
mod read;
mod submit;
mod wait;

pub use connect::Chain;
pub use read::View;
pub use submit::{under_way, CONCURRENT};
