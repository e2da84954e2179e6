//! What is said where a page cannot be shown, or nothing could be done: what happened, what is
//! safe, what to do next.
//!
//! Owns the sentences of the console's errors. Refuses to say what broke inside: that is in the
//! server's own log.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::html;

use super::page::Page;
use crate::db::DbFault;
use crate::intake::IntakeFault;
use crate::office::{OfficeFault, Visitor};

/// Why there is no page.
#[derive(Debug)]
pub(super) enum Mishap {
    /// A form that was not drawn here, or in a session that is over.
    Elsewhere,
    /// A form that is too long.
    TooLong,
    /// Another role's page.
    NotYours(Box<Visitor>),
    /// A page of a register, where there is none.
    NoRegister(Box<Visitor>),
    /// An address that is no page's.
    Nowhere,
    /// There is no such thing in the visitor's LAO.
    Missing(Box<Visitor>),
    /// A button that was pressed before and is still at work.
    UnderWay(Box<Visitor>),
    /// A page that broke.
    Broken,
    /// The office refused, or could not.
    Office(Box<OfficeFault>),
}

impl From<OfficeFault> for Mishap {
    fn from(fault: OfficeFault) -> Self {
        Self::Office(Box::new(fault))
    }
}

impl Mishap {
    /// Nothing of that name.
    pub(super) fn missing(visitor: &Visitor) -> Self {
        Self::Missing(Box::new(visitor.clone()))
    }

    fn said(&self) -> (StatusCode, &'static str, &'static str) {
        match self {
            Self::Elsewhere => (
                StatusCode::FORBIDDEN,
                "ไม่ได้รับแบบฟอร์มนี้",
                "แบบฟอร์มนี้ไม่ได้ส่งจากหน้านี้ หรือเข้าสู่ระบบใหม่หลังเปิดหน้าไว้ ยังไม่มีอะไรเปลี่ยน \
                 กดย้อนกลับ คัดลอกข้อความที่พิมพ์ไว้ โหลดหน้าใหม่ แล้วส่งอีกครั้ง",
            ),
            Self::TooLong => (
                StatusCode::PAYLOAD_TOO_LARGE,
                "ข้อความยาวเกินไป",
                "ยังไม่มีอะไรถูกบันทึก กดย้อนกลับ ตัดข้อความให้สั้นลง แล้วส่งอีกครั้ง",
            ),
            Self::NotYours(_) => (
                StatusCode::FORBIDDEN,
                "หน้านี้เป็นของหน้าที่อื่น",
                "บัญชีของท่านไม่มีสิทธิ์เปิดหน้านี้ ไม่มีอะไรเปลี่ยน หากจำเป็นต้องใช้ ให้ติดต่อผู้ดูแลระบบของ อปท.",
            ),
            Self::NoRegister(_) => (
                StatusCode::FORBIDDEN,
                "สถานที่กลางไม่มีทะเบียนของตนเอง",
                "หน้านี้เป็นงานในทะเบียนของ อปท. ไม่มีอะไรเปลี่ยน สถานที่กลางรับเรื่องได้ที่หน้า “รับคำขอ” แล้วระบบส่งให้ อปท.",
            ),
            Self::Nowhere => (
                StatusCode::NOT_FOUND,
                "ไม่มีหน้านี้",
                "ที่อยู่ที่เปิดไม่ใช่หน้าใดของระบบ อาจพิมพ์ผิดหรือคัดลอกมาไม่ครบ ข้อมูลทั้งหมดยังอยู่ครบ เริ่มจากหน้าแรก",
            ),
            Self::Missing(_) => (
                StatusCode::NOT_FOUND,
                "ไม่พบในทะเบียนของ อปท. นี้",
                "ที่อยู่หน้านี้ไม่ตรงกับข้อมูลใดในทะเบียนของท่าน อาจถูกแก้ไขหรือถอนแล้ว ข้อมูลอื่นยังอยู่ครบ ลองค้นหาจากทะเบียน",
            ),
            Self::UnderWay(_) => (
                StatusCode::CONFLICT,
                "กำลังทำรายการนี้อยู่",
                "ปุ่มนี้ถูกกดไปแล้วและยังทำไม่เสร็จ จะไม่ทำซ้ำ รอสักครู่แล้วโหลดหน้าก่อนหน้านี้ใหม่เพื่อดูผล",
            ),
            Self::Broken => (
                StatusCode::INTERNAL_SERVER_ERROR,
                "หน้านี้ทำงานผิดพลาด",
                "ข้อมูลที่บันทึกแล้วปลอดภัย เปิดหน้าก่อนหน้านี้ใหม่เพื่อดูว่ารายการของท่านบันทึกแล้วหรือยัง แล้วแจ้งผู้ดูแลเครื่องแม่ข่าย",
            ),
            Self::Office(fault) => match &**fault {
                OfficeFault::Refused(_) | OfficeFault::Step(_) | OfficeFault::Posting(_) => (
                    StatusCode::UNPROCESSABLE_ENTITY,
                    "ทำรายการนี้ไม่ได้",
                    "ข้อมูลที่กรอกยังไม่ครบหรือขัดกัน ไม่มีอะไรเปลี่ยน กดย้อนกลับ ตรวจแก้ แล้วส่งอีกครั้ง",
                ),
                OfficeFault::Missing(_) => (
                    StatusCode::NOT_FOUND,
                    "ไม่พบรายการนี้",
                    "รายการนี้ไม่มีในทะเบียนของท่าน ไม่มีอะไรเปลี่ยน โหลดหน้าก่อนหน้านี้ใหม่",
                ),
                OfficeFault::Gone(_) | OfficeFault::Conflict(_) | OfficeFault::Meanwhile(_) => (
                    StatusCode::CONFLICT,
                    "มีผู้ทำรายการนี้ไปก่อนแล้ว",
                    "ข้อมูลเปลี่ยนไปแล้วหลังจากท่านเปิดหน้านี้ รายการของท่านไม่ถูกบันทึก โหลดหน้าใหม่เพื่อดูผลล่าสุด",
                ),
                OfficeFault::Db(DbFault::Busy) | OfficeFault::Intake(IntakeFault::Db(DbFault::Busy)) => (
                    StatusCode::SERVICE_UNAVAILABLE,
                    "มีผู้ใช้งานพร้อมกันจำนวนมาก",
                    "ไม่มีอะไรถูกบันทึกและข้อมูลเดิมปลอดภัย รอสักครู่แล้วลองอีกครั้ง",
                ),
                _ => (
                    StatusCode::SERVICE_UNAVAILABLE,
                    "เครื่องแม่ข่ายทำรายการนี้ไม่ได้ในขณะนี้",
                    "ไม่มีอะไรถูกบันทึกและข้อมูลที่บันทึกแล้วปลอดภัย ลองอีกครั้งภายหลัง หากยังเป็นอยู่ให้แจ้งผู้ดูแลเครื่องแม่ข่าย",
                ),
            },
        }
    }
}

impl IntoResponse for Mishap {
    fn into_response(self) -> Response {
        if let Self::Office(fault) = &self {
            tracing::warn!(%fault, "a page of the console could not be shown, or did nothing");
        }
        let (status, title, said) = self.said();
        let visitor = match &self {
            Self::NotYours(visitor)
            | Self::NoRegister(visitor)
            | Self::Missing(visitor)
            | Self::UnderWay(visitor) => Some(&**visitor),
            Self::Elsewhere | Self::TooLong | Self::Nowhere | Self::Broken | Self::Office(_) => None,
        };
        let body = html! {
            h1 { (title) }
            p { (said) }
            p { a href="/office" { "กลับหน้าแรก" } }
        };
        (status, Page::plain(title, visitor).draw(&body)).into_response()
    }
}
