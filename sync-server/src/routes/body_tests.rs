use std::convert::Infallible;

use axum::body::to_bytes;
use futures_util::stream;

use super::*;

const LONG: Duration = Duration::from_secs(30);

#[tokio::test]
async fn a_body_that_falls_silent_or_only_drips_is_not_waited_for_for_ever() {
    let silent = Body::from_stream(stream::pending::<Result<Bytes, Infallible>>());
    let drips = Body::from_stream(stream::unfold((), |()| async {
        tokio::time::sleep(Duration::from_millis(5)).await;
        Some((Ok::<_, Infallible>(Bytes::from_static(b"x")), ()))
    }));
    for (what, body) in [
        ("silent", waited_for(silent, Duration::from_millis(20), LONG)),
        ("drips", waited_for(drips, LONG, Duration::from_millis(100))),
    ] {
        let read = tokio::time::timeout(Duration::from_secs(10), to_bytes(body, usize::MAX)).await;
        assert!(read.expect(what).is_err(), "{what}");
    }
    let whole = to_bytes(waited_for(Body::from("all of it"), LONG, LONG), usize::MAX).await;
    assert_eq!(whole.unwrap(), "all of it");
}
