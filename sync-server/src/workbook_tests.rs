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
