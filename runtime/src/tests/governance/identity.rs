// SPDX-License-Identifier: Apache-2.0

//! Names: who vouches for them, and that what they hold does not vote.

use super::{
	locks::{locked, promised_by, transfer, wealth},
	*,
};
use crate::{
	configs::{
		identity::{BasicDeposit, ByteDeposit, SubAccountDeposit},
		money::TreasuryAccount,
	},
	Balances, ConvictionVoting, Identity,
};
use pallet_identity::{
	legacy::IdentityInfo, Data, IdentityInformationProvider, IdentityOf, Judgement,
};
use sp_runtime::{
	traits::{BlakeTwo256, Hash},
	TokenError,
};

const FROZEN: DispatchError = DispatchError::Token(TokenError::Frozen);

/// Who has a name, the attacker's other account, and a registrar.
const NAMED: Key = Key::Eve;
const OTHER: Key = Key::Ferdie;
const REGISTRAR: Key = Key::Dave;

pub(super) fn add_registrar(who: Key) -> DispatchResult {
	Identity::add_registrar(RuntimeOrigin::root(), who.to_account_id().into())
		.map(|_| ())
		.map_err(|error| error.error)
}

/// Names an account with so many bytes.
pub(super) fn set_name(who: Key, bytes: usize) -> DispatchResult {
	let none = || Data::None;
	let info = IdentityInfo {
		additional: Default::default(),
		display: Data::Raw(vec![b'a'; bytes].try_into().expect("a name is short")),
		legal: none(),
		web: none(),
		riot: none(),
		email: none(),
		pgp_fingerprint: None,
		image: none(),
		twitter: none(),
	};
	Identity::set_identity(signed(who), Box::new(info)).map(|_| ()).map_err(|error| error.error)
}

pub(super) fn set_subs(who: Key, subs: &[Key]) -> DispatchResult {
	let subs =
		subs.iter().map(|sub| (sub.to_account_id(), Data::Raw(Default::default()))).collect();
	Identity::set_subs(signed(who), subs).map(|_| ()).map_err(|error| error.error)
}

/// Asks the first registrar for a judgement, for whatever it takes.
pub(super) fn ask(who: Key) -> DispatchResult {
	Identity::request_judgement(signed(who), 0, Balance::MAX)
		.map(|_| ())
		.map_err(|error| error.error)
}

/// The first registrar says that a name is right.
pub(super) fn judge(registrar: Key, who: Key) -> DispatchResult {
	let id = who.to_account_id();
	let known = IdentityOf::<Runtime>::get(&id).ok_or("it has no name")?;
	let hash = BlakeTwo256::hash_of(&known.info);
	let target = id.into();
	Identity::provide_judgement(signed(registrar), 0, target, Judgement::Reasonable, hash)
		.map(|_| ())
		.map_err(|error| error.error)
}

fn set_fee(fee: Balance) {
	assert_ok!(Identity::set_fee(signed(REGISTRAR), 0, fee));
}

#[test]
fn only_root_should_say_who_vouches_for_names() {
	on_development(|| {
		for origin in [
			signed(Key::Alice),
			Origin::Datanets.into(),
			Origin::Staking.into(),
			Origin::WhitelistedCaller.into(),
		] {
			let registrar = REGISTRAR.to_account_id();
			let refused = Identity::add_registrar(origin.clone(), registrar.clone().into());
			assert!(refused.is_err(), "{origin:?}");
			let authority =
				Identity::add_username_authority(origin, registrar.into(), b"open".to_vec(), 10);
			assert!(authority.is_err());
		}
		assert_ok!(add_registrar(REGISTRAR));
	});
}

#[test]
fn a_name_should_cost_what_it_stores_and_give_it_back() {
	on_development(|| {
		let before = Balances::free_balance(NAMED.to_account_id());
		assert_ok!(set_name(NAMED, 12));
		let known = IdentityOf::<Runtime>::get(NAMED.to_account_id()).expect("it has a name");
		let deposit = known.deposit;
		assert!(deposit >= BasicDeposit::get() + 12 * ByteDeposit::get());
		assert!(known.info.has_identity(1));
		assert_ok!(set_subs(NAMED, &[OTHER]));
		let all = deposit + SubAccountDeposit::get();
		assert_eq!(Balances::free_balance(NAMED.to_account_id()), before - all);
		assert_eq!(promised_by(NAMED), all);
		assert_ok!(Identity::clear_identity(signed(NAMED)));
		assert_eq!(Balances::free_balance(NAMED.to_account_id()), before);
		assert_eq!(promised_by(NAMED), 0);
	});
}

#[test]
fn what_is_taken_from_a_false_name_should_go_to_the_treasury() {
	on_development(|| {
		let (before, treasury) = (wealth(NAMED), Balances::free_balance(TreasuryAccount::get()));
		assert_ok!(set_name(NAMED, 30));
		let deposit = promised_by(NAMED);
		assert_ok!(Identity::kill_identity(RuntimeOrigin::root(), NAMED.to_account_id().into()));
		assert_eq!(wealth(NAMED), before - deposit);
		assert_eq!(Balances::free_balance(TreasuryAccount::get()), treasury + deposit);
	});
}

/// A registrar's fee is what it likes, and goes to it with its word.
#[test]
fn a_registrars_fee_should_not_vote_in_two_hands() {
	on_development(|| {
		assert_ok!(add_registrar(REGISTRAR));
		let referendum = open(Origin::Staking, set_emission(1));
		assert_ok!(set_name(NAMED, 3));
		let (all, deposit) = (wealth(NAMED), promised_by(NAMED));
		let fee = all / 2;
		set_fee(fee);
		let aye = |who, balance| vote(who, referendum, standard(true, Conviction::None, balance));

		// Voted with first: the fee can't be put aside.
		assert_ok!(aye(NAMED, all - deposit));
		assert!(ask(NAMED).is_err());
		assert_ok!(ConvictionVoting::remove_vote(signed(NAMED), None, referendum));
		assert_ok!(ConvictionVoting::unlock(signed(NAMED), 20, NAMED.to_account_id().into()));

		// Put aside first: it does not vote, and what is free does not leave it behind a vote.
		assert_ok!(ask(NAMED));
		assert_eq!(promised_by(NAMED), deposit + fee);
		assert!(aye(NAMED, all - deposit - fee + 1).is_err());
		assert_ok!(aye(NAMED, all - deposit - fee));
		assert_eq!(locked(NAMED), all);
		assert_noop!(transfer(NAMED, OTHER, 1), FROZEN);
		let before = wealth(REGISTRAR);
		assert_ok!(judge(REGISTRAR, NAMED));
		assert_eq!(wealth(REGISTRAR), before + fee);
		assert_eq!((wealth(NAMED), locked(NAMED)), (all - fee, all - fee));
		let tally = ongoing(referendum).tally;
		assert_eq!(tally.support, all - deposit - fee);
	});
}

/// A sub-account that leaves takes the deposit along that was made for it.
#[test]
fn a_sub_accounts_deposit_should_not_vote_in_two_hands() {
	on_development(|| {
		let referendum = open(Origin::Staking, set_emission(1));
		assert_ok!(set_name(NAMED, 3));
		assert_ok!(set_subs(NAMED, &[OTHER]));
		let (all, held) = (wealth(NAMED), promised_by(NAMED));
		let vote = |balance| vote(NAMED, referendum, standard(true, Conviction::None, balance));
		assert!(vote(all - held + 1).is_err());
		assert_ok!(vote(all - held));
		let before = wealth(OTHER);
		assert_ok!(Identity::quit_sub(signed(OTHER)));
		let deposit = SubAccountDeposit::get();
		assert_eq!(wealth(OTHER), before + deposit);
		assert_eq!((wealth(NAMED), locked(NAMED)), (all - deposit, all - deposit));
	});
}
