// SPDX-License-Identifier: Apache-2.0

mod conservation;
mod finality;
mod settlement;
