// SPDX-License-Identifier: Apache-2.0

//! Quotations in all scripts and between all marks.

use openledger_attributor::{naive, Seen, Verdict};
use openledger_primitives::{
	challenge::{check_reveal, Excerpt, Proof},
	receipt::Receipt,
	span::{Span, SpanParams},
};
use sp_core::Blake2Hasher;

mod common;
use common::{normal, Settled, World, PHRASES};

const RULE: SpanParams = SpanParams::DEFAULT;

/// Twenty characters from anywhere in a text, in an output that has nothing else of it.
#[test]
fn twenty_characters_should_be_credited_to_the_byte() {
	let scripts = [
		"海上有雾的时候，港口的钟敲两下，直到北边码头的灯点亮为止，渔船才一艘接一艘地回来，人们在岸上等着它们。",
		"霧が北の桟橋を隠すとき、港の鐘は二度鳴る。ランプが灯るまでずっと、漁師たちの家族はメールを待ちながら岸辺に立っていた。",
		"เมื่อหมอกปกคลุมท่าเรือด้านเหนือระฆังของท่าเรือจะดังสองครั้งจนกว่าโคมไฟจะถูกจุดขึ้นอีกครั้งในยามค่ำคืน",
		"នៅពេលដែលអ័ព្ទគ្របដណ្តប់លើកំពង់ផែខាងជើងកណ្តឹងនឹងរោទ៍ពីរដងរហូតដល់ចង្កៀងត្រូវបានបំភ្លឺ",
		"မြူများမြောက်ဘက်ဆိပ်ခံတံတားကိုဖုံးလွှမ်းသောအခါခေါင်းလောင်းနှစ်ကြိမ်မြည်သည်မီးအိမ်ထွန်းသည့်တိုင်",
		"ເມື່ອໝອກປົກຄຸມທ່າເຮືອທາງເໜືອລະຄັງຂອງທ່າເຮືອຈະດັງສອງເທື່ອຈົນກວ່າໂຄມໄຟຈະຖືກຈູດ",
	];
	for text in scripts {
		let text = normal(text);
		let world = World::new([(4, normal("nothing of it")), (6, text.clone())].into());
		let starts: Vec<usize> = text.as_str().char_indices().map(|(at, _)| at).collect();
		assert!(starts.len() > 45);
		for from in 5..starts.len() - 20 {
			let quoted = &text.as_str()[starts[from]..starts[from + 20]];
			for (before, after) in
				[("He said: \"", "\", no more."), ("said ", " so"), ("“", "”"), ("—", "…")]
			{
				let output = normal(&format!("{before}{quoted}{after}"));
				let attribution = world.index.attribute(&output, RULE).unwrap();
				let span = Span { start: before.len() as u32, len: quoted.len() as u32 };
				let found: Vec<_> = attribution.spans.iter().map(|held| held.span).collect();
				assert_eq!(found, [span], "{quoted}");
				assert_eq!(
					(attribution.spans[0].contribution, attribution.spans[0].offset),
					(6, starts[from] as u32)
				);
			}
		}
	}
}

/// What may stand around a quotation.
const MARKS: [(&str, &str); 14] = [
	("\"", "\""),
	("“", "”"),
	("„", "“"),
	("«", "»"),
	("« ", " »"),
	("‹", "›"),
	("‘", "’"),
	("「", "」"),
	("—", "—"),
	("–", "–"),
	("…", "…"),
	("“…", "…”"),
	("...", "..."),
	("(", ")"),
];

#[test]
fn a_quotation_should_be_credited_alike_between_all_marks() {
	let quotations = [
		"The harbour bell rings twice when fog hides the northern pier",
		"Été comme hiver, la cloche du port sonne deux fois",
		"港口的钟敲两下，直到北边码头的灯点亮为止",
		"В тумане колокол гавани звонит дважды",
		"عندما يُخفي الضبابُ الرصيفَ الشماليَّ",
	];
	for quotation in quotations.map(normal) {
		let quotation = quotation.as_str();
		for ours in MARKS {
			let text = format!("x1{}{quotation}{}y1", ours.0, ours.1);
			let world = World::new([(6, normal(&text))].into());
			for theirs in MARKS {
				let before = format!("z2 z2{}", theirs.0);
				let output = normal(&format!("{before}{quotation}{}w2", theirs.1));
				let attribution = world.index.attribute(&output, RULE).unwrap();
				let quoted = before.len() as u32..(before.len() + quotation.len()) as u32;
				let owned: u32 = attribution
					.owned()
					.iter()
					.map(|(owned, _)| {
						owned.end().min(quoted.end).saturating_sub(owned.start.max(quoted.start))
					})
					.sum();
				assert_eq!(owned as usize, quotation.len(), "{text} {}", output.as_str());
			}
		}
	}
}

#[test]
fn what_sentences_share_should_be_what_the_rule_says() {
	let texts = (0..).zip(PHRASES.map(normal)).collect();
	let world = World::new(texts);
	for (nth, phrase) in PHRASES.iter().enumerate() {
		for other in PHRASES {
			let output = normal(&format!("{other} {phrase}{other}"));
			let spans = world
				.index
				.attribute(&output, SpanParams { min_span: 16, full_span: 64 })
				.unwrap()
				.spans;
			let span_params = SpanParams { min_span: 16, full_span: 64 };
			assert_eq!(naive(world.index.texts(), &output, span_params), spans.to_vec());
			assert!(spans.iter().any(|held| held.contribution == nth as u64));
		}
	}
}

/// A quotation at each place of a chunk, in the output and in the text: what shows its first token,
/// its last byte and each part of it may be in the next chunk.
#[test]
fn quotations_should_be_shown_across_all_borders_of_chunks() {
	let quotation = "“海上有雾”时钟敲两下，ラーメンเมื่อหมอก…until the lamp is lit";
	for shift in (0..1_100).step_by(3) {
		let ours = format!("{}{quotation}", "o".repeat(shift));
		let theirs = format!("{}{quotation} et al", "t".repeat(1_100 - shift));
		let world = World::new([(3, normal(&theirs))].into());
		let output = normal(&ours);
		let receipt = world.receipt(&output, RULE);
		assert_eq!(receipt.spans.len(), 1);
		assert_eq!(receipt.spans[0].span.start as usize, shift);
		let settled = |receipt: &Receipt| {
			let compact = receipt.compact().unwrap();
			Settled::new(receipt.clone(), compact)
		};
		let honest = settled(&receipt);
		assert_eq!(honest.audit(&world, Seen::Whole(&output)), Verdict::True);
		let evidence = world.index.evidence(&receipt, &output, 0).unwrap();
		let shown =
			check_reveal::<Blake2Hasher>(&honest.exhibit, 0, &evidence, &honest.batch, |id| {
				world.content_of(id)
			});
		assert_eq!(shown, Ok(()), "{shift}");
		// Left out, and a character late.
		let none = Receipt { spans: Default::default(), ..receipt.clone() };
		let mut late = receipt.clone();
		late.spans[0].span.start += 1;
		late.spans[0].span.len -= 1;
		late.spans[0].offset += 1;
		for lie in [none, late] {
			let lie = settled(&lie);
			let whole = Excerpt::of::<Blake2Hasher>(output.as_bytes(), 0, output.len()).unwrap();
			for seen in [Seen::Whole(&output), Seen::Chunks(&[whole])] {
				let Verdict::False(proof) = lie.audit(&world, seen) else {
					panic!("it is false");
				};
				assert_eq!(lie.refute(&world, &proof), Ok(()), "{shift}");
				assert!(!matches!(*proof, Proof::Malformed { .. }));
			}
		}
	}
}
