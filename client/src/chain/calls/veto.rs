// SPDX-License-Identifier: Apache-2.0

//! Calls about changes of parameters, and of those who may veto them.

use subxt::{
	transactions::{dynamic, StaticPayload},
	utils::Static,
};

use crate::{interface::api, parameters::Setting};

call!(
	/// Proposes to change a parameter, which merit can veto for a time. The origin is governance.
	"Veto" propose(parameter: Static<Setting>)
);
call!(
	/// Vetoes a change with all the merit of the caller, for good.
	veto Veto veto(change: u32)
);
call!(
	/// Enacts a change whose time is over. Anyone can call it.
	veto Enact enact(change: u32)
);
call!(
	/// Sets a parameter at once. The origin is governance.
	"Parameters" set_parameter(key_value: Static<Setting>)
);
