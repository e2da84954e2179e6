use std::io::Write;

use chrono::NaiveDate;
use flate2::Compression;
use flate2::write::DeflateEncoder;
use register::import::Cell;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};

use super::*;

fn text(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

const CSV: &str = "ลำดับ,ชื่อ-สกุล,เลขประจำตัวประชาชน\n1,นายสมชาย สมปอง,1-0000-00000-00-9\n";

fn is_the_list(bytes: &[u8]) {
    let sheet = read(bytes).unwrap();
    assert_eq!(sheet.rows.len(), 2);
    assert_eq!(sheet.rows[1].row, 2);
    assert_eq!(sheet.rows[1].cells, [text("1"), text("นายสมชาย สมปอง"), text("1-0000-00000-00-9")]);
}

#[test]
fn text_is_read_in_whatever_it_was_written() {
    is_the_list(CSV.as_bytes());
    is_the_list(&[b"\xef\xbb\xbf", CSV.as_bytes()].concat());
    is_the_list(CSV.replace('\n', "\r\n").as_bytes());
    let (thai, _, broken) = encoding_rs::WINDOWS_874.encode(CSV);
    assert!(!broken);
    is_the_list(&thai);
    let little: Vec<u8> = CSV.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = CSV.encode_utf16().flat_map(u16::to_be_bytes).collect();
    is_the_list(&[b"\xff\xfe", little.as_slice()].concat());
    is_the_list(&[b"\xfe\xff", big.as_slice()].concat());
    is_the_list(&little);
    is_the_list(&big);
}

#[test]
fn what_parts_the_cells_is_found_and_not_looked_for_in_quotes() {
    for delimiter in [";", "\t", "|"] {
        is_the_list(CSV.replace(',', delimiter).as_bytes());
    }
    let sheet = read("ชื่อ,ที่อยู่\nสมชาย,\"1; 2; 3\nต.ตัวอย่าง\"\n\nสมหญิง,2\n".as_bytes()).unwrap();
    assert_eq!(sheet.rows[1].cells[1], text("1; 2; 3\nต.ตัวอย่าง"));
    assert_eq!(sheet.rows[2].row, 5, "rows are counted as a text editor counts them");
}

fn saved(mut book: Workbook) -> Vec<u8> {
    book.save_to_buffer().unwrap()
}

/// A workbook with titles above its headings, and every kind of cell.
fn workbook() -> Vec<u8> {
    let mut book = Workbook::new();
    let cover = book.add_worksheet();
    cover.set_name("ปก").unwrap();
    cover.write(0, 0, "บัญชีผู้ประสบภัย").unwrap();
    let list = book.add_worksheet();
    list.set_name("รายชื่อ").unwrap();
    list.write(0, 0, "อำเภอตัวอย่าง").unwrap();
    for (column, heading) in (0u16..).zip(["ชื่อ-สกุล", "เลขประจำตัวประชาชน", "วันเกิด", "หมู่"])
    {
        list.write(2, column, heading).unwrap();
    }
    list.write(3, 0, "นายสมชาย สมปอง").unwrap();
    list.write(3, 1, 1_000_000_000_009.0).unwrap();
    let day = Format::new().set_num_format("d mmm yyyy");
    list.write_with_format(3, 2, ExcelDateTime::from_ymd(1954, 3, 2).unwrap(), &day).unwrap();
    list.write_formula(3, 3, Formula::new("=2+3").set_result("5")).unwrap();
    saved(book)
}

#[test]
fn a_workbook_is_read_from_the_sheet_with_the_headings_and_formulas_count_by_their_last_value() {
    let sheet = read(&workbook()).unwrap();
    assert_eq!(sheet.name.as_deref(), Some("รายชื่อ"));
    assert_eq!(sheet.others, ["ปก"]);
    let last = sheet.rows.last().unwrap();
    assert_eq!(last.row, 4);
    let born = NaiveDate::from_ymd_opt(1954, 3, 2).unwrap();
    let (number, moo) = (Cell::Number(1_000_000_000_009.0), Cell::Number(5.0));
    assert_eq!(last.cells, [text("นายสมชาย สมปอง"), number, Cell::Day { day: born }, moo]);
}

/// A file of a zip, packed, with whatever lengths its directory is to claim.
struct Zipped<'a> {
    name: &'a str,
    bytes: Vec<u8>,
    claims: Option<u32>,
}

/// A zip written by hand: the writers that exist tell the truth.
fn zip(files: &[Zipped<'_>]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for file in files {
        let mut packer = DeflateEncoder::new(Vec::new(), Compression::fast());
        packer.write_all(&file.bytes).unwrap();
        let packed = packer.finish().unwrap();
        let mut crc = flate2::Crc::new();
        crc.update(&file.bytes);
        let length = file.claims.unwrap_or(file.bytes.len() as u32);
        let starts = out.len() as u32;
        let mut common: Vec<u8> = Vec::new();
        common.extend([20, 0, 0, 0, 8, 0, 0, 0, 0x21, 0]);
        for number in [crc.sum(), packed.len() as u32, length] {
            common.extend(number.to_le_bytes());
        }
        common.extend((file.name.len() as u16).to_le_bytes());
        common.extend([0, 0]);
        out.extend(b"PK\x03\x04");
        out.extend(&common);
        out.extend(file.name.as_bytes());
        out.extend(&packed);
        directory.extend(b"PK\x01\x02\x14\0");
        directory.extend(&common);
        directory.extend([0; 10]);
        directory.extend(starts.to_le_bytes());
        directory.extend(file.name.as_bytes());
    }
    let (starts, length, many) =
        (out.len() as u32, directory.len() as u32, (files.len() as u16).to_le_bytes());
    out.extend(&directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend(many);
    out.extend(many);
    out.extend(length.to_le_bytes());
    out.extend(starts.to_le_bytes());
    out.extend([0, 0]);
    out
}

fn file<'a>(name: &'a str, bytes: &[u8]) -> Zipped<'a> {
    Zipped { name, bytes: bytes.to_vec(), claims: None }
}

/// A day is a number that counts from 1900, or in a workbook of an old Macintosh from 1904.
#[test]
fn days_are_counted_from_the_year_that_the_workbook_says() {
    let mut archive = ::zip::ZipArchive::new(std::io::Cursor::new(workbook())).unwrap();
    let mut files = Vec::new();
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).unwrap();
        let name = file.name().unwrap().to_string();
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut file, &mut bytes).unwrap();
        if name == "xl/workbook.xml" {
            let book = String::from_utf8(bytes).unwrap();
            assert!(book.contains("<workbookPr "), "{book}");
            bytes = book.replace("<workbookPr ", "<workbookPr date1904=\"1\" ").into_bytes();
        }
        files.push((name, bytes));
    }
    let files: Vec<Zipped<'_>> = files.iter().map(|(name, bytes)| file(name, bytes)).collect();
    let sheet = read(&zip(&files)).unwrap();
    // The same number of days, four years and a day later.
    let born = NaiveDate::from_ymd_opt(1958, 3, 3).unwrap();
    assert_eq!(sheet.rows.last().unwrap().cells[2], Cell::Day { day: born });
}

#[test]
fn a_zip_bomb_is_refused_by_what_its_directory_says_and_by_what_it_comes_to() {
    let large = vec![b' '; (MOST_UNPACKED + 1) as usize];
    let book = file("xl/workbook.xml", b"<workbook/>");
    let honest =
        zip(&[book, Zipped { name: "xl/worksheets/sheet1.xml", bytes: large.clone(), claims: None }]);
    assert!(honest.len() < MOST_BYTES / 10);
    assert_eq!(read(&honest), Err(ListFault::Bomb));
    let book = file("xl/workbook.xml", b"<workbook/>");
    let lying = zip(&[book, Zipped { name: "xl/worksheets/sheet1.xml", bytes: large, claims: Some(1000) }]);
    assert!(matches!(read(&lying), Err(ListFault::Bomb | ListFault::Damaged)));
    let styles = file("xl/styles.xml", &vec![b' '; 9 * 1024 * 1024]);
    assert_eq!(read(&zip(&[file("xl/workbook.xml", b"<workbook/>"), styles])), Err(ListFault::Bomb));
    let texts = file("xl/sharedStrings.xml", "<si/>".repeat(MOST_CELLS + 5000).as_bytes());
    assert_eq!(read(&zip(&[file("xl/workbook.xml", b"<workbook/>"), texts])), Err(ListFault::TooLong));
    let many: Vec<Zipped<'_>> = (0..10_001).map(|_| file("x", b"")).collect();
    assert_eq!(read(&zip(&many)), Err(ListFault::Bomb));
}

#[test]
fn macros_passwords_old_and_other_workbooks_are_told_apart() {
    let book = || file("xl/workbook.xml", b"<workbook/>");
    assert_eq!(read(&zip(&[book(), file("xl/vbaProject.bin", b"x")])), Err(ListFault::Macros));
    let kinds =
        b"<Types><Override ContentType=\"application/vnd.ms-excel.sheet.macroEnabled.main+xml\"/></Types>";
    assert_eq!(read(&zip(&[file("[Content_Types].xml", kinds), book()])), Err(ListFault::Macros));
    assert_eq!(read(&zip(&[file("xl/workbook.bin", b"x")])), Err(ListFault::OtherWorkbook));
    assert_eq!(read(&zip(&[file("content.xml", b"x")])), Err(ListFault::OtherWorkbook));
    assert_eq!(read(&zip(&[file("word/document.xml", b"x")])), Err(ListFault::NoList));
    let compound = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    assert_eq!(read(&compound), Err(ListFault::OldWorkbook));
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(read(&[compound, vec![0; 100], name].concat()), Err(ListFault::Locked));
}

#[test]
fn what_is_empty_too_large_damaged_or_no_list_says_so() {
    assert_eq!(read(b""), Err(ListFault::Empty));
    assert_eq!(read(b" \r\n,,,\n"), Err(ListFault::Empty));
    assert_eq!(read(&saved(Workbook::new())), Err(ListFault::Empty));
    assert_eq!(read(&vec![b'a'; MOST_BYTES + 1]), Err(ListFault::TooLarge));
    for whole in [workbook(), zip(&[file("xl/workbook.xml", b"<workbook/>")])] {
        let cut = &whole[..whole.len() / 2];
        assert_eq!(read(cut), Err(ListFault::Damaged));
    }
    assert_eq!(read(&zip(&[file("xl/workbook.xml", b"<workbook")])), Err(ListFault::Damaged));
    assert_eq!(read(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), Err(ListFault::NoList));
    assert_eq!(read(b"%PDF-1.7\n"), Err(ListFault::NoList));
    assert_eq!(read("a,b\n".repeat(MOST_ROWS + 1).as_bytes()), Err(ListFault::TooLong));
    let wide = format!("{}x\n", ",".repeat(MOST_COLUMNS - 1));
    assert_eq!(read(wide.repeat(MOST_CELLS / MOST_COLUMNS + 1).as_bytes()), Err(ListFault::TooLong));
    assert_eq!(read(",".repeat(MOST_COLUMNS).as_bytes()), Err(ListFault::Empty));
    assert_eq!(read(format!("{}x", ",".repeat(MOST_COLUMNS)).as_bytes()), Err(ListFault::TooLong));
}

#[test]
fn two_cells_at_the_ends_of_a_sheet_cost_no_more_than_two_cells() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "ชื่อ-สกุล").unwrap();
    sheet.write(1_048_575, 0, "นายสมชาย สมปอง").unwrap();
    let read = read(&saved(book)).unwrap();
    assert_eq!(read.rows.iter().map(|row| row.row).collect::<Vec<_>>(), [1, 1_048_576]);
    let mut book = Workbook::new();
    book.add_worksheet().write(0, 16_383, "x").unwrap();
    assert_eq!(super::read(&saved(book)), Err(ListFault::TooLong));
}

#[test]
fn every_sentence_says_what_is_safe_and_what_to_do() {
    for fault in [
        ListFault::Empty,
        ListFault::TooLarge,
        ListFault::Bomb,
        ListFault::TooLong,
        ListFault::Macros,
        ListFault::Locked,
        ListFault::OldWorkbook,
        ListFault::OtherWorkbook,
        ListFault::Damaged,
        ListFault::NoList,
    ] {
        let said = fault.to_string();
        assert!(said.contains("ยังไม่ได้นำเข้าอะไร"), "{said}");
        assert!(said.contains("เลือก") || said.contains("นำเข้าทีละไฟล์"), "{said}");
    }
}
