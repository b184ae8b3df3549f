// SPDX-License-Identifier: Apache-2.0

mod corpora;
mod lineage;
mod status;
