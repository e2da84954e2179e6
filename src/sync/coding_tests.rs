use super::*;

#[test]
fn what_was_packed_is_unpacked() {
    let plain = "สมชาย".repeat(500).into_bytes();
    let packed = pack(plain.clone());
    assert!(packed.bytes.len() < plain.len() / 10);
    assert_eq!(unpack(packed.bytes, packed.coding, plain.len()), Ok(plain));
}

#[test]
fn a_small_body_goes_as_it_is() {
    let packed = pack(b"{}".to_vec());
    assert_eq!((packed.bytes.as_slice(), packed.coding), (&b"{}"[..], None));
}

#[test]
fn a_bomb_is_refused_without_being_unpacked() {
    let bomb = pack(vec![0; 50_000_000]);
    assert!(bomb.bytes.len() < 10_000);
    assert!(unpack(bomb.bytes, bomb.coding, 1_000_000).unwrap_err().contains("more than it may"));
}

#[test]
fn damage_and_codings_nobody_asked_for_are_refused() {
    let mut packed = pack(vec![7; 5_000]).bytes;
    packed.truncate(packed.len() - 3);
    assert!(unpack(packed, Some("zstd"), 10_000).is_err());
    assert!(unpack(b"x".to_vec(), Some("zstd"), 10_000).is_err());
    assert!(unpack(b"x".to_vec(), Some("br"), 10_000).is_err());
}
