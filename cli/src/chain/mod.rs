// SPDX-License-Identifier: Apache-2.0

//! The chain: reads at a finalised block, transactions that are watched until they are final.

pub mod calls;
mod check;
mod connect;
mod deposit;
pub mod events;
mod pages;
mod payments;
mod read;
mod submit;
mod wait;

pub use check::StateCheck;
pub use connect::Chain;
pub use deposit::ContributionSize;
pub use read::View;
pub use submit::{under_way, CONCURRENT};
pub use wait::Delay;
