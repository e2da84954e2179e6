//! A window of Android, and a frame shown in it.
//!
//! Called by the renderer beside it.

use std::mem::MaybeUninit;
use std::sync::Arc;

use i_slint_core::api::{PhysicalSize, PlatformError};
use i_slint_renderer_software::PremultipliedRgbaColor;
use ndk::hardware_buffer_format::HardwareBufferFormat;
use ndk::native_window::NativeWindow;
use raw_window_handle::{HasWindowHandle, RawWindowHandle};

/// A window that frames are shown in.
pub(crate) struct Shown(NativeWindow);

fn fault(what: impl std::fmt::Display) -> PlatformError {
    PlatformError::Other(format!("the window cannot be drawn into: {what}"))
}

impl Shown {
    pub(crate) fn at(window: Arc<dyn HasWindowHandle + Send + Sync>) -> Result<Self, PlatformError> {
        let handle = window.window_handle().map_err(fault)?;
        let RawWindowHandle::AndroidNdk(android) = handle.as_raw() else {
            return Err(fault("it is no window of Android"));
        };
        #[expect(
            unsafe_code,
            reason = "the handle, which is held here, promises a window that lives; the copy holds it from now on"
        )]
        let native = unsafe { NativeWindow::clone_from_ptr(android.a_native_window.cast()) };
        native.set_buffers_geometry(0, 0, Some(HardwareBufferFormat::R8G8B8A8_UNORM)).map_err(fault)?;
        Ok(Self(native))
    }

    pub(crate) fn show(
        &self,
        frame: &[PremultipliedRgbaColor],
        size: PhysicalSize,
    ) -> Result<(), PlatformError> {
        let mut buffer = self.0.lock(None).map_err(fault)?;
        let Some(lines) = buffer.lines() else { return Err(fault("its pixels are of an unknown kind")) };
        for (line, pixels) in lines.zip(frame.chunks(size.width as usize)) {
            for (bytes, pixel) in line.chunks_exact_mut(4).zip(pixels) {
                bytes.copy_from_slice(
                    &[pixel.red, pixel.green, pixel.blue, pixel.alpha].map(MaybeUninit::new),
                );
            }
        }
        Ok(())
    }
}
