// SPDX-License-Identifier: Apache-2.0

//! The chain: reads at a block, which is final unless there is no time to wait, and transactions
//! that are watched until they are final, or in a block.

pub mod affordable;
mod blocks;
mod bounds;
pub mod calldata;
pub mod calls;
mod check;
mod committee;
mod connect;
mod cost;
mod demands;
mod dry_run;
pub mod ending;
pub mod events;
mod find;
mod follow;
mod history;
mod holds;
pub mod identity;
mod keys;
mod outcome;
mod pages;
mod parameters;
mod payments;
pub mod pools;
pub mod proof;
mod read;
pub mod referenda;
mod refusal;
pub mod returns;
pub mod seen;
mod sent;
pub mod settled;
pub mod staking;
mod storage;
mod submit;
mod timed;
mod transaction;
mod treasury;
mod turn;
mod under_way;
mod urgency;
mod urgent;
pub mod voting;
mod wait;

pub use check::{PalletCheck, StateCheck};
pub use committee::Motion;
pub use connect::Chain;
pub use ending::{End, Reach};
pub use find::{Found, Identity};
pub use follow::{BlockEvent, Phase};
pub use history::{Ended, Refuted};
pub use holds::Hold;
pub use parameters::Change;
pub use payments::PaidAtEnd;
pub use read::{BlockView, Supply};
pub use sent::{Sent, Standing};
pub use settled::{settled_batch, Roots};
pub use submit::{Journal, Until, CONCURRENT};
pub use transaction::Transaction;
pub use under_way::{under_way, UnderWay};
pub use urgency::Urgency;
pub use wait::Delay;
