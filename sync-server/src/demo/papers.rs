//! What else the offices of the sample keep: whom they advised (domain.md 4.8), what they met with (O-15), lists that
//! agencies sent them (RQ-24), and whom they forgot.
//!
//! Owns what is written there; it names nobody who is on no list. Called by the sample.

use register::advice::{Advice, AdviceId, Topic};
use register::calendar::Round;
use register::import::{Asks, Mapping, Source, recognise};
use register::lao::LaoCode;
use register::obstacle::{Issue, Obstacles};
use register::record::{Area, Channel, ListId, PersonId};
use register::report::Period;
use uuid::Uuid;

use super::{PAO, PLACE, Sample, TAO, TOWN, Whose};
use crate::db::UserRole;
use crate::office::{Bring, Done, OfficeFault, Visitor};

/// A question at a desk, the last one of today: how many days ago, how it came, about what, the question, the answer,
/// and who took it over.
type Asked = (i64, Channel, Topic, &'static str, &'static str, Option<&'static str>);

const ADVICE: [Asked; 4] = [
    (
        12,
        Channel::WalkIn,
        Topic::Disaster,
        "น้ำท่วมบ้าน ต้องยื่นคำขอที่ไหน ใช้เอกสารอะไร",
        "ยื่นที่ศูนย์หรือกับทีมสำรวจในหมู่บ้าน ลงชื่อในแบบคำขอ ไม่มีบัตรก็ยื่นได้",
        None,
    ),
    (
        7,
        Channel::Online,
        Topic::OfficialInformation,
        "ขอดูประกาศรายชื่อผู้ได้รับความช่วยเหลือ",
        "ปิดที่สำนักงาน สถานที่กลาง และที่ทำการผู้ใหญ่บ้าน ไม่น้อยกว่า 15 วัน",
        None,
    ),
    (
        3,
        Channel::Hotline,
        Topic::QualityOfLife,
        "ผู้สูงอายุอยู่คนเดียว ขอซ่อมหลังคาได้หรือไม่",
        "ขอได้ ให้ทีมสำรวจไปเยี่ยมและรับคำขอที่บ้าน",
        None,
    ),
    (
        0,
        Channel::Phone,
        Topic::PoorFarmer,
        "ข้าวเสียหาย ขอเมล็ดพันธุ์ได้หรือไม่",
        "ขอได้ แจ้งสำนักงานเกษตรอำเภอให้โทรกลับวันเดียวกัน",
        Some("สำนักงานเกษตรอำเภอตัวอย่าง"),
    ),
];

/// A list that is in the register, and one that waits for somebody to look at it.
const FILED: &str = "ชื่อ-สกุล,บ้านเลขที่,หมู่ที่,เรื่องขอความช่วยเหลือ\n\
    นางบัวคำ ตัวอย่างบัญชี,201,2,ขอถุงยังชีพ\n\
    นายอินทร์ ตัวอย่างบัญชี,202,2,ขอถุงยังชีพ\n\
    นางสาวคำแปง ตัวอย่างบัญชี,203,3,ขอวัสดุซ่อมแซมบ้าน\n";
const WAITING: &str = "ชื่อ-สกุล,บ้านเลขที่,หมู่ที่,เรื่องขอความช่วยเหลือ\n\
    นายแก้ว ตัวอย่างบัญชี,211,4,ขอเมล็ดพันธุ์ข้าว\n\
    นางจันทร์ ตัวอย่างบัญชี,212,4,ขอเมล็ดพันธุ์ข้าว\n\
    ,213,4,ขอเมล็ดพันธุ์ข้าว\n";

impl Sample<'_> {
    /// All of them.
    pub(super) async fn write_papers(&mut self) -> Done<()> {
        for code in [PAO, TOWN, TAO, PLACE] {
            self.advise(&self.at_desk(code, UserRole::Officer)?).await?;
        }
        for code in [TOWN, TAO] {
            self.tell_problems(&self.at_desk(code, UserRole::Officer)?).await?;
        }
        // Before any list is brought: an erasure forgets those that wait, for they may name who was erased.
        self.forget_somebody().await?;
        let officer = self.at_desk(TOWN, UserRole::Officer)?;
        let filed = self.bring(&officer, "บัญชีผู้ประสบภัย.csv", FILED, Area::Disaster).await?;
        self.file(&officer, filed).await?;
        self.bring(&officer, "บัญชีเกษตรกร.csv", WAITING, Area::PoorFarmer).await.map(drop)
    }

    async fn advise(&self, visitor: &Visitor) -> Done<()> {
        for (ago, channel, topic, asked, answer, agency) in ADVICE {
            let advice = Advice {
                id: AdviceId::new(Uuid::now_v7()),
                on: self.day(-ago),
                channel,
                topic,
                asked: asked.to_owned(),
                answer: answer.to_owned(),
                taken_over_by: agency.map(str::to_owned),
                struck_out: None,
            };
            self.office.put_advice(visitor, &advice).await?.map_err(refused)?;
        }
        Ok(())
    }

    /// The form of problems of last month, in which the flood was.
    async fn tell_problems(&self, visitor: &Visitor) -> Done<()> {
        let issue = |problem: &str, mending: &str, law: &str| Issue {
            problem: problem.to_owned(),
            mending: mending.to_owned(),
            law: law.to_owned(),
            remark: String::new(),
        };
        let obstacles = Obstacles {
            period: Period::Month(Round::of(self.today).previous()),
            issues: vec![
                issue(
                    "ผู้ประสบภัยหลายรายไม่มีบัตรประจำตัวติดตัว บันทึกในระบบ INFO ไม่ได้ทันที",
                    "ให้ทีมสำรวจกลับไปขอดูบัตรในรอบถัดไป",
                    "",
                ),
                issue(
                    "ทางน้ำหลังหมู่บ้านตื้นเขิน เกินขีดความสามารถของ อปท.",
                    "ส่งเรื่องต่อสถานที่กลางเพื่อประสานโครงการชลประทานจังหวัด",
                    "ระเบียบกระทรวงมหาดไทยว่าด้วยค่าใช้จ่ายเพื่อช่วยเหลือประชาชนฯ พ.ศ. 2560",
                ),
            ],
        };
        self.office.put_obstacles(visitor, &obstacles, None).await?.map_err(refused)
    }

    /// A list that an agency sent, whose columns somebody looked at.
    async fn bring(&self, officer: &Visitor, file: &str, rows: &str, area: Area) -> Done<(ListId, Mapping)> {
        let id = ListId::new(Uuid::now_v7());
        let source = Source {
            agency: "สำนักงาน ปภ. จังหวัดตัวอย่าง".to_owned(),
            letter: Some("ตย 0021/507".to_owned()),
            letter_on: Some(self.day(-6)),
            surveyed_on: Some(self.day(-10)),
            note: None,
        };
        let bring = Bring { id, file: file.to_owned(), bytes: rows.as_bytes(), source };
        self.office.bring_list(officer, bring).await?.map_err(refused)?;
        let lao: LaoCode = officer.lao.code;
        let sheet = self.office.sheet(lao, id).await?.map(|sheet| sheet.rows).unwrap_or_default();
        let (head, columns) = recognise(&sheet).unzip();
        let mapping = Mapping {
            head,
            columns: columns.unwrap_or_default(),
            tambon: Some(Whose::of(TOWN).tambon.to_owned()),
            asks: Asks::WhoSays,
            area: Some(area),
            ..Mapping::default()
        };
        self.office.map_list(officer, id, mapping.clone()).await?;
        Ok((id, mapping))
    }

    /// Takes one in, to its last name.
    async fn file(&self, officer: &Visitor, (id, mapping): (ListId, Mapping)) -> Done<()> {
        self.office.confirm_list(officer, id, &mapping).await?;
        self.office.file_list(officer.lao.code, id).await
    }

    /// Somebody took part, and asked later that nothing be kept of them.
    async fn forget_somebody(&mut self) -> Done<()> {
        let who = self.id();
        let somebody = serde_json::json!({
            "id": who.to_string(), "title": "นาย", "given_name": "ขอลืม", "family_name": "ตัวอย่าง",
            "no_id_reason": "ไม่ได้พบบัตร", "sex": "male", "birth": { "date": "1980", "precision": "year" },
            "nationality": "TH", "registered": "elsewhere", "family": 1, "head": true
        });
        let record = self.record(TOWN, 5, "88/8", Round::of(self.today).previous(), vec![somebody]);
        self.write(TOWN, 5, record)?;
        self.push().await?;
        let admin = self.at_desk(TOWN, UserRole::Admin)?;
        let reason = "เจ้าของข้อมูลขอให้ลบ ไม่ได้ขอความช่วยเหลือและย้ายออกแล้ว";
        self.office.erase_entry(&admin, PersonId::new(who), reason).await.map(drop)
    }
}

/// Why what is written may not be written.
fn refused(unsaid: impl std::fmt::Display) -> OfficeFault {
    OfficeFault::Refused(format!("a paper of the sample cannot be written ({unsaid})"))
}
