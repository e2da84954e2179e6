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
    for bomb in [
        (pack(vec![b' '; 50_000_000]).bytes, Some(SAMRUAT)),
        (packing::zstd(&vec![0; 50_000_000], Effort::Phone).unwrap(), Some(ZSTD)),
    ] {
        assert!(bomb.0.len() < 10_000);
        assert!(unpack(bomb.0, bomb.1, 1_000_000).unwrap_err().contains("more than is taken"));
    }
}

#[test]
fn damage_and_codings_nobody_asked_for_are_refused() {
    let mut packed = pack(vec![b'7'; 5_000]).bytes;
    packed.truncate(packed.len() - 3);
    assert!(unpack(packed, Some(SAMRUAT), 10_000).is_err());
    for coding in [SAMRUAT, ZSTD, "br"] {
        assert!(unpack(b"x".to_vec(), Some(coding), 10_000).is_err());
    }
}
