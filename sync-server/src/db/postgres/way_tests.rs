use super::*;

fn guarded(url: &str) -> bool {
    is_guarded(&mut url.parse().unwrap())
}

#[test]
fn on_this_machine_nothing_needs_to_be_guarded() {
    assert!(!guarded("postgres://samruat@localhost/samruat"));
    assert!(!guarded("postgres://samruat@127.0.0.1:5433/samruat"));
    assert!(!guarded("postgres://samruat@[::1]/samruat"));
    assert!(!guarded("postgres:///samruat?host=/run/postgresql"));
    assert!(guarded("postgres://samruat@localhost/samruat?sslmode=require"));
}

#[test]
fn another_machine_is_reached_by_tls_whatever_the_address_says() {
    for url in [
        "postgres://samruat@db.example.go.th/samruat",
        "postgres://samruat@db.example.go.th/samruat?sslmode=disable",
        "postgres://samruat@10.0.0.7/samruat?sslmode=prefer",
        "postgres://samruat@localhost,db.example.go.th/samruat",
        "postgres://samruat@localhost/samruat?hostaddr=10.0.0.7",
        "postgres://samruat@localhost.example.go.th/samruat",
    ] {
        let mut config: Config = url.parse().unwrap();
        assert!(is_guarded(&mut config), "{url}");
        assert_eq!(config.get_ssl_mode(), SslMode::Require, "{url}");
    }
}
