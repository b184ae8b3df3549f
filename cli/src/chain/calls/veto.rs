// SPDX-License-Identifier: Apache-2.0

//! Calls about changes of parameters, and of those who may veto them.

use subxt::{
	ext::scale_encode::EncodeAsType,
	transactions::{dynamic, DynamicPayload},
	utils::Static,
};

use crate::parameters::Setting;

call!("Veto" propose Propose { parameter: Static<Setting> });
call!("Veto" veto Veto { change: u32 });
call!("Veto" enact Enact { change: u32 });
call!("Parameters" set_parameter SetParameter { key_value: Static<Setting> });
