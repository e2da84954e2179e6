use super::*;

#[test]
fn connections_leave_half_of_the_files_that_may_be_open_to_the_rest_of_the_server() {
    let limits = "Limit                     Soft Limit           Hard Limit           Units     \n\
                  Max processes             63432                63432                processes \n\
                  Max open files            1024                 524288               files     \n";
    assert_eq!(said_of_open_files(limits).map(connections_of), Some(512));
    let unlimited = limits.replace("1024  ", "unlimited");
    assert_eq!(said_of_open_files(&unlimited).map(connections_of), Some(MOST_CONNECTIONS));
    assert_eq!(said_of_open_files("Max processes 1 1 processes"), None);
    assert_eq!(connections_of(1), 1);
    #[cfg(target_os = "linux")]
    assert!(open_files().unwrap() >= 64, "this very process has such a limit");
}
