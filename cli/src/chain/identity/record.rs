// SPDX-License-Identifier: Apache-2.0

//! What the pallet stores of an identity, byte for byte: registrars judge the hash of it.

use codec::{Decode, Encode, Error as CodecError, Input, Output};
use openledger_primitives::Balance;
use sp_core::H256;

use crate::{account::Account, chain::calldata::hash_of, output::words};

/// The longest text of a field, in bytes.
pub const LONGEST: u32 = 32;
/// The tag of the first hash. Below are those of texts, from no bytes to [`LONGEST`] of them.
const FIRST_HASH: u8 = 34;
const LAST_HASH: u8 = 37;

/// What a field holds.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub enum Data {
	#[default]
	None,
	/// At most [`LONGEST`] bytes.
	Raw(Vec<u8>),
	/// A hash of a text that is elsewhere, by the tag of its function.
	Hash(u8, [u8; 32]),
}

impl Data {
	/// A text, of which there may be none.
	pub fn of(text: &str) -> Self {
		match text.is_empty() {
			true => Self::None,
			false => Self::Raw(text.as_bytes().to_vec()),
		}
	}

	/// What can be read of it.
	pub fn text(&self) -> Option<String> {
		match self {
			Self::Raw(bytes) => Some(words::text(bytes)),
			Self::None | Self::Hash(..) => None,
		}
	}
}

impl Encode for Data {
	fn encode_to<T: Output + ?Sized>(&self, to: &mut T) {
		match self {
			Self::None => to.push_byte(0),
			Self::Raw(bytes) => {
				let bytes = bytes.get(..usize::from(FIRST_HASH - 2)).unwrap_or(bytes);
				let len = u8::try_from(bytes.len()).unwrap_or_default();
				to.push_byte(len.saturating_add(1));
				to.write(bytes);
			}
			Self::Hash(tag, hash) => {
				to.push_byte(*tag);
				to.write(hash);
			}
		}
	}
}

impl Decode for Data {
	fn decode<I: Input>(input: &mut I) -> Result<Self, CodecError> {
		match input.read_byte()? {
			0 => Ok(Self::None),
			tag if tag < FIRST_HASH => {
				let mut bytes = vec![0; usize::from(tag - 1)];
				input.read(&mut bytes)?;
				Ok(Self::Raw(bytes))
			}
			tag if tag <= LAST_HASH => Ok(Self::Hash(tag, Decode::decode(input)?)),
			_ => Err("no field of an identity begins so".into()),
		}
	}
}

/// What an account says of itself.
#[derive(Encode, Decode, Clone, PartialEq, Eq, Default, Debug)]
pub struct Info {
	/// Fields that have no place of their own, each with its name.
	pub additional: Vec<(Data, Data)>,
	pub display: Data,
	pub legal: Data,
	pub web: Data,
	/// The handle in Matrix, of which Riot was a client.
	pub riot: Data,
	pub email: Data,
	pub pgp_fingerprint: Option<[u8; 20]>,
	pub image: Data,
	pub twitter: Data,
}

impl Info {
	/// What a registrar says that it has judged.
	pub fn hash(&self) -> H256 {
		hash_of(&self.encode())
	}

	/// A field that has no place of its own.
	pub fn additional(&self, name: &str) -> Option<&Data> {
		let is_it = |(key, _): &&(Data, Data)| *key == Data::of(name);
		self.additional.iter().find(is_it).map(|(_, value)| value)
	}

	/// Sets such a field, or removes it.
	pub fn set_additional(&mut self, name: &str, value: Data) {
		let name = Data::of(name);
		self.additional.retain(|(key, _)| *key != name);
		if value != Data::None {
			self.additional.push((name, value));
		}
	}
}

/// What a registrar says of an identity.
#[derive(Encode, Decode, Clone, Copy, PartialEq, Eq, Debug)]
pub enum Judgement {
	Unknown,
	/// It was asked, and its fee is reserved.
	FeePaid(Balance),
	Reasonable,
	KnownGood,
	OutOfDate,
	LowQuality,
	Erroneous,
}

impl Judgement {
	pub fn word(self) -> &'static str {
		match self {
			Self::Unknown => "no opinion",
			Self::FeePaid(_) => "asked, not judged yet",
			Self::Reasonable => "reasonable",
			Self::KnownGood => "known good",
			Self::OutOfDate => "out of date",
			Self::LowQuality => "low quality",
			Self::Erroneous => "erroneous",
		}
	}

	pub fn is_good(self) -> bool {
		matches!(self, Self::Reasonable | Self::KnownGood)
	}

	pub fn is_bad(self) -> bool {
		matches!(self, Self::OutOfDate | Self::LowQuality | Self::Erroneous)
	}
}

/// An identity, with what registrars say of it.
#[derive(Encode, Decode, Clone, PartialEq, Eq, Debug)]
pub struct Registration {
	/// By the number of the registrar.
	pub judgements: Vec<(u32, Judgement)>,
	pub deposit: Balance,
	pub info: Info,
}

/// Who judges identities.
#[derive(Encode, Decode, Clone, PartialEq, Eq, Debug)]
pub struct Registrar {
	pub account: Account,
	pub fee: Balance,
	/// Which fields it looks at, as bits. None of them is what most registrars leave it at.
	fields: u64,
}

/// How much weight a name has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
	/// A registrar found it good, and none found fault with it.
	Verified,
	Unverified,
	/// A registrar found it wrong, which may be meant to deceive.
	Erroneous,
}

impl Standing {
	/// By the judgements of those who are registrars. What a registrar said whom governance has
	/// removed since stays in the state, and counts no more.
	pub fn of(judgements: &[(u32, Judgement)], registrars: &[Option<Registrar>]) -> Self {
		let is_registrar = |index: u32| {
			let place = usize::try_from(index).ok();
			place.and_then(|place| registrars.get(place)).is_some_and(Option::is_some)
		};
		let counted: Vec<_> = judgements
			.iter()
			.filter(|(index, _)| is_registrar(*index))
			.map(|(_, judgement)| *judgement)
			.collect();
		if counted.contains(&Judgement::Erroneous) {
			return Self::Erroneous;
		}
		let is_good = counted.iter().any(|one| one.is_good());
		match is_good && !counted.iter().any(|one| one.is_bad()) {
			true => Self::Verified,
			false => Self::Unverified,
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn fields_should_be_encoded_as_the_pallet_does() {
		for (data, bytes) in [
			(Data::None, vec![0]),
			(Data::Raw(Vec::new()), vec![1]),
			(Data::of("Ada"), vec![4, b'A', b'd', b'a']),
			(Data::Hash(35, [7; 32]), [vec![35], vec![7; 32]].concat()),
		] {
			assert_eq!(data.encode(), bytes);
			assert_eq!(Data::decode(&mut &bytes[..]), Ok(data));
		}
		let longest = Data::of(&"x".repeat(32));
		assert_eq!(longest.encode().len(), 33);
		assert_eq!(longest.encode().first(), Some(&33));
		// What is too long is refused before; here it is cut, as the pallet does.
		assert_eq!(Data::of(&"x".repeat(33)).encode(), longest.encode());
		assert!(Data::decode(&mut &[38u8, 0][..]).is_err());
		assert!(Data::decode(&mut &[5u8, 0][..]).is_err());
	}

	#[test]
	fn only_what_can_be_read_should_be_a_text() {
		assert_eq!(Data::of("Ada").text().as_deref(), Some("Ada"));
		assert_eq!(Data::of(""), Data::None);
		assert_eq!(Data::Hash(34, [7; 32]).text(), None);
		assert_eq!(Data::Raw(vec![0xff]).text().as_deref(), Some("\u{fffd}"));
	}

	#[test]
	fn fields_without_a_place_should_be_set_by_name() {
		let mut info = Info::default();
		info.set_additional("github", Data::of("ada"));
		info.set_additional("other", Data::of("kept"));
		info.set_additional("github", Data::of("lovelace"));
		assert_eq!(info.additional("github"), Some(&Data::of("lovelace")));
		info.set_additional("github", Data::None);
		assert_eq!(info.additional, [(Data::of("other"), Data::of("kept"))]);
		assert_eq!(Info::decode(&mut &info.encode()[..]), Ok(info.clone()));
		assert_ne!(info.hash(), Info::default().hash());
	}

	#[test]
	fn only_a_good_judgement_that_nobody_contradicts_should_verify() {
		use Judgement::*;
		let registrar = || Some(Registrar { account: Account::new([1; 32]), fee: 0, fields: 0 });
		let registrars = [registrar(), None, registrar()];
		let standing = |all: &[(u32, Judgement)]| Standing::of(all, &registrars);
		for good in [Reasonable, KnownGood] {
			assert_eq!(standing(&[(0, good)]), Standing::Verified);
			assert_eq!(standing(&[(0, FeePaid(5)), (2, good)]), Standing::Verified);
			for bad in [OutOfDate, LowQuality] {
				assert_eq!(standing(&[(0, good), (2, bad)]), Standing::Unverified);
			}
			assert_eq!(standing(&[(0, good), (2, Erroneous)]), Standing::Erroneous);
			// Of a registrar that was removed, and of one that there never was.
			assert_eq!(standing(&[(1, good), (3, good)]), Standing::Unverified);
		}
		assert_eq!(standing(&[(0, KnownGood), (1, Erroneous)]), Standing::Verified);
		for other in [Unknown, FeePaid(5), OutOfDate, LowQuality] {
			assert_eq!(standing(&[(0, other)]), Standing::Unverified);
		}
		assert_eq!(standing(&[]), Standing::Unverified);
	}

	#[test]
	fn a_record_should_be_read_as_the_pallet_writes_it() {
		// Two judgements, the deposit, no other fields, the name, and seven empty fields.
		let mut bytes = vec![8];
		bytes.extend([0, 0, 0, 0, 1]);
		bytes.extend(7u128.to_le_bytes());
		bytes.extend([2, 0, 0, 0, 3]);
		bytes.extend(9u128.to_le_bytes());
		let info = [vec![0], Data::of("Ada").encode(), vec![0; 7]].concat();
		bytes.extend(&info);
		let read = Registration::decode(&mut &bytes[..]).unwrap();
		let judgements = vec![(0, Judgement::FeePaid(7)), (2, Judgement::KnownGood)];
		let expected = Info { display: Data::of("Ada"), ..Info::default() };
		assert_eq!(read, Registration { judgements, deposit: 9, info: expected });
		assert_eq!(read.info.hash(), hash_of(&info));
	}
}
