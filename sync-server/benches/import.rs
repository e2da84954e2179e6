//! How long a list of 100,000 names takes, some of them there twice, on both stores: from its file to
//! its preview, beside an empty register and beside one that holds all of them already; and until all
//! of it is filed.
//!
//!     cargo bench -p sync-server --bench import

#![expect(clippy::unwrap_used, clippy::panic, reason = "a measurement stops where it goes wrong")]

use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use cluster::{Cluster, Disk};
use divan::Bencher;
use divan::counter::ItemsCount;
use people::{Habits, List};
use register::import::{Column, Mapping, Source};
use register::lao::{Lao, LaoCode, LaoKind};
use register::record::ListId;
use rust_xlsxwriter::Workbook;
use sync_server::db::postgres::Postgres;
use sync_server::db::sqlite::Sqlite;
use sync_server::db::{Db, Tenant, UserRole};
use sync_server::evidence::Evidence;
use sync_server::lists;
use sync_server::office::{Bring, NewPassword, Office, Place, SignIn, Visitor};
use tempfile::TempDir;
use tokio::runtime::Runtime;
use uuid::Uuid;

/// Rows of the list.
const ROWS: usize = 100_000;
const PASSWORD: &str = "ข้าวเหนียวมะม่วงหวาน";

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().unwrap());
static LIST: LazyLock<Vec<Vec<String>>> = LazyLock::new(rows);
static OFFICES: Mutex<Vec<Opened>> = Mutex::new(Vec::new());

struct Opened {
    office: Arc<Office>,
    visitor: Visitor,
    _folder: TempDir,
    // Last: the office lets go of it before it stops.
    _cluster: Option<Cluster>,
}

fn main() {
    divan::main();
    // A static is never dropped, and a database must be stopped.
    OFFICES.lock().unwrap_or_else(PoisonError::into_inner).clear();
}

fn lao() -> LaoCode {
    "06570903".parse().unwrap()
}

/// The list, with its heading; the village parted into tambon and หมู่, as lists have it.
fn rows() -> Vec<Vec<String>> {
    let mut csv = Vec::new();
    List::new(1, 90_000, Habits::default()).write(&mut csv, std::io::sink()).unwrap();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(csv.as_slice());
    let mut rows = Vec::with_capacity(ROWS + 1);
    for record in reader.records().take(ROWS + 1) {
        let mut row: Vec<String> = record.unwrap().iter().map(str::to_owned).collect();
        let village = row.get(7).cloned().unwrap_or_default();
        let (tambon, moo) = village.split_at_checked(6).unwrap_or((&village, ""));
        row[7] = if rows.is_empty() { "tambon".to_owned() } else { tambon.to_owned() };
        row.push(if rows.is_empty() { "moo".to_owned() } else { moo.to_owned() });
        rows.push(row);
    }
    assert_eq!(rows.len(), ROWS + 1, "the sample is too short");
    rows
}

fn csv() -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    LIST.iter().for_each(|row| writer.write_record(row).unwrap());
    writer.into_inner().unwrap()
}

fn workbook() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet_with_constant_memory().unwrap();
    for (at, row) in (0..).zip(LIST.iter()) {
        for (column, cell) in (0..).zip(row).filter(|(_, cell)| !cell.is_empty()) {
            sheet.write(at, column, cell.as_str()).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

async fn open(postgres: bool) -> Opened {
    let folder = tempfile::tempdir().unwrap();
    let cluster = postgres.then(|| Cluster::start(Disk::Synced).unwrap());
    let db: Arc<dyn Db> = match &cluster {
        Some(cluster) => Arc::new(Postgres::open(&cluster.database("lists").unwrap()).await.unwrap()),
        None => Arc::new(Sqlite::open(&folder.path().join("samruat.db")).unwrap()),
    };
    let photos = Evidence::in_folder(&folder.path().join("photos")).unwrap();
    let office = Office::open(Place { db, photos, keys: folder.path().join("keys.json") }).await.unwrap();
    let lao_ =
        Lao {
            code: lao(), name: "อบต. ตัวอย่าง".to_owned(), kind: LaoKind::Tao, province: "57".to_owned()
        };
    office.add_lao(Tenant { lao: lao_, serves: Default::default() }).await.unwrap();
    let (id, password) = office.add_user(lao(), "เจ้าหน้าที่ ตัวอย่าง", UserRole::Officer).await.unwrap();
    let SignIn::In(token) = office.sign_in(&id, &password).await.unwrap() else { panic!("not let in") };
    let visitor = office.visitor(&token).await.unwrap().unwrap();
    assert_eq!(office.choose_password(&visitor, &password, PASSWORD).await.unwrap(), NewPassword::Taken);
    Opened { office: Arc::new(office), visitor, _folder: folder, _cluster: cluster }
}

/// The office of this store; opened when first it is asked for.
fn office(postgres: bool) -> (Arc<Office>, Visitor) {
    let mut offices = OFFICES.lock().unwrap_or_else(PoisonError::into_inner);
    if offices.len() <= usize::from(postgres) {
        for store in (offices.len()..=usize::from(postgres)).map(|nth| nth == 1) {
            offices.push(RUNTIME.block_on(open(store)));
        }
    }
    let opened = &offices[usize::from(postgres)];
    (Arc::clone(&opened.office), opened.visitor.clone())
}

/// From a file to its preview; returns how many of it are like somebody.
async fn looked_over(office: &Office, visitor: &Visitor, bytes: &[u8]) -> (ListId, Mapping, usize) {
    let id = ListId::new(Uuid::now_v7());
    let source = Source {
        agency: "หน่วยงาน ตัวอย่าง".to_owned(), ..Source::default()
    };
    office.bring_list(visitor, Bring { id, file: "list".to_owned(), bytes, source }).await.unwrap().unwrap();
    let sheet = office.sheet(lao(), id).await.unwrap().unwrap();
    let (head, columns) = register::import::recognise(&sheet.rows).unwrap();
    assert!(columns.contains(&Some(Column::NationalId)) && columns.contains(&Some(Column::Moo)));
    let mapping = Mapping { head: Some(head), columns, ..Mapping::default() };
    office.map_list(visitor, id, mapping.clone()).await.unwrap();
    let preview = office.preview(lao(), id).await.unwrap().unwrap();
    assert!(preview.people() > ROWS * 99 / 100);
    (id, mapping, preview.alike.len())
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn reading_the_csv(bencher: Bencher<'_, '_>) {
    let bytes = csv();
    bencher.counter(ItemsCount::new(ROWS)).bench(|| lists::read(divan::black_box(&bytes)).unwrap());
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn reading_the_workbook(bencher: Bencher<'_, '_>) {
    let bytes = workbook();
    bencher.counter(ItemsCount::new(ROWS)).bench(|| lists::read(divan::black_box(&bytes)).unwrap());
}

fn preview(bencher: Bencher<'_, '_>, postgres: bool) {
    let bytes = workbook();
    let (office, visitor) = office(postgres);
    let alike = Mutex::new(0);
    bencher.counter(ItemsCount::new(ROWS)).bench(|| {
        let (.., many) = RUNTIME.block_on(looked_over(&office, &visitor, &bytes));
        *alike.lock().unwrap() = many;
    });
    eprintln!("{} rows are like somebody", alike.lock().unwrap());
}

// In the order of their names: the first preview is beside nobody, the second beside all.
#[divan::bench(args = [false, true], sample_count = 3, sample_size = 1)]
fn step_1_preview_beside_nobody(bencher: Bencher<'_, '_>, postgres: bool) {
    preview(bencher, postgres);
}

#[divan::bench(args = [false, true], sample_count = 1, sample_size = 1)]
fn step_2_filing(bencher: Bencher<'_, '_>, postgres: bool) {
    let (office, visitor) = office(postgres);
    let (id, mapping, _) = RUNTIME.block_on(looked_over(&office, &visitor, &workbook()));
    RUNTIME.block_on(office.confirm_list(&visitor, id, &mapping)).unwrap();
    bencher.counter(ItemsCount::new(ROWS)).bench(|| RUNTIME.block_on(office.file_list(lao(), id)).unwrap());
}

#[divan::bench(args = [false, true], sample_count = 3, sample_size = 1)]
fn step_3_preview_beside_all(bencher: Bencher<'_, '_>, postgres: bool) {
    preview(bencher, postgres);
}
