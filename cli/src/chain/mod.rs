// SPDX-License-Identifier: Apache-2.0

//! The chain: reads at a block, which is final unless someone can't wait; transactions that are
//! watched until they are final, or in a block.

mod blocks;
mod bounds;
pub mod calldata;
pub mod calls;
mod check;
mod committee;
mod connect;
pub mod curve;
mod deposit;
pub mod events;
mod holds;
mod keys;
mod pages;
mod parameters;
mod payments;
pub mod pools;
mod read;
pub mod referenda;
pub mod seen;
pub mod staking;
mod storage;
mod submit;
mod treasury;
pub mod voting;
mod wait;

pub use check::StateCheck;
pub use committee::Motion;
pub use connect::Chain;
pub use deposit::ContributionSize;
pub use holds::Hold;
pub use parameters::Change;
pub use read::View;
pub use submit::{under_way, Until, CONCURRENT};
pub use wait::Delay;
