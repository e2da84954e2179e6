use super::*;

#[test]
fn a_text_that_no_cell_holds_is_cut_where_a_character_ends_and_says_so() {
    let fits = "ก".repeat(MOST_CHARACTERS);
    assert_eq!(fitting(&fits), fits);
    let long = "ก".repeat(MOST_CHARACTERS + 1);
    assert_eq!(fitting(&long), format!("{}…", "ก".repeat(MOST_CHARACTERS - 1)));
    // Spreadsheets count a character beyond the basic plane twice.
    let pictures = "🏠".repeat(MOST_CHARACTERS / 2 + 1);
    assert_eq!(fitting(&pictures), format!("{}…", "🏠".repeat(MOST_CHARACTERS / 2)));
}

#[test]
fn a_sheet_has_its_name_once() {
    let folder = tempfile::tempdir().unwrap();
    let mut book = Book::new(folder.path()).unwrap();
    book.sheet("INFO", [("ก", 10)]).unwrap();
    assert!(book.sheet("a/b", [("ก", 10)]).is_err());
    let mut book = Book::new(folder.path()).unwrap();
    for _ in 0..2 {
        book.sheet("INFO", [("ก", 10)]).unwrap();
    }
    assert!(book.write_to(Vec::new()).is_err());
}

#[test]
fn what_a_sheet_has_no_room_for_goes_into_a_further_one_with_the_same_headers() {
    let folder = tempfile::tempdir().unwrap();
    let mut book = Book::new(folder.path()).unwrap();
    book.most = 3;
    book.sheet("register", [("ก", 10)]).unwrap();
    for nth in 0..5 {
        book.row([Cell::Number(nth)]).unwrap();
    }
    let names: Vec<String> = book.book.worksheets().iter().map(Worksheet::name).collect();
    assert_eq!(names, ["register", "register 2", "register 3"]);
    assert_eq!(book.row, 2, "the header and the fifth");
    // A new sheet is not one of them.
    book.sheet("คำขอ", [("ก", 10)]).unwrap();
    book.row([Cell::from("x")]).unwrap();
    assert!(book.book.worksheet_from_name("คำขอ").is_ok());
    book.write_to(Vec::new()).unwrap();
}
