// SPDX-License-Identifier: Apache-2.0

mod corpora;
mod licences;
mod lineage;
mod ownership;
mod stateful;
mod status;
