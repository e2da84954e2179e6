//! Lays faces before the person: the one place that speaks with Slint.
//!
//! Owns turning plain rows into what the window's globals hold, and laying only what changed: a
//! row that is written in keeps its cursor, a list of ten thousand is not copied. Refuses to know
//! what a face is for. Called by `app`.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use register::record::PhotoHash;
use slint::{
    ComponentHandle, Image, Model, ModelNotify, ModelRc, ModelTracker, Rgb8Pixel, SharedPixelBuffer, VecModel,
};

use crate::face::{Drawn, Face, Finder, Found, Ink, Pad, PhotoFace, Question};
use crate::looks::{Light, Looks};
use crate::sheet::{Button, Choice, Picture, Row, Sheet};
use crate::worker::Size;

/// Pictures that stay in memory: those of a sheet and the one before it.
const MOST_PICTURES: usize = 40;

/// What is laid before the person.
pub struct View {
    window: ui::App,
    rows: Rc<VecModel<ui::Row>>,
    pad_rows: Rc<VecModel<ui::Row>>,
    photo_rows: Rc<VecModel<ui::Row>>,
    laid: RefCell<Option<Face>>,
    asked: RefCell<Option<Question>>,
    looks: RefCell<Looks>,
    pictures: RefCell<HashMap<(PhotoHash, Size), Image>>,
    /// Pictures that a face shows and that are not here yet.
    wanted: RefCell<HashSet<(PhotoHash, Size)>>,
}

impl View {
    /// A window with nothing on it.
    ///
    /// # Errors
    /// When the system gives no window.
    pub fn new() -> Result<Self, slint::PlatformError> {
        let window = ui::App::new()?;
        let rows = Rc::new(VecModel::default());
        let pad_rows = Rc::new(VecModel::default());
        let photo_rows = Rc::new(VecModel::default());
        window.global::<ui::Sheet>().set_rows(ModelRc::from(rows.clone()));
        window.global::<ui::Pad>().set_rows(ModelRc::from(pad_rows.clone()));
        window.global::<ui::PhotoView>().set_rows(ModelRc::from(photo_rows.clone()));
        Ok(Self {
            window,
            rows,
            pad_rows,
            photo_rows,
            laid: RefCell::default(),
            asked: RefCell::default(),
            looks: RefCell::default(),
            pictures: RefCell::default(),
            wanted: RefCell::default(),
        })
    }

    /// The window, to wire and to show it.
    pub fn window(&self) -> &ui::App {
        &self.window
    }

    /// Looks this way from now on.
    pub fn look(&self, looks: Looks, scale: f32) {
        let before = self.looks.replace(looks);
        let theme = self.window.global::<ui::Theme>();
        theme.set_size(i32::from(looks.size));
        theme.set_scale(scale);
        theme.set_look(match looks.light {
            Light::Day => ui::Look::Day,
            Light::Sun => ui::Look::Sun,
            Light::Night => ui::Look::Night,
        });
        let faces: Vec<slint::SharedString> =
            (0..10).map(|digit: u8| looks.digits(&digit.to_string()).into()).collect();
        self.window.global::<ui::Pad>().set_faces(ModelRc::from(Rc::new(VecModel::from(faces))));
        if before.thai_digits != looks.thai_digits {
            // Everything that is laid has digits in it.
            self.laid.replace(None);
        }
    }

    /// Lays a face before the person.
    pub fn lay(&self, face: &Face) {
        let before = self.laid.replace(Some(face.clone()));
        if before.as_ref() == Some(face) {
            return;
        }
        match (face, &before) {
            (Face::Sheet(sheet), Some(Face::Sheet(old))) if old.key == sheet.key => {
                self.lay_sheet(sheet, Some(old));
            }
            (Face::Sheet(sheet), _) => self.lay_sheet(sheet, None),
            (Face::Pad(pad), Some(Face::Pad(old))) if old.title == pad.title => self.lay_pad(pad, Some(old)),
            (Face::Pad(pad), _) => self.lay_pad(pad, None),
            (Face::Finder(finder), Some(Face::Finder(old))) if old.title == finder.title => {
                self.lay_finder(finder, Some(old));
            }
            (Face::Finder(finder), _) => self.lay_finder(finder, None),
            (Face::Ink(ink), _) => self.lay_ink(ink),
            (Face::Photo(photo), _) => self.lay_photo(photo),
            (Face::About { version, device, purpose, licences }, _) => {
                let about = self.window.global::<ui::About>();
                about.set_version(self.words(version));
                about.set_device(self.words(device));
                about.set_purpose(self.words(purpose));
                about.set_licences(self.words(licences));
            }
        }
        self.window.global::<ui::Stage>().set_screen(match face {
            Face::Sheet(_) => ui::Screen::Sheet,
            Face::Pad(_) => ui::Screen::Pad,
            Face::Finder(_) => ui::Screen::Finder,
            Face::Ink(_) => ui::Screen::Ink,
            Face::Photo(_) => ui::Screen::Photo,
            Face::About { .. } => ui::Screen::About,
        });
    }

    /// Asks something over everything, or nothing.
    pub fn ask(&self, question: Option<&Question>) {
        if self.asked.replace(question.cloned()).as_ref() == question {
            return;
        }
        let asking = self.window.global::<ui::Asking>();
        asking.set_is_open(question.is_some());
        let Some(question) = question else { return };
        asking.set_title(self.words(&question.title));
        asking.set_words(self.words(&question.words));
        asking.set_safe(self.words(&question.safe));
        asking.set_next(self.words(&question.next));
        asking.set_tone(question.tone);
        asking.set_yes(self.words(&question.yes));
        asking.set_no(self.words(&question.no));
        asking.set_is_grave(question.is_grave);
    }

    /// Pictures that are shown and not here yet; each is named once.
    pub fn wanted(&self) -> Vec<(PhotoHash, Size)> {
        self.wanted.borrow_mut().drain().collect()
    }

    /// A picture came: whatever shows it is laid anew.
    pub fn take_picture(&self, hash: PhotoHash, size: Size, jpeg: &[u8]) {
        let Ok(decoded) = image::load_from_memory_with_format(jpeg, image::ImageFormat::Jpeg) else { return };
        let rgb = decoded.into_rgb8();
        let pixels =
            SharedPixelBuffer::<Rgb8Pixel>::clone_from_slice(rgb.as_raw(), rgb.width(), rgb.height());
        {
            let mut pictures = self.pictures.borrow_mut();
            if pictures.len() >= MOST_PICTURES {
                pictures.clear();
            }
            pictures.insert((hash, size), Image::from_rgb8(pixels));
        }
        if let Some(face) = self.laid.replace(None) {
            match &face {
                Face::Sheet(sheet) => {
                    for (at, row) in sheet.rows.iter().enumerate() {
                        if row.pictures.iter().any(|picture| picture.hash == hash) {
                            self.rows.set_row_data(at, self.row(row));
                        }
                    }
                }
                Face::Photo(photo) => self.lay_photo(photo),
                _ => {}
            }
            self.laid.replace(Some(face));
        }
    }

    fn words(&self, text: &str) -> slint::SharedString {
        self.looks.borrow().shown(text).into()
    }

    fn lay_sheet(&self, sheet: &Sheet, old: Option<&Sheet>) {
        let global = self.window.global::<ui::Sheet>();
        global.set_title(self.words(&sheet.title));
        global.set_under(self.words(&sheet.under));
        global.set_has_back(sheet.has_back);
        global.set_part(sheet.part.unwrap_or(-1.0));
        let (main, sign, enabled) = self.button(sheet.main.as_ref());
        global.set_main(main);
        global.set_main_sign(sign);
        global.set_main_enabled(enabled);
        let (side, _, enabled) = self.button(sheet.side.as_ref());
        global.set_side(side);
        global.set_side_enabled(enabled);
        self.lay_rows(&self.rows, &sheet.rows, old.map(|old| old.rows.as_slice()));
        let begins = sheet.rows.iter().position(|row| !row.id.is_empty() && row.id == sheet.begins_at);
        global.set_begins(begins.and_then(|at| i32::try_from(at).ok()).unwrap_or(-1));
        global.set_laid(global.get_laid().wrapping_add(1));
        if old.is_none() {
            global.set_number(global.get_number().wrapping_add(1));
        }
    }

    fn lay_pad(&self, pad: &Pad, old: Option<&Pad>) {
        let global = self.window.global::<ui::Pad>();
        global.set_title(self.words(&pad.title));
        global.set_under(self.words(&pad.under));
        global.set_has_back(pad.has_back);
        global.set_shown(self.words(&pad.shown));
        global.set_said(self.words(&pad.said));
        global.set_comes_to(self.words(&pad.comes_to));
        global.set_tone(pad.tone);
        global.set_more(pad.more.as_str().into());
        let letters: Vec<slint::SharedString> = pad.letters.iter().map(|letter| (*letter).into()).collect();
        global.set_letters(ModelRc::from(Rc::new(VecModel::from(letters))));
        global.set_is_full(pad.is_full);
        let (main, _, enabled) = self.button(pad.main.as_ref());
        global.set_main(main);
        global.set_main_enabled(enabled);
        global.set_side(self.button(pad.side.as_ref()).0);
        self.lay_rows(&self.pad_rows, &pad.rows, old.map(|old| old.rows.as_slice()));
        global.set_laid(global.get_laid().wrapping_add(1));
    }

    fn lay_finder(&self, finder: &Finder, old: Option<&Finder>) {
        let global = self.window.global::<ui::Finder>();
        global.set_title(self.words(&finder.title));
        global.set_under(self.words(&finder.under));
        global.set_ask(self.words(&finder.ask));
        global.set_nothing(self.words(&finder.nothing));
        global.set_can_write(finder.can_write);
        let (main, sign, _) = self.button(finder.main.as_ref());
        global.set_main(main);
        global.set_main_sign(sign);
        global.set_side(self.button(finder.side.as_ref()).0);
        global.set_sieves(self.choices(&finder.sieves));
        if old.is_none() {
            global.set_sought(finder.sought.as_str().into());
            global.set_number(global.get_number().wrapping_add(1));
        }
        if old.is_none_or(|old| !Rc::ptr_eq(&old.found, &finder.found)) {
            let found = Lines {
                found: Rc::clone(&finder.found),
                looks: *self.looks.borrow(),
                notify: ModelNotify::default(),
            };
            global.set_found(ModelRc::new(found));
        }
    }

    fn lay_ink(&self, ink: &Ink) {
        let global = self.window.global::<ui::Ink>();
        global.set_title(self.words(&ink.title));
        global.set_under(self.words(&ink.under));
        global.set_words(self.words(&ink.words));
        let Drawn { size: (width, height), pixels, number } = &ink.drawn;
        global.set_is_empty(*number == 0);
        if *number == 0 || *width == 0 || *height == 0 {
            global.set_drawn(Image::default());
            return;
        }
        let buffer = SharedPixelBuffer::<Rgb8Pixel>::clone_from_slice(pixels, *width, *height);
        global.set_drawn(Image::from_rgb8(buffer));
    }

    fn lay_photo(&self, photo: &PhotoFace) {
        let global = self.window.global::<ui::PhotoView>();
        global.set_title(self.words(&photo.title));
        global.set_under(self.words(&photo.under));
        global.set_photo(self.picture(photo.hash, Size::Whole));
        self.lay_rows(&self.photo_rows, &photo.rows, None);
    }

    /// Lays rows, touching only those that changed: rows that stay keep their cursor.
    fn lay_rows(&self, model: &VecModel<ui::Row>, rows: &[Row], old: Option<&[Row]>) {
        let Some(old) = old.filter(|old| old.len() == model.row_count()) else {
            model.set_vec(rows.iter().map(|row| self.row(row)).collect::<Vec<_>>());
            return;
        };
        let same = |a: &Row, b: &Row| a.id == b.id && a.kind == b.kind;
        let front = old.iter().zip(rows).take_while(|(a, b)| same(a, b)).count();
        let back = (old.iter().skip(front).rev().zip(rows.iter().skip(front).rev()))
            .take_while(|(a, b)| same(a, b))
            .count();
        for _ in front..old.len() - back {
            model.remove(front);
        }
        for (at, row) in rows.iter().enumerate().take(rows.len() - back).skip(front) {
            model.insert(at, self.row(row));
        }
        let moved = rows.len().wrapping_sub(old.len());
        for (at, row) in rows.iter().enumerate() {
            let before = if at < front {
                old.get(at)
            } else if at >= rows.len() - back {
                old.get(at.wrapping_sub(moved))
            } else {
                continue;
            };
            if before != Some(row) {
                model.set_row_data(at, self.row(row));
            }
        }
    }

    fn button(&self, button: Option<&Button>) -> (slint::SharedString, ui::Sign, bool) {
        match button {
            None => (slint::SharedString::default(), ui::Sign::None, true),
            Some(button) => (self.words(&button.label), button.sign, button.enabled),
        }
    }

    fn choices(&self, choices: &[Choice]) -> ModelRc<ui::Choice> {
        let choice = |choice: &Choice| ui::Choice {
            id: choice.id.as_str().into(),
            label: self.words(&choice.label),
            hint: self.words(&choice.hint),
            chosen: choice.chosen,
        };
        ModelRc::from(Rc::new(VecModel::from(choices.iter().map(choice).collect::<Vec<_>>())))
    }

    fn row(&self, row: &Row) -> ui::Row {
        let picture = |picture: &Picture| ui::Picture {
            id: picture.hash.to_string().into(),
            label: self.words(&picture.label),
            image: self.picture(picture.hash, Size::Small),
        };
        let pictures: Vec<ui::Picture> = row.pictures.iter().map(picture).collect();
        ui::Row {
            id: row.id.as_str().into(),
            kind: row.kind,
            label: self.words(&row.label),
            hint: self.words(&row.hint),
            // What is written in is shown as it was written.
            value: row.value.as_str().into(),
            shown: self.words(&row.shown),
            remark: self.words(&row.remark),
            tone: row.tone,
            sign: row.sign,
            choices: self.choices(&row.choices),
            pictures: ModelRc::from(Rc::new(VecModel::from(pictures))),
            columns: row.columns,
            share: row.share,
            shot: row.shot,
            enabled: row.enabled,
        }
    }

    fn picture(&self, hash: PhotoHash, size: Size) -> Image {
        if let Some(image) = self.pictures.borrow().get(&(hash, size)) {
            return image.clone();
        }
        self.wanted.borrow_mut().insert((hash, size));
        Image::default()
    }
}

/// The lines of a finder, made as they are looked at.
struct Lines {
    found: Rc<Vec<Found>>,
    looks: Looks,
    notify: ModelNotify,
}

impl Model for Lines {
    type Data = ui::Found;

    fn row_count(&self) -> usize {
        self.found.len()
    }

    fn row_data(&self, row: usize) -> Option<ui::Found> {
        let found = self.found.get(row)?;
        Some(ui::Found {
            id: found.id.as_str().into(),
            label: self.looks.shown(&found.label).into(),
            hint: self.looks.shown(&found.hint).into(),
            state: self.looks.shown(&found.state).into(),
            tone: found.tone,
            sign: found.sign,
        })
    }

    fn model_tracker(&self) -> &dyn ModelTracker {
        &self.notify
    }
}
