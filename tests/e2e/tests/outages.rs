// SPDX-License-Identifier: Apache-2.0

//! Nodes and links fail, and come back: nothing is lost, and there is one chain.

#[path = "outages/answers.rs"]
mod answers;
#[path = "outages/latecomers.rs"]
mod latecomers;
#[path = "outages/power.rs"]
mod power;
#[path = "outages/split.rs"]
mod split;
