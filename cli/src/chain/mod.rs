// SPDX-License-Identifier: Apache-2.0

//! The chain: reads at a block, which is final unless someone can't wait; transactions that are
//! watched until they are final, or in a block.

mod blocks;
pub mod calls;
mod check;
mod connect;
mod deposit;
pub mod events;
mod pages;
mod payments;
mod read;
pub mod seen;
mod submit;
mod wait;

pub use check::StateCheck;
pub use connect::Chain;
pub use deposit::ContributionSize;
pub use read::View;
pub use submit::{under_way, Until, CONCURRENT};
pub use wait::Delay;
