// SPDX-License-Identifier: Apache-2.0

//! The client never costs an honest operator its bond: whatever is killed, whatever goes away,
//! whoever fills the blocks.

#[path = "operator/flood.rs"]
mod flood;
#[path = "operator/kills.rs"]
mod kills;
#[path = "operator/many.rs"]
mod many;
#[path = "operator/parallel.rs"]
mod parallel;
#[path = "operator/payer.rs"]
mod payer;
#[path = "operator/world.rs"]
mod world;
