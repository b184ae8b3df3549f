// SPDX-License-Identifier: Apache-2.0

//! Amounts of OPEN and shares in percent, as people write them.

pub mod amount;
pub mod decimal;
pub mod percent;
