// SPDX-License-Identifier: Apache-2.0

//! Calls about changes of parameters, and of those who may veto them.

use subxt::{
	ext::scale_encode::EncodeAsType,
	transactions::{dynamic, DynamicPayload},
	utils::Static,
};

use crate::parameters::Setting;

call!(
	/// Proposes to change a parameter, which merit can veto for a time. The origin is governance.
	"Veto" propose Propose { parameter: Static<Setting> }
);
call!(
	/// Vetoes a change with all the merit of the caller, for good.
	"Veto" veto Veto { change: u32 }
);
call!(
	/// Enacts a change whose time is over. Anyone can call it.
	"Veto" enact Enact { change: u32 }
);
call!(
	/// Sets a parameter at once. The origin is governance.
	"Parameters" set_parameter SetParameter { key_value: Static<Setting> }
);
