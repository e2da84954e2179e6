//! How long a person waits for an address: while typing, and when the table is first asked for.
//! Run with `cargo bench -p register --bench address`.

use divan::{Bencher, black_box};
use register::address::{AddressTable, Area, Tambon, amphoe, find, table, tambon};

/// As many suggestions as a phone's screen has room for above the keyboard.
const SHOWN: usize = 8;

fn main() {
    table();
    divan::main();
}

#[divan::bench(args = [
    "แม",
    "บา",
    "แม่",
    "เวียงพ",
    "บ้านใหม่",
    "เมือง",
    "เวียง แม่สาย",
    "ต.ในเมือง อ.เมือง จ.ขอนแก่น",
    "571",
    "เวียง พางคำ",
    "ไม่มีที่ไหนชื่อนี้",
])]
fn typed(bencher: Bencher, letters: &str) {
    bencher.bench(|| find(black_box(letters), None, SHOWN));
}

#[divan::bench(args = ["แม", "แม่", "เวียง แม่สาย"])]
fn typed_near(bencher: Bencher, letters: &str) {
    let near = amphoe("5709").map(|amphoe| Area::Amphoe(amphoe.code()));
    bencher.bench(|| find(black_box(letters), near, SHOWN));
}

#[divan::bench]
fn by_code() -> Option<Tambon<'static>> {
    tambon(black_box("570906"))
}

#[divan::bench]
fn address_line(bencher: Bencher) {
    let tambon = tambon("570906");
    bencher.bench(|| black_box(tambon).map(|tambon| tambon.to_string()));
}

#[divan::bench]
fn build_the_table() -> AddressTable {
    AddressTable::build()
}
