//! Slint's software renderer behind the calls that Slint's Android backend makes of the Skia renderer.
//!
//! Owns the picture between two frames and its way onto the window. Refuses to know what is drawn: that is the
//! software renderer's. Called by `i-slint-backend-android-activity` 1.18.1, in lane (e) only, so that the backend
//! with its keyboard is linked where Skia is not to be had. What a phone runs draws with Skia.

use std::cell::{Cell, RefCell};
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;

use i_slint_core::api::{PhysicalSize, PlatformError};
use i_slint_core::graphics::{FontRequest, RequestedGraphicsAPI};
use i_slint_core::item_rendering::{HasFont, ItemRenderer, RenderString};
use i_slint_core::item_tree::{ItemRc, ItemTreeRef};
use i_slint_core::items::{FontMetrics, ItemRef, TextCursorAffinity, TextInput, TextWrap};
use i_slint_core::lengths::{LogicalLength, LogicalPoint, LogicalRect, LogicalSize};
use i_slint_core::partial_renderer::DirtyRegion;
use i_slint_core::renderer::{ContentWidths, DrawOutcome, RendererSealed};
use i_slint_core::textlayout::sharedparley::TextLayoutCache;
use i_slint_core::window::WindowAdapter;
use i_slint_renderer_software::{PremultipliedRgbaColor, RepaintBufferType, SoftwareRenderer};
use raw_window_handle::{HasDisplayHandle, HasWindowHandle};

#[cfg(target_os = "android")]
mod window;
#[cfg(not(target_os = "android"))]
use nowhere::Shown;
#[cfg(target_os = "android")]
use window::Shown;

/// Elsewhere there is no window to draw into; it compiles, so that it can be looked at on a desktop.
#[cfg(not(target_os = "android"))]
mod nowhere {
    use super::{Arc, HasWindowHandle, PhysicalSize, PlatformError, PremultipliedRgbaColor};

    pub(crate) enum Shown {}

    impl Shown {
        pub(crate) fn at(_: Arc<dyn HasWindowHandle + Send + Sync>) -> Result<Self, PlatformError> {
            Err(PlatformError::Other("there is no window of Android here".to_owned()))
        }

        pub(crate) fn show(
            &self,
            _: &[PremultipliedRgbaColor],
            _: PhysicalSize,
        ) -> Result<(), PlatformError> {
            match *self {}
        }
    }
}

/// What several of Skia's windows would share; nothing here.
#[derive(Clone, Default)]
pub struct SkiaSharedContext;

/// The software renderer, by the name that the backend calls.
pub struct SkiaRenderer {
    software: SoftwareRenderer,
    /// The last frame: only what changed is drawn anew.
    frame: RefCell<Vec<PremultipliedRgbaColor>>,
    size: Cell<PhysicalSize>,
    window: RefCell<Option<Shown>>,
}

impl SkiaRenderer {
    /// One without a window yet.
    #[must_use]
    pub fn default(_: &SkiaSharedContext) -> Self {
        Self {
            software: SoftwareRenderer::new_with_repaint_buffer_type(RepaintBufferType::ReusedBuffer),
            frame: RefCell::default(),
            size: Cell::default(),
            window: RefCell::default(),
        }
    }

    /// Draws into this window from now on.
    ///
    /// # Errors
    ///
    /// If it is no window of Android.
    pub fn set_window_handle(
        &self,
        window: Arc<dyn HasWindowHandle + Send + Sync>,
        _: Arc<dyn HasDisplayHandle + Send + Sync>,
        _: PhysicalSize,
        _: Option<RequestedGraphicsAPI>,
        _: bool,
    ) -> Result<(), PlatformError> {
        self.suspend()?;
        *self.window.borrow_mut() = Some(Shown::at(window)?);
        Ok(())
    }

    /// Draws into no window.
    ///
    /// # Errors
    ///
    /// None; Skia's may fail.
    pub fn suspend(&self) -> Result<(), PlatformError> {
        *self.window.borrow_mut() = None;
        self.size.set(PhysicalSize::default());
        Ok(())
    }

    fn draw(&self, size: PhysicalSize) -> Result<DrawOutcome, PlatformError> {
        let window = self.window.borrow();
        let Some(window) = window.as_ref() else { return Ok(DrawOutcome::Skipped) };
        if size.width == 0 || size.height == 0 {
            return Ok(DrawOutcome::Skipped);
        }
        let mut frame = self.frame.borrow_mut();
        if self.size.replace(size) != size {
            frame.clear();
            frame.resize(size.width as usize * size.height as usize, PremultipliedRgbaColor::default());
            // Nothing of the last frame is on the new one.
            self.software.set_repaint_buffer_type(RepaintBufferType::NewBuffer);
        } else {
            self.software.set_repaint_buffer_type(RepaintBufferType::ReusedBuffer);
        }
        self.software.render(&mut frame, size.width as usize);
        window.show(&frame, size)?;
        Ok(DrawOutcome::Success)
    }
}

/// The call by which the backend draws a frame.
pub trait SkiaRendererExt {
    /// Draws a frame of this size.
    ///
    /// # Errors
    ///
    /// If the window cannot be drawn into, or the frame is turned, moved or drawn on afterwards: the backend of
    /// this version never asks for that.
    fn render_transformed_with_post_callback(
        &self,
        degrees: f32,
        moved: (f32, f32),
        size: PhysicalSize,
        afterwards: Option<&dyn Fn(&mut dyn ItemRenderer)>,
    ) -> Result<DrawOutcome, PlatformError>;
}

impl SkiaRendererExt for SkiaRenderer {
    fn render_transformed_with_post_callback(
        &self,
        degrees: f32,
        moved: (f32, f32),
        size: PhysicalSize,
        afterwards: Option<&dyn Fn(&mut dyn ItemRenderer)>,
    ) -> Result<DrawOutcome, PlatformError> {
        if degrees != 0. || moved != (0., 0.) || afterwards.is_some() {
            return Err(PlatformError::Other("the software renderer draws a frame as it is".to_owned()));
        }
        self.draw(size)
    }
}

impl RendererSealed for SkiaRenderer {
    fn text_layout_cache(&self) -> Option<&TextLayoutCache> {
        RendererSealed::text_layout_cache(&self.software)
    }

    fn text_size(
        &self,
        text: Pin<&dyn RenderString>,
        item: &ItemRc,
        widest: Option<LogicalLength>,
        wrap: TextWrap,
    ) -> LogicalSize {
        self.software.text_size(text, item, widest, wrap)
    }

    fn text_content_widths(&self, text: Pin<&dyn RenderString>, item: &ItemRc) -> Option<ContentWidths> {
        self.software.text_content_widths(text, item)
    }

    fn char_size(&self, text: Pin<&dyn HasFont>, item: &ItemRc, letter: char) -> LogicalSize {
        self.software.char_size(text, item, letter)
    }

    fn font_metrics(&self, font: FontRequest) -> FontMetrics {
        self.software.font_metrics(font)
    }

    fn text_line_height(&self, font: FontRequest) -> Option<LogicalLength> {
        self.software.text_line_height(font)
    }

    fn text_input_byte_offset_for_position(
        &self,
        input: Pin<&TextInput>,
        item: &ItemRc,
        at: LogicalPoint,
    ) -> (usize, TextCursorAffinity) {
        self.software.text_input_byte_offset_for_position(input, item, at)
    }

    fn text_input_cursor_rect_for_byte_offset(
        &self,
        input: Pin<&TextInput>,
        item: &ItemRc,
        offset: usize,
        affinity: TextCursorAffinity,
    ) -> LogicalRect {
        self.software.text_input_cursor_rect_for_byte_offset(input, item, offset, affinity)
    }

    fn text_input_has_parley_layout(&self, input: Pin<&TextInput>, item: &ItemRc) -> bool {
        self.software.text_input_has_parley_layout(input, item)
    }

    fn free_graphics_resources(
        &self,
        component: ItemTreeRef,
        items: &mut dyn Iterator<Item = Pin<ItemRef<'_>>>,
    ) -> Result<(), PlatformError> {
        self.software.free_graphics_resources(component, items)
    }

    fn mark_dirty_region(&self, region: DirtyRegion) {
        self.software.mark_dirty_region(region);
    }

    fn set_window_adapter(&self, adapter: &Rc<dyn WindowAdapter>) {
        self.software.set_window_adapter(adapter);
    }

    fn window_adapter(&self) -> Option<Rc<dyn WindowAdapter>> {
        self.software.window_adapter()
    }

    fn supports_transformations(&self) -> bool {
        self.software.supports_transformations()
    }
}
