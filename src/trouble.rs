//! Everything that can go wrong, as a volunteer is told of it: what happened, what is safe, what to
//! do next; in Thai, in this one module.
//!
//! Owns the words. Refuses to know screens. Made from the errors of the store, of syncing, of
//! pictures and of the device; a technical cause stays out of the words and goes into the
//! diagnostics that a person may share.

use std::fmt;

use picture::PictureFault;
use store::{SecretsError, StoreError};
use sync::SyncError;

use crate::device::Hindrance;

/// What a person is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// What happened.
    pub happened: String,
    /// What is safe.
    pub safe: String,
    /// What to do next.
    pub next: String,
    /// What the program said, for whoever helps.
    pub cause: String,
}

/// Nothing that was captured is touched by most troubles; it is said in one way.
const ALL_SAFE: &str = "ข้อมูลที่บันทึกไว้ในเครื่องปลอดภัย";
/// Where only the newest answer is in question.
const BEFORE_SAFE: &str = "ข้อมูลที่บันทึกก่อนหน้านี้ปลอดภัย";

impl Trouble {
    /// A trouble in these words.
    pub fn new(happened: &str, safe: &str, next: &str, cause: impl fmt::Display) -> Self {
        Self {
            happened: happened.to_owned(),
            safe: safe.to_owned(),
            next: next.to_owned(),
            cause: cause.to_string(),
        }
    }

    /// The camera or the chooser did not give a photo; `None` where the person simply went back.
    pub fn of_camera(hindrance: &Hindrance) -> Option<Self> {
        let (happened, next) = match hindrance {
            Hindrance::LeftOff => return None,
            Hindrance::NotAllowed => {
                ("แอปยังไม่ได้รับอนุญาตให้ใช้กล้อง", "เปิดการตั้งค่าของเครื่อง แล้วอนุญาตให้ใช้กล้อง หรือสำรวจต่อโดยยังไม่ถ่ายรูป")
            }
            Hindrance::Absent => ("เครื่องนี้ไม่มีกล้องให้ใช้", "สำรวจต่อโดยยังไม่ถ่ายรูป แล้วใช้เครื่องอื่นถ่ายภายหลัง"),
            Hindrance::SwitchedOff | Hindrance::Roughly | Hindrance::Failed(_) => {
                ("ไม่ได้รูปจากกล้อง", "ลองถ่ายอีกครั้ง ถ้ายังไม่ได้ ปิดแอปกล้องแล้วเปิดใหม่")
            }
        };
        Some(Self::new(happened, "คำตอบที่ใส่ไว้ยังอยู่ครบ", next, format!("{hindrance:?}")))
    }

    /// What the camera gave cannot be read now.
    pub fn of_taken_file(fault: impl fmt::Display) -> Self {
        Self::new("อ่านไฟล์รูปจากกล้องไม่ได้", "คำตอบที่ใส่ไว้ยังอยู่ครบ", "ลองอีกครั้ง หรือถ่ายใหม่", fault)
    }

    /// A photo that was taken cannot be kept now. What the camera gave stays, and is taken in when the page of
    /// photos is opened again.
    pub fn of_unkept_photo(fault: &StoreError) -> Self {
        let (happened, next) = match fault {
            StoreError::Full => (
                "พื้นที่ในเครื่องเต็ม ยังเก็บรูปไม่ได้",
                "ลบรูปหรือแอปอื่นที่ไม่ใช้ในเครื่อง แล้วเปิดหน้าที่ถ่ายรูปนี้อีกครั้ง แอปจะเก็บรูปให้เอง",
            ),
            StoreError::Busy => {
                ("เครื่องกำลังทำงานอื่นกับข้อมูลนี้อยู่ ยังเก็บรูปไม่ได้", "รอสักครู่ แล้วเปิดหน้าที่ถ่ายรูปนี้อีกครั้ง แอปจะเก็บรูปให้เอง")
            }
            // What is to be done is another thing than to try again.
            StoreError::Sealed | StoreError::NotEnrolled => return fault.into(),
            _ => ("เครื่องยังเก็บรูปไม่ได้", "เปิดหน้าที่ถ่ายรูปนี้อีกครั้ง ถ้ายังเก็บไม่ได้ ปิดแล้วเปิดแอปใหม่"),
        };
        Self::new(happened, "รูปที่ถ่ายไว้ยังอยู่ในเครื่อง ข้อมูลที่บันทึกก่อนหน้านี้ปลอดภัย", next, fault)
    }

    /// A file that was handed over cannot be taken in now. It stays where it is, and the next start of the app takes it in.
    pub fn of_a_file_that_waits(fault: &StoreError) -> Self {
        let (happened, next) = match fault {
            StoreError::Full => (
                "พื้นที่ในเครื่องเต็ม ยังรับไฟล์นี้ไม่ได้",
                "ลบรูปหรือแอปอื่นที่ไม่ใช้ในเครื่อง แล้วปิดและเปิดแอปสำรวจใหม่ แอปจะรับไฟล์ให้เอง",
            ),
            _ => ("เครื่องกำลังทำงานอื่นกับข้อมูลนี้อยู่ ยังรับไฟล์นี้ไม่ได้", "ปิดและเปิดแอปสำรวจใหม่ แอปจะรับไฟล์ให้เอง"),
        };
        Self::new(happened, "ไฟล์ยังอยู่ในเครื่องนี้", next, fault)
    }

    /// A file of the app's own, to hand over or to take in, cannot be written or read.
    pub fn of_own_file(fault: impl fmt::Display) -> Self {
        Self::new("เขียนหรืออ่านไฟล์ไม่ได้", ALL_SAFE, "ตรวจว่าเครื่องยังมีพื้นที่ แล้วลองอีกครั้ง", fault)
    }

    /// The phone's clock cannot be right; `shown` is the day that it shows.
    pub fn of_clock(shown: &str) -> Self {
        Self::new(
            &format!("วันที่ของเครื่องนี้คือ {shown} ไม่น่าจะถูก"),
            "ข้อมูลที่บันทึกไว้ในเครื่องปลอดภัย บันทึกต่อได้ แต่บ้านที่สำรวจอาจไปอยู่ผิดรอบ",
            "เปิดการตั้งค่าของเครื่อง แล้วตั้งวันที่และเวลาเป็นอัตโนมัติ ก่อนสำรวจบ้านต่อไป",
            shown,
        )
    }

    /// A code, a link or a file did not come; `None` where the person simply went back.
    pub fn of_file(hindrance: &Hindrance) -> Option<Self> {
        let (happened, next) = match hindrance {
            Hindrance::LeftOff => return None,
            Hindrance::NotAllowed => ("แอปยังไม่ได้รับอนุญาตให้เปิดสิ่งนี้", "เปิดการตั้งค่าของเครื่องแล้วอนุญาต แล้วลองอีกครั้ง"),
            Hindrance::Absent => ("ไม่พบไฟล์ หรือเครื่องนี้ทำไม่ได้", "ขอให้ส่งไฟล์มาใหม่ หรือพิมพ์ลิงก์แทน"),
            Hindrance::SwitchedOff | Hindrance::Roughly | Hindrance::Failed(_) => {
                ("เปิดไฟล์ไม่ได้", "ขอให้ส่งไฟล์มาใหม่ แล้วลองอีกครั้ง")
            }
        };
        Some(Self::new(happened, ALL_SAFE, next, format!("{hindrance:?}")))
    }

    /// No code was read; `None` where the person simply went back.
    pub fn of_code(hindrance: &Hindrance) -> Option<Self> {
        let (happened, next) = match hindrance {
            Hindrance::LeftOff => return None,
            Hindrance::Failed(_) => {
                ("อ่าน QR ในรูปไม่ได้", "ถ่ายใหม่ให้ QR เต็มจอ ชัด และไม่มีแสงสะท้อน หรือวางลิงก์ที่ศูนย์ส่งให้")
            }
            Hindrance::NotAllowed | Hindrance::Roughly | Hindrance::Absent | Hindrance::SwitchedOff => {
                ("เครื่องนี้ยังใช้กล้องอ่าน QR ไม่ได้", "เปิดลิงก์ที่ศูนย์ส่งให้ หรือวางลิงก์ในช่องด้านล่าง")
            }
        };
        Some(Self::new(happened, "ยังไม่มีอะไรเปลี่ยน", next, format!("{hindrance:?}")))
    }

    /// Why there is no position, or only a rough one, in one line for the page that asks where.
    pub fn of_position(hindrance: &Hindrance) -> String {
        match hindrance {
            Hindrance::NotAllowed => "ยังไม่ได้อนุญาตให้ใช้ตำแหน่ง อนุญาตได้ในการตั้งค่าของเครื่อง สำรวจต่อได้",
            Hindrance::Roughly => {
                "ตอนนี้แอปรู้ตำแหน่งได้คร่าว ๆ เท่านั้น เปิดการตั้งค่าของเครื่อง เลือกแอปชื่อ “สำรวจ” แล้วเปิด “ใช้ตำแหน่งที่แน่นอน” ระหว่างนี้ทำต่อได้"
            }
            Hindrance::SwitchedOff => "ตำแหน่งของเครื่องปิดอยู่ เปิดได้จากแถบด้านบนของเครื่อง สำรวจต่อได้",
            Hindrance::Absent => "เครื่องนี้หาตำแหน่งไม่ได้ สำรวจต่อได้",
            Hindrance::LeftOff | Hindrance::Failed(_) => "หาตำแหน่งไม่ได้ในตอนนี้ สำรวจต่อได้",
        }
        .to_owned()
    }
}

impl From<&StoreError> for Trouble {
    fn from(fault: &StoreError) -> Self {
        let (happened, safe, next) = match fault {
            StoreError::Full => (
                "พื้นที่ในเครื่องเต็ม คำตอบล่าสุดยังไม่ได้บันทึก",
                BEFORE_SAFE,
                "ลบรูปหรือแอปอื่นที่ไม่ใช้ในเครื่อง แล้วแตะลองอีกครั้ง อย่าปิดหน้านี้",
            ),
            StoreError::Busy => ("เครื่องกำลังทำงานอื่นกับข้อมูลนี้อยู่", BEFORE_SAFE, "รอสักครู่แล้วลองอีกครั้ง"),
            StoreError::Sealed => (
                "ศูนย์ล็อกเครื่องนี้ไว้",
                "บันทึกที่เสร็จแล้วจะส่งให้ศูนย์เมื่อมีสัญญาณ ร่าง งานที่ทำค้างไว้ และส่วนที่ศูนย์ยังไม่รับ ยังอยู่ในเครื่องนี้ และจะยังไม่ส่งจนกว่าจะลงทะเบียนเครื่องใหม่",
                "นำเครื่องไปที่ศูนย์เพื่อลงทะเบียนใหม่",
            ),
            StoreError::NotEnrolled => {
                ("เครื่องนี้ยังไม่ได้ลงทะเบียน", "ยังไม่มีข้อมูลในเครื่อง", "ขอ QR หรือลิงก์ลงทะเบียนจากศูนย์")
            }
            StoreError::EnrolledElsewhere(_) => (
                "เครื่องนี้ลงทะเบียนกับอีกหน่วยงาน และยังมีข้อมูลที่ศูนย์นั้นยังไม่ได้รับ",
                ALL_SAFE,
                "ส่งข้อมูลให้ศูนย์เดิมให้หมดก่อน แล้วจึงลงทะเบียนใหม่",
            ),
            StoreError::Damaged(_) | StoreError::WrongKey(_) | StoreError::NotOurs(_) => {
                ("เปิดที่เก็บข้อมูลในเครื่องไม่ได้", "ไม่มีอะไรถูกลบ", "อย่าลบแอป อย่าล้างข้อมูล นำเครื่องไปให้ศูนย์ช่วยดู")
            }
            StoreError::Secrets(SecretsError::Device(_)) => {
                ("เครื่องยังไม่ให้กุญแจของข้อมูล", "ไม่มีอะไรถูกลบ", "ปลดล็อกหน้าจอเครื่อง แล้วเปิดแอปอีกครั้ง")
            }
            StoreError::Secrets(SecretsError::Lost(_)) => (
                "เครื่องนี้ไม่มีกุญแจของข้อมูลแล้ว จึงเปิดข้อมูลที่ยังไม่ถึงศูนย์ไม่ได้",
                "ไม่มีอะไรถูกลบ ข้อมูลที่ศูนย์ได้รับแล้วอยู่ครบที่ศูนย์",
                "อย่าลบแอป อย่าล้างข้อมูล โทรแจ้งศูนย์ แล้วนำเครื่องไปให้ศูนย์ช่วยดู",
            ),
            StoreError::Secrets(_) => {
                ("หากุญแจของข้อมูลในเครื่องไม่พบ", "ไม่มีอะไรถูกลบ", "อย่าลบแอป นำเครื่องไปให้ศูนย์ช่วยดู")
            }
            StoreError::Newer { .. } => {
                ("ข้อมูลในเครื่องเป็นของแอปรุ่นใหม่กว่า", "ไม่มีอะไรถูกลบ", "อัปเดตแอป แล้วเปิดอีกครั้ง")
            }
            StoreError::Erased(_) => ("บันทึกนี้ถูกลบตามกฎหมายแล้ว", "บันทึกอื่นอยู่ครบ", "ถ้าต้องสำรวจบ้านนี้อีก เริ่มบันทึกใหม่"),
            StoreError::NoPhoto(_) | StoreError::DamagedPhoto(_) | StoreError::OtherPhoto(_) => {
                ("เปิดรูปนี้ไม่ได้", "คำตอบอื่นอยู่ครบ", "ถ้ายังจำเป็น ถ่ายใหม่อีกครั้ง")
            }
            StoreError::Record(_) => {
                ("มีคำตอบที่ระบบอ่านไม่เข้าใจ", "คำตอบทั้งหมดยังอยู่ในร่าง", "กลับไปตรวจคำตอบ แล้วบันทึกอีกครั้ง")
            }
            StoreError::NoDraft(_) | StoreError::NoRecord(_) | StoreError::NotExpected(_) => {
                ("ไม่พบร่างนี้แล้ว อาจบันทึกไปแล้ว", ALL_SAFE, "กลับไปหน้าแรก แล้วดูในรายชื่อบ้าน")
            }
            StoreError::NotAPin => ("รหัสต้องเป็นตัวเลข 4 ถึง 8 ตัว", ALL_SAFE, "ใส่รหัสใหม่อีกครั้ง"),
            StoreError::NoPin => ("ยังไม่ได้ตั้งรหัสเปิดแอป", ALL_SAFE, "ตั้งรหัสก่อน"),
            StoreError::NoHash(_) => ("เครื่องตรวจรหัสไม่ได้ในตอนนี้", ALL_SAFE, "ปิดแอปอื่นที่ไม่ใช้ แล้วลองอีกครั้ง"),
            StoreError::File { .. } => {
                ("เขียนหรืออ่านไฟล์ในเครื่องไม่ได้", BEFORE_SAFE, "ปิดแล้วเปิดแอปใหม่ ถ้ายังเป็นอยู่ นำเครื่องไปให้ศูนย์ช่วยดู")
            }
            StoreError::Guarded(_)
            | StoreError::Database(_)
            | StoreError::NoChance(_)
            | StoreError::Digest(_)
            | StoreError::Unreadable { .. } => (
                "เครื่องทำรายการนี้ไม่สำเร็จ",
                BEFORE_SAFE,
                "ลองอีกครั้ง ถ้ายังเป็นอยู่ ส่งรายงานปัญหาของแอปให้ศูนย์ จากหน้าตั้งค่า",
            ),
        };
        Self::new(happened, safe, next, fault)
    }
}

impl From<&PictureFault> for Trouble {
    fn from(fault: &PictureFault) -> Self {
        Self::new("ไฟล์นี้ใช้เป็นรูปไม่ได้", "คำตอบที่ใส่ไว้ยังอยู่ครบ", "ถ่ายใหม่ หรือเลือกรูปอื่น", fault)
    }
}

impl From<&SyncError> for Trouble {
    fn from(fault: &SyncError) -> Self {
        let (happened, next) = match fault {
            SyncError::Store(fault) => return fault.into(),
            SyncError::Unreachable { .. } => ("ยังไม่มีสัญญาณถึงศูนย์", "ไม่ต้องทำอะไร แอปจะส่งให้เองเมื่อมีสัญญาณ"),
            SyncError::Busy(_) => ("ศูนย์กำลังรับข้อมูลจากหลายเครื่อง", "ไม่ต้องทำอะไร แอปจะลองใหม่เอง"),
            SyncError::NotEnrolled => ("เครื่องนี้ยังไม่ได้ลงทะเบียน", "ขอ QR หรือลิงก์ลงทะเบียนจากศูนย์"),
            SyncError::Address(..) => ("ที่อยู่ในลิงก์ไม่ปลอดภัย", "ขอลิงก์ลงทะเบียนใหม่จากศูนย์"),
            SyncError::Stranger(_) => {
                ("เครื่องที่ตอบไม่ใช่เครื่องของศูนย์ จึงยังไม่ส่งอะไร", "เปลี่ยนไปใช้สัญญาณอื่น ถ้ายังเป็นอยู่ โทรแจ้งศูนย์")
            }
            SyncError::ForgedReceipt => ("ใบรับจากศูนย์ไม่ถูกต้อง จึงยังไม่นับว่าศูนย์ได้รับ", "โทรแจ้งศูนย์"),
            SyncError::ForgedEnrolment => ("คำตอบการลงทะเบียนไม่ถูกต้อง เครื่องนี้ยังไม่ได้ลงทะเบียน", "ขอลิงก์ใหม่จากศูนย์"),
            SyncError::Unknown(_) => ("ศูนย์ไม่รู้จักเครื่องนี้แล้ว", "ขอลิงก์ลงทะเบียนใหม่จากศูนย์"),
            SyncError::Outdated(_) => ("แอปรุ่นนี้เก่าเกินไป", "อัปเดตแอป แล้วส่งอีกครั้ง"),
            SyncError::NotABundle => ("ไฟล์นี้ไม่ใช่ข้อมูลฝากส่ง", "ขอให้เจ้าของเครื่องส่งไฟล์มาใหม่"),
            SyncError::Refused(problem) if problem.status == 404 || problem.status == 410 => {
                ("ลิงก์นี้ใช้ไม่ได้แล้ว อาจหมดอายุหรือมีคนใช้ไปแล้ว", "ขอลิงก์ใหม่จากศูนย์")
            }
            SyncError::Refused(_) | SyncError::Answer { .. } => {
                ("ศูนย์ตอบกลับมาว่ายังรับไม่ได้", "ลองอีกครั้งภายหลัง ถ้ายังเป็นอยู่ โทรแจ้งศูนย์")
            }
            // A later version of the engine may know more; nothing is lost by not naming it.
            _ => ("ส่งข้อมูลยังไม่สำเร็จ", "ลองอีกครั้งภายหลัง"),
        };
        Self::new(happened, ALL_SAFE, next, fault)
    }
}

impl From<&register::wire::NotALink> for Trouble {
    fn from(fault: &register::wire::NotALink) -> Self {
        Self::new(
            "ข้อความนี้ไม่ใช่ลิงก์ลงทะเบียน",
            "ยังไม่มีอะไรเปลี่ยน",
            "ขอลิงก์จากศูนย์อีกครั้ง แล้วคัดลอกมาให้ครบทั้งบรรทัด",
            fault,
        )
    }
}

#[cfg(test)]
#[path = "trouble_tests.rs"]
mod tests;
