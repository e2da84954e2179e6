//! What the app costs whoever holds it: `cargo bench --bench app`.
//!
//! A table, by percentile, for what follows a finger must never stutter: the cold start to the home
//! screen with 10,000 households on the phone, an answer until it is durable, a search, the look-up at
//! each digit of a card's number, the frames of a list that is scrolled, and memory. The real app on
//! a real store; its window draws with the software renderer into memory, as a phone without a GPU
//! does. A word after `--` chooses: `-- start`, `-- answers`, `-- frames`, `-- many`.
//!
//! Every cold start is a process of its own, which this program starts from itself.

#[path = "../store/benches/phone/mod.rs"]
mod phone;

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use people::Chance;
use people::name::{family, given};
use phone::{A_HOUSEHOLD, Outcome, fill};
use register::national_id::NationalId;
use samruat::App;
use samruat::device::desktop::Desktop;
use slint::platform::software_renderer::{MinimalSoftwareWindow, PremultipliedRgbaColor, RepaintBufferType};
use slint::platform::{Platform, PlatformError, WindowAdapter, WindowEvent, update_timers_and_animations};
use slint::{ComponentHandle, LogicalPosition, Model, PhysicalSize};
use tempfile::TempDir;
use ui::{Finder, Pad, RowKind, Sheet};

/// A phone's screen, in the units that Android calls dp.
const SCREEN: (u32, u32) = (360, 800);
const PIN: &str = "271828";
const HOUSEHOLDS: u32 = 10_000;
/// Of these, this phone's own.
const OWN: u32 = 1_000;
/// Four people in each: 100,000.
const MANY: u32 = 25_000;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [mode, folder] = arguments.as_slice()
        && mode == "cold-start"
    {
        if let Err(error) = cold_start(Path::new(folder)) {
            eprintln!("{error}");
            std::process::exit(1);
        }
        return;
    }
    let named: Vec<&String> = arguments.iter().filter(|argument| !argument.starts_with('-')).collect();
    let wanted = |name: &str| named.is_empty() || named.iter().any(|word| name.contains(word.as_str()));
    println!("\n| what | median | 99 of 100 | slowest |\n|---|---|---|---|");
    let measured = || -> Outcome<()> {
        if wanted("start") || wanted("answers") || wanted("frames") {
            let dir = a_phone_with(OWN, HOUSEHOLDS)?;
            if wanted("start") {
                starts(dir.path())?;
            }
            let window = Screen::held();
            let app = at_home(dir.path(), &window)?;
            if wanted("answers") {
                answers(&app)?;
                numbers(&app, HOUSEHOLDS)?;
            }
            if wanted("frames") {
                frames(&app, &window)?;
                println!("| memory, after all that | {} MB | | |", memory("VmHWM")? / 1_000);
            }
        }
        if wanted("many") {
            let dir = a_phone_with(OWN, MANY)?;
            let window = Screen::held();
            let app = at_home(dir.path(), &window)?;
            println!("| **with {} people** | | | |", MANY * A_HOUSEHOLD);
            numbers(&app, MANY)?;
            searches(&app)?;
        }
        Ok(())
    };
    if let Err(error) = measured() {
        eprintln!("the app could not be measured: {error}");
        std::process::exit(1);
    }
}

/// One line of the table.
fn line(what: &str, mut times: Vec<Duration>) {
    times.sort();
    let at = |share: usize| times.get(times.len() * share / 100).copied().unwrap_or_default();
    let slowest = times.last().copied().unwrap_or_default();
    println!("| {what} | {:.2?} | {:.2?} | {slowest:.2?} |", at(50), at(99));
}

/// What the system says of this process, in kilobytes.
fn memory(name: &str) -> Outcome<u64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix(name)).ok_or("the system does not say")?;
    Ok(line.trim_matches(|c: char| !c.is_ascii_digit()).parse()?)
}

fn a_phone_with(own: u32, households: u32) -> Outcome<TempDir> {
    let (dir, store) = phone::phone()?;
    fill(&store, own, households, &mut Chance::new(31, 0))?;
    store.set_pin(PIN)?;
    drop(store);
    Ok(dir)
}

thread_local! {
    static HELD: RefCell<Option<Rc<MinimalSoftwareWindow>>> = const { RefCell::new(None) };
}

/// A screen that is drawn into memory.
struct Screen {
    pixels: RefCell<Vec<PremultipliedRgbaColor>>,
    width: usize,
}

struct WithoutADisplay {
    since: Instant,
}

impl Platform for WithoutADisplay {
    fn create_window_adapter(&self) -> Result<Rc<dyn WindowAdapter>, PlatformError> {
        let window = MinimalSoftwareWindow::new(RepaintBufferType::ReusedBuffer);
        HELD.with(|held| *held.borrow_mut() = Some(window.clone()));
        Ok(window)
    }

    fn duration_since_start(&self) -> Duration {
        self.since.elapsed()
    }
}

impl Screen {
    /// The screen of the next app that is started.
    fn held() -> Self {
        // The second in one process finds it there.
        let _ = slint::platform::set_platform(Box::new(WithoutADisplay { since: Instant::now() }));
        let (width, height) = (SCREEN.0 as usize, SCREEN.1 as usize);
        Self { pixels: RefCell::new(vec![PremultipliedRgbaColor::default(); width * height]), width }
    }

    /// Draws what has changed.
    fn draws(&self) {
        update_timers_and_animations();
        let Some(window) = HELD.with(|held| held.borrow().clone()) else { return };
        window.draw_if_needed(|renderer| {
            renderer.render(&mut self.pixels.borrow_mut(), self.width);
        });
    }
}

/// The app on this phone, as its window shows it first.
fn started(folder: &Path) -> Outcome<Rc<App>> {
    let this = std::thread::current();
    let wake = Arc::new(move || this.unpark());
    let app = App::start(Rc::new(Desktop::new(PathBuf::from(folder))), wake)?;
    app.window().window().set_size(PhysicalSize::new(SCREEN.0, SCREEN.1));
    app.window().show()?;
    Ok(app)
}

/// Takes what comes until that is so.
fn until(app: &App, screen: &Screen, is_so: impl Fn(&ui::App) -> bool) -> Outcome<()> {
    let since = Instant::now();
    loop {
        app.catch_up();
        screen.draws();
        if is_so(app.window()) {
            screen.draws();
            return Ok(());
        }
        if since.elapsed() > Duration::from_secs(60) {
            return Err("what was waited for did not come in a minute".into());
        }
        std::thread::park_timeout(Duration::from_millis(2));
    }
}

/// Opens the app as its owner does, up to a home screen that shows every village.
fn opens(app: &App, screen: &Screen) -> Outcome<()> {
    until(app, screen, |window| window.global::<ui::Stage>().get_screen() == ui::Screen::Pad)?;
    for digit in PIN.chars() {
        app.window().global::<Pad>().invoke_pressed(digit.to_string().into());
    }
    until(app, screen, |window| {
        window.global::<ui::Stage>().get_screen() == ui::Screen::Sheet
            && window.global::<Sheet>().get_rows().iter().any(|row| row.kind == RowKind::Gauge)
    })
}

fn at_home(folder: &Path, screen: &Screen) -> Outcome<Rc<App>> {
    let app = started(folder)?;
    opens(&app, screen)?;
    app.settle();
    Ok(app)
}

/// One cold start, in a process of its own: says `home`, and what memory it took.
fn cold_start(folder: &Path) -> Outcome<()> {
    let screen = Screen::held();
    let app = started(folder)?;
    opens(&app, &screen)?;
    println!("home {}", memory("VmHWM")?);
    // A process that ends may not be waited for by its store: what counts was said.
    std::process::exit(0);
}

fn starts(folder: &Path) -> Outcome<()> {
    let program = std::env::current_exe()?;
    let (mut times, mut most) = (Vec::new(), 0);
    for _ in 0..30 {
        let since = Instant::now();
        let said = Command::new(&program).arg("cold-start").arg(folder).output()?;
        times.push(since.elapsed());
        let said = String::from_utf8(said.stdout)?;
        let kilobytes = said.trim().strip_prefix("home ").ok_or("a start did not come home")?;
        most = most.max(kilobytes.parse::<u64>()?);
    }
    line("cold start to a drawn home, the PIN typed by a machine", times);
    println!("| memory, at home | {} MB | | |", most / 1_000);
    Ok(())
}

/// Touches the row, or the choice of a row, that begins with these words.
fn touch(app: &App, words: &str) -> Outcome<()> {
    let sheet = app.window().global::<Sheet>();
    let rows = sheet.get_rows();
    let row = rows.iter().find_map(|row| {
        if row.label.starts_with(words) {
            return Some((row.id.clone(), slint::SharedString::new()));
        }
        let choice = row.choices.iter().find(|choice| choice.label.starts_with(words))?;
        Some((row.id.clone(), choice.id))
    });
    let (row, choice) = row.ok_or_else(|| format!("there is no {words} on {}", sheet.get_title()))?;
    sheet.invoke_tapped(row, choice);
    Ok(())
}

/// An answer of a visit, from the finger until it is durable.
fn answers(app: &App) -> Outcome<()> {
    touch(app, "สำรวจบ้านใหม่")?;
    app.settle();
    app.window().global::<Sheet>().invoke_main_tapped();
    app.settle();
    app.window().global::<Sheet>().invoke_main_tapped();
    app.settle();
    let (mut durable, mut in_the_way) = (Vec::new(), Vec::new());
    for at in 0..1000 {
        let since = Instant::now();
        touch(app, if at % 2 == 0 { "เช่า" } else { "เป็นเจ้าของ" })?;
        in_the_way.push(since.elapsed());
        app.settle();
        durable.push(since.elapsed());
    }
    line("an answer, until it is durable", durable);
    line("of that, the thread that draws", in_the_way);
    app.window().global::<Sheet>().invoke_main_tapped();
    app.settle();
    Ok(())
}

/// A card's number, digit by digit: every other one is held by somebody here.
fn numbers(app: &App, households: u32) -> Outcome<()> {
    if app.window().global::<Sheet>().get_rows().iter().any(|row| row.id == "new") {
        touch(app, "สำรวจบ้านใหม่")?;
        app.settle();
        app.window().global::<Sheet>().invoke_main_tapped();
        app.settle();
        for _ in 0..2 {
            app.window().global::<Sheet>().invoke_main_tapped();
            app.settle();
        }
    }
    touch(app, "เพิ่มคนแรก")?;
    app.settle();
    let pad = app.window().global::<Pad>();
    let (mut digits, mut whole) = (Vec::new(), Vec::new());
    for at in 0..200_u64 {
        let number = 100_000_000_000 + at * 2 * u64::from(households * A_HOUSEHOLD) / 200;
        let Some(id) = NationalId::completing(number) else { continue };
        for (place, digit) in id.to_string().chars().enumerate() {
            let since = Instant::now();
            pad.invoke_pressed(digit.to_string().into());
            app.settle();
            let times = if place == 12 { &mut whole } else { &mut digits };
            times.push(since.elapsed());
        }
        for _ in 0..13 {
            pad.invoke_pressed("erase".into());
        }
        app.settle();
    }
    line("a digit of a number", digits);
    line("the thirteenth, until it is known who holds it", whole);
    while app.window().global::<ui::Stage>().get_screen() == ui::Screen::Pad {
        pad.invoke_back_tapped();
        app.settle();
    }
    let sheet = app.window().global::<Sheet>();
    while !sheet.get_rows().iter().any(|row| row.id == "new") {
        sheet.invoke_back_tapped();
        app.settle();
    }
    Ok(())
}

/// What is typed into the list of households, until what is found is laid out.
fn searches(app: &App) -> Outcome<()> {
    touch(app, "รายชื่อบ้าน")?;
    app.settle();
    let finder = app.window().global::<Finder>();
    let mut chance = Chance::new(77, 0);
    let (mut names, mut parts) = (Vec::new(), Vec::new());
    for _ in 0..1000 {
        let name = format!("{} {}", given(&mut chance, people::Sex::Female), family(&mut chance));
        let part: String = name.chars().take(3).collect();
        for (words, times) in [(part, &mut parts), (name, &mut names)] {
            let since = Instant::now();
            finder.invoke_typed(words.into());
            app.settle();
            times.push(since.elapsed());
        }
    }
    line("a search by three letters", parts);
    line("a search by a whole name", names);
    finder.invoke_back_tapped();
    app.settle();
    Ok(())
}

/// The list of all households under a finger: each frame from the event to the last pixel.
fn frames(app: &App, screen: &Screen) -> Outcome<()> {
    touch(app, "รายชื่อบ้าน")?;
    app.settle();
    screen.draws();
    let found = app.window().global::<Finder>().get_found().row_count();
    let position = LogicalPosition::new(SCREEN.0 as f32 / 2.0, SCREEN.1 as f32 / 2.0);
    let mut times = Vec::new();
    for at in 0..1500 {
        // Down, faster and faster, and some of it up again.
        let delta_y = if at < 1000 { -(20.0 + at as f32 / 5.0) } else { 60.0 };
        let since = Instant::now();
        app.window().window().dispatch_event(WindowEvent::PointerScrolled {
            position,
            delta_x: 0.0,
            delta_y,
        });
        screen.draws();
        times.push(since.elapsed());
    }
    line(&format!("a frame of {found} households, scrolled"), times);
    app.window().global::<Finder>().invoke_back_tapped();
    app.settle();
    Ok(())
}
