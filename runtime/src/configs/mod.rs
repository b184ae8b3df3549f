// SPDX-License-Identifier: Apache-2.0

//! How each pallet is configured, one file a domain.

pub mod consensus;
pub mod currency;
pub mod governance;
pub mod identity;
pub mod money;
pub mod openledger;
pub mod parameters;
pub mod promises;
pub mod staking;
pub mod system;
pub mod util;
pub mod voter_bags;
