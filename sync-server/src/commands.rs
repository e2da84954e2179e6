//! What the command line can say (contract section 5).

use std::io::BufWriter;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context;
use chrono::NaiveDate;
use clap::{Args, Parser, Subcommand, ValueEnum};
use register::calendar::Round;
use register::change::DeviceId;
use register::field::FieldPath;
use register::info::State;
use register::lao::{Lao, LaoCode, LaoKind};
use register::record::{RecordId, TaskId};
use register::wire::Role;
use sync_server::db::postgres::Postgres;
use sync_server::db::sqlite::Sqlite;
use sync_server::db::{SurveyorRow, Tenant, UserRole};
use sync_server::erasure::ledger::Ledger;
use sync_server::evidence::Evidence;
use sync_server::office::{Decide, Judge, NewFact, NewTask, Office, Place, Which};
use sync_server::serve::Wanted;
use sync_server::whole::Whole;
use sync_server::{backup, export, private};

mod dedupe;
mod demo;
mod serve;

/// The local office's server.
#[derive(Debug, Parser)]
#[command(name = "samruat-server", version)]
pub struct Line {
    #[command(flatten)]
    place: Where,
    #[command(subcommand)]
    task: Task,
}

/// Where the office keeps its things.
#[derive(Debug, Args)]
struct Where {
    /// A folder for everything: nothing needs to be installed.
    #[arg(long, global = true, env = "SAMRUAT_DATA", value_name = "DIR")]
    data: Option<PathBuf>,
    /// A PostgreSQL database instead. On another machine it is reached by TLS only.
    #[arg(long, global = true, env = "SAMRUAT_DATABASE_URL", value_name = "postgres://…")]
    database_url: Option<String>,
    /// Where photos lie, if not in the data folder: another folder, or s3://bucket/prefix. An S3
    /// service is reached as AWS_ENDPOINT, AWS_REGION, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY
    /// say (AWS_ALLOW_HTTP=true for one without TLS). Only sealed bytes are sent there.
    #[arg(long, global = true, env = "SAMRUAT_PHOTOS", value_name = "DIR|s3://…")]
    photos: Option<String>,
    /// The server's keys, if not in the data folder.
    #[arg(long, global = true, env = "SAMRUAT_KEYS", value_name = "FILE")]
    keys: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Serves phones and the office until it is told to stop.
    Serve {
        /// Where to listen. Off this machine's own addresses the server speaks TLS.
        #[arg(long, default_value = "127.0.0.1:8420")]
        listen: SocketAddr,
        /// How phones reach it, where that is another address: a name, or a proxy's.
        #[arg(long, value_name = "URL")]
        public_url: Option<String>,
        /// A certificate for that address, in PEM with those that vouch for it, from an authority that
        /// phones know. Without one the server shows its own, which enrolment links pin. One that is
        /// renewed is read at the next start.
        #[arg(long, value_name = "FILE.pem", requires = "tls_key")]
        tls_cert: Option<PathBuf>,
        /// Its private key, in PEM.
        #[arg(long, value_name = "FILE.pem", requires = "tls_cert")]
        tls_key: Option<PathBuf>,
        /// Something else stands before the server at --public-url, and phones see that one's
        /// certificate: links pin none. It says in X-Forwarded-For who asks.
        #[arg(long)]
        behind_proxy: bool,
    },
    /// Serves a sample province of people who do not exist, in a folder of its own.
    Demo {
        /// Where to listen.
        #[arg(long, default_value = "127.0.0.1:8420")]
        listen: SocketAddr,
    },
    /// Local administrative organisations.
    #[command(subcommand)]
    Lao(LaoTask),
    /// Surveyors.
    #[command(subcommand)]
    Surveyor(SurveyorTask),
    /// Prints one enrolment link and its QR code: one phone, one use, 24 hours.
    Enrol {
        /// Whose phone it will be.
        #[arg(long, value_name = "ID")]
        surveyor: String,
    },
    /// Phones.
    #[command(subcommand)]
    Phone(PhoneTask),
    /// People of the office.
    #[command(subcommand)]
    User(UserTask),
    /// Joins two entries, separates them, restores a record that was withdrawn, or lets in or
    /// keeps out what a revoked phone sent.
    Decide {
        /// What is decided.
        what: What,
        /// Who decides.
        #[arg(long, value_name = "ID")]
        user: String,
        /// Two entries as `lao/person` of the export; the record to restore; or changes that are
        /// held apart.
        names: Vec<String>,
        /// For accept and refuse: all that is held apart of this phone's.
        #[arg(long, value_name = "d-04", conflicts_with = "names")]
        phone: Option<String>,
    },
    /// Lists what revoked phones sent, held apart until `decide accept` lets it in or `decide
    /// refuse` keeps it out: change, record, phone, when, and whether it was refused.
    Quarantine {
        /// For which LAO.
        #[arg(long, value_name = "CODE")]
        lao: LaoCode,
    },
    /// What a LAO sets for its phones.
    #[command(subcommand)]
    Settings(SettingsTask),
    /// Fact checks that the office asks a surveyor for.
    #[command(subcommand, name = "task")]
    FactCheck(CheckTask),
    /// Erases somebody by law, for good: their answers, requests and signatures, wherever this LAO
    /// holds them. The rest of the family stays. Prints the reference number.
    ///
    /// What stays is that number, names without meaning (UUIDs), the user, the time and the
    /// reason. A photo of the house or of damage stays, and so does what was written in words that
    /// belong to the household; naming the record takes those too, with everybody on it. Phones
    /// drop the household when they next sync. Lists of names that wait to be confirmed go with
    /// whoever is erased, for nobody knows yet whom they name: what each was is said; confirm them
    /// first, or bring the files again afterwards. Of help that was given its sums stay, month by
    /// month, in the reports, and say of nobody whose it was. Backups that were taken before hold it still:
    /// destroy them when you can. Whoever restores one has it erased again by the ledger, which
    /// lies beside the keys and beside the photos.
    Erase {
        /// Who erases; an admin of the LAO.
        #[arg(long, value_name = "ID")]
        user: String,
        /// An entry as `lao/person` of the export, a record's id for all of a record, or one
        /// person of a record as `lao/record/person`.
        named: String,
        /// Why, in words that name nobody: it stays.
        #[arg(long)]
        reason: String,
    },
    /// Writes the register to a file.
    #[command(subcommand)]
    Export(ExportTask),
    /// Finds the entries of a list that may be one person. No server is needed.
    ///
    /// The list is CSV with a header: unique_id, cid, title, first, last, dob, sex, village
    /// and house, in any order; other columns are ignored.
    Dedupe {
        /// The list of people.
        #[arg(long = "in", value_name = "PEOPLE.csv")]
        people: PathBuf,
        /// Where the pairs go: unique_id_l, unique_id_r, score, verdict.
        #[arg(long = "out", value_name = "PAIRS.csv")]
        pairs: PathBuf,
    },
    /// Writes all of the office into one sealed file, while the server works, and prints the
    /// recovery code that opens it.
    Backup {
        /// Where to.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Makes an empty place the office that a backup was taken of: a folder, or with
    /// --database-url an empty PostgreSQL database, whichever of the two the office had. The
    /// recovery code is read from SAMRUAT_RECOVERY_CODE, or else from standard input.
    Restore {
        /// The backup.
        #[arg(long = "in", value_name = "FILE")]
        from: PathBuf,
        /// Its recovery code.
        #[arg(long, env = "SAMRUAT_RECOVERY_CODE", hide_env_values = true)]
        code: Option<String>,
        /// A ledger of erasures (`keys.json.erasures`) that was saved elsewhere: what it names is
        /// erased again. The one beside the keys, and the one beside the photos, are found anyway.
        #[arg(long, value_name = "FILE")]
        erasures: Option<PathBuf>,
    },
    /// Reads everything again: the log's chain, signatures, receipts, photos, and whether the
    /// register is what the log comes to.
    Verify,
}

#[derive(Debug, Subcommand)]
enum LaoTask {
    /// Adds a LAO, or says anew what it is.
    Add {
        /// Its eight digits.
        #[arg(long)]
        code: LaoCode,
        /// Its name in Thai.
        #[arg(long)]
        name: String,
        /// What it is: pao, city, town, tambon-municipality, tao, special, central-place.
        #[arg(long = "type")]
        kind: LaoKind,
        /// The two digits of its province.
        #[arg(long)]
        province: String,
        /// Whom a central place serves.
        #[arg(long, value_name = "CODE", num_args = 1..)]
        serves: Vec<LaoCode>,
    },
}

#[derive(Debug, Subcommand)]
enum SurveyorTask {
    /// Adds a surveyor and prints their id.
    Add {
        /// Whose.
        #[arg(long)]
        lao: LaoCode,
        /// Their name.
        #[arg(long)]
        name: String,
        /// What they may do: volunteer, village-head, mobile-unit, supervisor; several are possible.
        #[arg(long, required = true, num_args = 1..)]
        role: Vec<Role>,
        /// Their villages; none named means the whole LAO.
        #[arg(long, num_args = 1..)]
        moo: Vec<u32>,
        /// อสม., อปพร. …
        #[arg(long)]
        kind: Option<String>,
        /// The number of the appointing order.
        #[arg(long)]
        order: Option<String>,
        /// Its date.
        #[arg(long)]
        order_date: Option<NaiveDate>,
        /// From when.
        #[arg(long)]
        from: Option<NaiveDate>,
        /// Until when.
        #[arg(long)]
        to: Option<NaiveDate>,
    },
}

#[derive(Debug, Subcommand)]
enum PhoneTask {
    /// Revokes a phone: it reads nothing from now on; what it still sends waits for a supervisor.
    Revoke {
        /// Its name, as in the register of phones: d-04.
        device: String,
    },
    /// Lists a LAO's phones.
    List {
        /// Whose.
        #[arg(long)]
        lao: LaoCode,
    },
}

#[derive(Debug, Subcommand)]
enum SettingsTask {
    /// Prints what is set, as JSON.
    Show {
        /// Whose.
        #[arg(long, value_name = "CODE")]
        lao: LaoCode,
    },
    /// Sets what a file says, all of it anew. Phones have it after their next sync.
    ///
    /// JSON with any of: notice (version, text), sensitive (whether phones ask race, religion and
    /// blood group), villages (moo, name, tambon, lat, lon), boundary (a GeoJSON Polygon or
    /// MultiPolygon), occupations, religions, races, helpers, aids, survey_until (the last
    /// day of a month on which teams survey), affiliation (INFO's สังกัดหน่วยงาน, where it is
    /// not the LAO's name), map_tiles (where the office's map finds pictures of the ground, such as
    /// `https://tiles.example/{z}/{x}/{y}.png`), reports_to_central_place (true or false, where it is
    /// not what the LAO's kind says). What the file leaves out is set no longer.
    Set {
        /// Whose.
        #[arg(long, value_name = "CODE")]
        lao: LaoCode,
        /// The file.
        #[arg(long, value_name = "FILE.json")]
        file: PathBuf,
    },
}

#[derive(Debug, Subcommand)]
enum CheckTask {
    /// Gives a task to a surveyor of the mobile unit, or to a supervisor; prints its id. The record
    /// comes to their phone even if it is of another village.
    Add {
        /// Whose.
        #[arg(long, value_name = "CODE")]
        lao: LaoCode,
        /// Which record is to be looked at.
        #[arg(long, value_name = "ID")]
        record: RecordId,
        /// Who is to go.
        #[arg(long, value_name = "s-017")]
        to: String,
        /// What is to be looked at, and what was claimed. The record's field that holds it may stand
        /// before: FIELD:LABEL=CLAIMED, where the field is a path such as place/house_no.
        #[arg(long = "fact", value_name = "LABEL=CLAIMED", value_parser = fact)]
        facts: Vec<NewFact>,
        /// In words.
        #[arg(long)]
        note: Option<String>,
        /// By when.
        #[arg(long, value_name = "DATE")]
        due: Option<NaiveDate>,
        /// Before others.
        #[arg(long)]
        urgent: bool,
    },
    /// Lists a LAO's tasks: task, record, surveyor, state, when it was given, by when, urgent.
    List {
        /// Whose.
        #[arg(long, value_name = "CODE")]
        lao: LaoCode,
    },
    /// Takes an open task back.
    Close {
        /// Whose.
        #[arg(long, value_name = "CODE")]
        lao: LaoCode,
        /// Which.
        task: TaskId,
    },
}

/// `LABEL=CLAIMED`, `LABEL`, or either after `FIELD:`.
fn fact(text: &str) -> Result<NewFact, String> {
    let field = |path: &&str| path.contains('/') && path.parse::<FieldPath>().is_ok();
    let (field, rest) = match text.split_once(':').filter(|(path, _)| field(path)) {
        Some((field, rest)) => (Some(field.to_owned()), rest),
        None => (None, text),
    };
    let (label, claimed) = match rest.split_once('=') {
        Some((label, claimed)) => (label, Some(claimed.to_owned())),
        None => (rest, None),
    };
    if label.trim().is_empty() {
        return Err("a fact is LABEL=CLAIMED".to_owned());
    }
    Ok(NewFact { label: label.to_owned(), field, claimed })
}

#[derive(Debug, Subcommand)]
enum UserTask {
    /// Adds somebody of the office; prints their id and a password that is good once.
    Add {
        /// Whose.
        #[arg(long)]
        lao: LaoCode,
        /// Their name.
        #[arg(long)]
        name: String,
        /// What they may do.
        #[arg(long)]
        role: UserRole,
    },
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum What {
    Join,
    Separate,
    Restore,
    Accept,
    Refuse,
}

#[derive(Debug, Subcommand)]
enum ExportTask {
    /// Every entry of the register.
    Register {
        /// In which form.
        #[arg(long, default_value = "jsonl")]
        format: Format,
        /// One LAO's entries only.
        #[arg(long, value_name = "CODE")]
        lao: Option<LaoCode>,
        /// Where to.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// What a LAO has to enter into INFO for a month, as a workbook: who, with every cell that INFO
    /// asks for; their requests; and who is not entered yet, with the reason.
    ///
    /// It holds whose row is new or reads otherwise than the month before's. A record that comes
    /// late belongs to the month it names: export that month again.
    Info {
        /// Whose.
        #[arg(long, value_name = "CODE")]
        lao: LaoCode,
        /// Which month, in the Buddhist era.
        #[arg(long, value_name = "2569-04")]
        month: Round,
        /// Where to.
        #[arg(long, value_name = "FILE.xlsx")]
        out: PathBuf,
    },
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    Jsonl,
    Csv,
    Xlsx,
    Geojson,
}

impl Where {
    fn data(&self) -> PathBuf {
        self.data.clone().unwrap_or_else(|| PathBuf::from("samruat-data"))
    }

    fn keys(&self, data: &std::path::Path) -> PathBuf {
        self.keys.clone().unwrap_or_else(|| data.join("keys.json"))
    }

    async fn evidence(&self, data: &std::path::Path) -> anyhow::Result<Evidence> {
        let Some(place) = &self.photos else { return Ok(Evidence::in_folder(&data.join("photos"))?) };
        let evidence = Evidence::at(place)?;
        evidence.answers().await.with_context(|| format!("photos cannot be kept at {place}"))?;
        Ok(evidence)
    }
}

/// Does what the line says.
pub fn run(line: Line) -> anyhow::Result<ExitCode> {
    if let Task::Dedupe { people, pairs } = &line.task {
        let today = chrono::Local::now().date_naive();
        let report = dedupe::files(people, pairs, today)
            .with_context(|| format!("no pairs were written to {}", pairs.display()))?;
        eprint!("{report}");
        return Ok(if report.is_whole() { ExitCode::SUCCESS } else { ExitCode::FAILURE });
    }
    if let Task::Restore { from, code, erasures } = &line.task {
        let code = match code {
            Some(code) => code.clone(),
            None => {
                eprintln!("Type the recovery code that was printed with this backup:");
                let mut typed = String::new();
                std::io::stdin()
                    .read_line(&mut typed)
                    .context("no recovery code was typed; nothing was restored")?;
                typed
            }
        };
        let erasures = match erasures {
            Some(file) => std::fs::read_to_string(file)
                .with_context(|| format!("{} cannot be read; nothing was restored", file.display()))?,
            None => String::new(),
        };
        return runtime()?.block_on(restore(&line.place, from, &code, &erasures));
    }
    runtime()?.block_on(with_an_office(line))
}

fn runtime() -> anyhow::Result<tokio::runtime::Runtime> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    runtime.context("this machine gives no threads; nothing was done")
}

async fn restore(
    place: &Where,
    from: &std::path::Path,
    code: &str,
    erasures: &str,
) -> anyhow::Result<ExitCode> {
    let data = place.data();
    if !erasures.is_empty() {
        Ledger::beside(&place.keys(&data))
            .add_new(erasures)
            .context("the ledger cannot be written; nothing was restored")?;
    }
    let photos = match place.photos {
        Some(_) => Some(place.evidence(&data).await?),
        None => None,
    };
    let target = backup::Target {
        data: &data,
        keys: &place.keys(&data),
        database_url: place.database_url.as_deref(),
        photos: photos.as_ref(),
    };
    backup::restore_to(from, code, &target).await?;
    // Opening it erases again what the ledger knows, before anybody reads it.
    open(place).await.context("the office is restored and could not be opened yet")?;
    Ok(ExitCode::SUCCESS)
}

async fn with_an_office(mut line: Line) -> anyhow::Result<ExitCode> {
    if let Task::Demo { .. } = line.task {
        // Not where an office of somebody's own would be looked for.
        line.place.data.get_or_insert_with(|| PathBuf::from("samruat-demo"));
    }
    let office = open(&line.place).await?;
    match line.task {
        Task::Serve { listen, public_url, tls_cert, tls_key, behind_proxy } => {
            let wanted = Wanted { public_url, tls: tls_cert.zip(tls_key), behind_proxy };
            serve::serve(Arc::new(office), listen, &wanted).await?;
        }
        Task::Demo { listen } => demo::demo(Arc::new(office), listen).await?,
        Task::Lao(LaoTask::Add { code, name, kind, province, serves }) => {
            let lao = Lao { code, name, kind, province };
            office.add_lao(Tenant { lao, serves: serves.into_iter().collect() }).await?;
        }
        Task::Surveyor(SurveyorTask::Add { lao, name, role, moo, kind, order, order_date, from, to }) => {
            let (roles, moo) = (role.into_iter().collect(), moo.into_iter().collect());
            let id = String::new();
            let row = SurveyorRow { id, lao, name, roles, moo, kind, order, order_date, from, to };
            say(office.add_surveyor(row).await?)?;
        }
        Task::Enrol { surveyor } => {
            let link = office.offer_enrolment(&surveyor).await?.to_string();
            say(&link)?;
            let code = qrcode::QrCode::new(&link).context("the link does not fit a QR code")?;
            say(code.render::<qrcode::render::unicode::Dense1x2>().quiet_zone(true).build())?;
        }
        Task::Phone(PhoneTask::Revoke { device }) => office.revoke(&device).await?,
        Task::Phone(PhoneTask::List { lao }) => {
            for phone in office.phones(lao).await? {
                let state = if phone.revoked_at.is_some() { "revoked" } else { "enrolled" };
                let label = phone.label.unwrap_or_default();
                say(format_args!("{}\t{}\t{state}\t{label}", phone.id, phone.surveyor))?;
            }
        }
        Task::User(UserTask::Add { lao, name, role }) => {
            let (id, password) = office.add_user(lao, &name, role).await?;
            say(format_args!("{id}\n{password}"))?;
        }
        Task::Settings(SettingsTask::Show { lao }) => {
            let settings = office.settings(lao).await?;
            say(serde_json::to_string_pretty(&settings).context("the settings cannot be printed")?)?;
        }
        Task::Settings(SettingsTask::Set { lao, file }) => {
            let said = std::fs::read_to_string(&file)
                .with_context(|| format!("{} cannot be read; nothing was set", file.display()))?;
            office.set_settings(lao, &said).await.with_context(|| file.display().to_string())?;
        }
        Task::FactCheck(CheckTask::Add { lao, record, to, facts, note, due, urgent }) => {
            say(office.give_task(&NewTask { lao, record, to, facts, note, due, urgent }).await?)?;
        }
        Task::FactCheck(CheckTask::List { lao }) => {
            for row in office.tasks(lao).await? {
                let (task, state) = (&row.task, row.state.as_str());
                let due = task.due.map(|due| due.to_string()).unwrap_or_default();
                let urgent = if task.urgent { "urgent" } else { "" };
                let (id, record, to, at) = (task.id, task.record, &row.surveyor, task.asked_at);
                say(format_args!("{id}\t{record}\t{to}\t{state}\t{at}\t{due}\t{urgent}"))?;
            }
        }
        Task::FactCheck(CheckTask::Close { lao, task }) => office.close_task(lao, task).await?,
        Task::Decide { what, user, names, phone } => return decide(&office, what, &user, names, phone).await,
        Task::Quarantine { lao } => {
            for apart in office.apart(lao).await? {
                let at = i64::try_from(apart.at).ok().and_then(chrono::DateTime::from_timestamp_millis);
                let at =
                    at.map(|at| at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)).unwrap_or_default();
                let state = if apart.refused { "refused" } else { "waiting" };
                say(format_args!("{}\t{}\t{}\t{at}\t{state}", apart.change, apart.record, apart.device))?;
            }
        }
        Task::Erase { user, named, reason } => {
            let erased = office.erase(&user, &named, &reason).await?;
            say(&erased.reference)?;
            eprintln!(
                "Erased for good: {} people, {} whole records, {} photos. Backups that were taken before hold them \
                 still; destroy those when you can.",
                erased.people, erased.records, erased.photos
            );
            if !erased.lists.is_empty() {
                eprintln!(
                    "{} lists of names that waited to be confirmed went too, for nobody knew yet whether they name \
                     who was erased: {}. Bring their files again where they are still needed.",
                    erased.lists.len(),
                    erased.lists.join(", ")
                );
            }
            if erased.tasks > 0 {
                eprintln!(
                    "{} open tasks about these records went too; give those again that are about somebody else.",
                    erased.tasks
                );
            }
            if !erased.finished {
                eprintln!(
                    "Somebody is at work in the database, so old pages could not be cleared away yet; the next start \
                     of the server, or any command, does it."
                );
            }
        }
        Task::Export(ExportTask::Register { format, lao, out }) => {
            let mut entries = office.entries(lao, export::PAGE).await?;
            let mut whole = Whole::beside(&out).with_context(|| unwritten(&out))?;
            let folder = whole.folder().to_owned();
            let mut file = BufWriter::new(whole.file());
            let mut form: Box<dyn export::Form> = match format {
                Format::Jsonl => Box::new(export::JsonLines(&mut file)),
                Format::Csv => Box::new(export::Csv::begin(&mut file).with_context(|| unwritten(&out))?),
                Format::Xlsx => {
                    Box::new(export::Sheets::begin(&folder, &mut file).with_context(|| unwritten(&out))?)
                }
                Format::Geojson => {
                    Box::new(export::GeoJson::begin(&mut file).with_context(|| unwritten(&out))?)
                }
            };
            loop {
                let page = entries.next().await?;
                if page.is_empty() {
                    break;
                }
                page.iter().try_for_each(|entry| form.entry(entry)).with_context(|| unwritten(&out))?;
            }
            form.end().with_context(|| unwritten(&out))?;
            drop(file);
            whole.put_in_place().with_context(|| unwritten(&out))?;
        }
        Task::Export(ExportTask::Info { lao, month, out }) => {
            let month = office.info(lao, month).await?;
            let mut whole = Whole::beside(&out).with_context(|| unwritten(&out))?;
            let folder = whole.folder().to_owned();
            export::info(&month, &folder, BufWriter::new(whole.file())).with_context(|| unwritten(&out))?;
            whole.put_in_place().with_context(|| unwritten(&out))?;
            office.hand_out(&month).await?;
            let unready = month.readiness().filter(|ready| matches!(ready.state, State::Missing(_))).count();
            eprintln!(
                "{}: {} people to enter ({unready} of them lack a cell that INFO requires), {} not to be entered yet; \
                 {} stand as they stood the month before, {} stand no longer.",
                out.display(),
                month.lines.len(),
                month.left_out.len(),
                month.unchanged,
                month.gone.len()
            );
        }
        Task::Backup { out } => {
            say(office.backup(&out).await?)?;
            eprintln!(
                "{} is written. It opens with the code above and with nothing else: write it down and keep it \
                 apart from the file.",
                out.display()
            );
        }
        Task::Verify => {
            let report = office.verify().await?;
            say(report.to_string().trim_end())?;
            return Ok(if report.is_sound() { ExitCode::SUCCESS } else { ExitCode::FAILURE });
        }
        // Restored already: opening it has erased again what the ledger knows.
        Task::Dedupe { .. } | Task::Restore { .. } => {}
    }
    Ok(ExitCode::SUCCESS)
}

async fn decide(
    office: &Office,
    what: What,
    user: &str,
    names: Vec<String>,
    phone: Option<String>,
) -> anyhow::Result<ExitCode> {
    let wrong = |what: &str| {
        eprintln!("{what} Nothing was decided.");
        Ok(ExitCode::from(2))
    };
    let what = match (what, names.as_slice(), phone) {
        (What::Accept | What::Refuse, [], None) => {
            return wrong("Name changes as `quarantine` lists them, or a phone with --phone.");
        }
        (What::Accept | What::Refuse, names, phone) => {
            let judge = if matches!(what, What::Accept) { Judge::Accept } else { Judge::Refuse };
            let which = match phone {
                Some(phone) => Which::Phone(DeviceId::new(phone)),
                None => Which::Changes(
                    names
                        .iter()
                        .map(|name| name.parse())
                        .collect::<Result<_, _>>()
                        .context("nothing was decided")?,
                ),
            };
            let count = office.judge(user, judge, which).await?;
            eprintln!(
                "{count} changes were {}.",
                if judge == Judge::Accept { "let in" } else { "refused for good" }
            );
            return Ok(ExitCode::SUCCESS);
        }
        (_, _, Some(_)) => return wrong("--phone is for accept and refuse."),
        (What::Join, [a, b], None) => Decide::Join(a.clone(), b.clone()),
        (What::Separate, [a, b], None) => Decide::Separate(a.clone(), b.clone()),
        (What::Restore, [record], None) => {
            Decide::Restore(record.parse().context("restore takes a record's id; nothing was decided")?)
        }
        (What::Join | What::Separate, ..) => {
            return wrong("Two entries are needed, each as lao/person of the export.");
        }
        (What::Restore, ..) => return wrong("Restore takes one record's id and nothing else."),
    };
    office.decide(user, what).await?;
    Ok(ExitCode::SUCCESS)
}

async fn open(place: &Where) -> anyhow::Result<Office> {
    let data = place.data();
    if place.database_url.is_none() {
        private::folder(&data).with_context(|| {
            format!("the data folder {} cannot be made; nothing was done", data.display())
        })?;
    }
    let db: Arc<dyn sync_server::db::Db> = match &place.database_url {
        None => Arc::new(Sqlite::open(&data.join("samruat.db"))?),
        Some(url) => Arc::new(Postgres::open(url).await?),
    };
    let photos = place.evidence(&data).await?;
    Ok(Office::open(Place { db, photos, keys: place.keys(&data) }).await?)
}

/// Prints. Whoever read the first lines and went away has what they wanted.
fn say(what: impl std::fmt::Display) -> anyhow::Result<()> {
    use std::io::Write;
    match writeln!(std::io::stdout().lock(), "{what}") {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        printed => printed.context("what was done could not be printed; it is done all the same"),
    }
}

fn unwritten(out: &std::path::Path) -> String {
    format!("{} could not be written; nothing was exported", out.display())
}
