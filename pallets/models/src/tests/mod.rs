// SPDX-License-Identifier: Apache-2.0

mod corpora;
mod integrity;
mod licenses;
mod lineage;
mod ownership;
mod stateful;
mod status;
