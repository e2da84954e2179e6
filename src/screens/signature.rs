//! Signing with a finger. What is drawn is bound to its request: the words above it say what is signed.
//!
//! Owns the pixels while they are drawn. Called by `capture`, which keeps them like any photo.

use std::rc::Rc;

use register::record::PhotoKind;

use super::Screen;
use crate::desk::Desk;
use crate::device::Ticket;
use crate::face::{Drawn, Face, Ink, Told};
use crate::form::Filling;
use crate::worker::{Command, News};

/// Fine enough to be printed, small enough to be sent.
const WIDTH: u32 = 800;
/// Half the width of the pen.
const NIB: f32 = 3.0;

/// A signature being drawn.
pub(crate) struct Signature {
    words: String,
    drawn: Drawn,
    /// How many pixels one unit of the screen is.
    scale: f32,
    pen: Option<(f32, f32)>,
    kept: Option<Ticket>,
}

impl Signature {
    /// `words` say what is signed, and by whom.
    pub(crate) fn new(words: String) -> Self {
        let drawn = Drawn { size: (0, 0), pixels: Rc::default(), number: 0 };
        Self { words, drawn, scale: 1.0, pen: None, kept: None }
    }

    fn dot(&mut self, at: (f32, f32)) {
        let (width, height) = self.drawn.size;
        let pixels = Rc::make_mut(&mut self.drawn.pixels);
        let (left, right) = ((at.0 - NIB).floor().max(0.0) as u32, ((at.0 + NIB).ceil() as u32).min(width));
        let (top, below) = ((at.1 - NIB).floor().max(0.0) as u32, ((at.1 + NIB).ceil() as u32).min(height));
        for y in top..below {
            for x in left..right {
                let away = (x as f32 - at.0).hypot(y as f32 - at.1);
                if away > NIB {
                    continue;
                }
                // The rim is grey, so that a line looks drawn and not cut out.
                let ink = if away > NIB - 1.0 { 90 } else { 10 };
                let place = (y as usize * width as usize + x as usize) * 3;
                for byte in pixels.iter_mut().skip(place).take(3) {
                    *byte = (*byte).min(ink);
                }
            }
        }
    }

    fn line(&mut self, from: (f32, f32), to: (f32, f32)) {
        let length = (to.0 - from.0).hypot(to.1 - from.1);
        let steps = (length / (NIB / 2.0)).ceil().max(1.0);
        let mut step = 0.0;
        while step <= steps {
            let part = step / steps;
            self.dot((from.0 + (to.0 - from.0) * part, from.1 + (to.1 - from.1) * part));
            step += 1.0;
        }
        self.drawn.number += 1;
    }

    fn png(&self) -> Option<Vec<u8>> {
        let (width, height) = self.drawn.size;
        let mut png = Vec::new();
        let encoder = image::codecs::png::PngEncoder::new(&mut png);
        image::ImageEncoder::write_image(
            encoder,
            &self.drawn.pixels,
            width,
            height,
            image::ExtendedColorType::Rgb8,
        )
        .ok()?;
        Some(png)
    }
}

impl Screen for Signature {
    fn face(&self, _desk: &Desk) -> Face {
        Face::Ink(Ink {
            title: "ลงลายมือชื่อ".to_owned(),
            under: String::new(),
            words: self.words.clone(),
            drawn: self.drawn.clone(),
        })
    }

    fn told(&mut self, desk: &mut Desk, told: Told) {
        match told {
            Told::InkDown(x, y, width, height) if width > 0.0 && height > 0.0 => {
                if self.drawn.number == 0 {
                    self.scale = WIDTH as f32 / width;
                    let tall = (height * self.scale).round().clamp(1.0, 4.0 * WIDTH as f32) as u32;
                    self.drawn.size = (WIDTH, tall);
                    self.drawn.pixels = Rc::new(vec![255; WIDTH as usize * tall as usize * 3]);
                }
                let at = (x * self.scale, y * self.scale);
                self.line(at, at);
                self.pen = Some(at);
            }
            Told::InkMoved(x, y) => {
                let at = (x * self.scale, y * self.scale);
                if let Some(from) = self.pen.replace(at) {
                    self.line(from, at);
                }
            }
            Told::InkUp => self.pen = None,
            Told::InkCleared => {
                self.drawn = Drawn { size: (0, 0), pixels: Rc::default(), number: 0 };
                self.pen = None;
            }
            Told::InkDone if self.drawn.number > 0 && self.kept.is_none() => {
                let Some(png) = self.png() else { return };
                let ticket = desk.ticket();
                self.kept = Some(ticket);
                let about = super::awaited::drawn_now(desk, PhotoKind::Other);
                desk.order(Command::KeepDrawing(ticket, png, about));
            }
            // What was signed is being kept: it comes back with the way back.
            Told::Back if self.kept.is_none() => desk.back(),
            _ => {}
        }
    }

    fn news(&mut self, desk: &mut Desk, news: &News) {
        if let News::Drawing(ticket, drawing) = news
            && self.kept == Some(*ticket)
        {
            self.kept = None;
            match drawing {
                Ok(photo) => desk.filled(Filling::Photo((**photo).clone())),
                Err(trouble) => desk.trouble(trouble),
            }
        }
    }
}
