//! Rows as they come back, and values as they go in.

use std::borrow::Cow;

use register::change::DeviceId;
use register::course::{MeetingId, StepKey};
use register::decision::Appearance;
use register::lao::LaoCode;
use register::national_id::NationalId;
use register::record::{PersonId, PhotoHash, RecordId, RequestId};
use register::seal::SealedId;
use tokio_postgres::Row;
use tokio_postgres::types::FromSql;
use uuid::Uuid;

use crate::db::{
    Answer, CardRow, CourseRow, DbFault, ErasedKind, ErasedRow, ErasureRow, LogKind, LogRow, PersonRow,
    PhotoRow, QuarantineRow, RecordRow, RulingRow, StandingRow, StepRow, TaskRow, TaskState, ThumbnailRow,
    UploadRow, course_state, from_json,
};

/// One column.
pub(super) fn get<'r, T: FromSql<'r>>(row: &'r Row, column: usize) -> Answer<T> {
    row.try_get(column).map_err(|e| DbFault::Broken(e.to_string()))
}

/// A number that is never below nothing.
pub(super) fn whole(row: &Row, column: usize) -> Answer<u64> {
    u64::try_from(get::<i64>(row, column)?)
        .map_err(|_| DbFault::Broken(format!("column {column} is below nothing")))
}

fn whole_u32(number: i64) -> Answer<u32> {
    u32::try_from(number).map_err(|_| DbFault::Broken(format!("{number} is out of range")))
}

pub(super) fn bytes<const N: usize>(row: &Row, column: usize) -> Answer<[u8; N]> {
    let bytes: &[u8] = get(row, column)?;
    bytes.try_into().map_err(|_| DbFault::Broken(format!("column {column} is not of {N} bytes")))
}

pub(super) fn lao(row: &Row, column: usize) -> Answer<LaoCode> {
    let code: i32 = get(row, column)?;
    let code = u32::try_from(code).ok().and_then(LaoCode::from_u32);
    code.ok_or_else(|| DbFault::Broken("no LAO code".to_owned()))
}

pub(super) fn record_id(row: &Row, column: usize) -> Answer<RecordId> {
    Ok(RecordId::new(get(row, column)?))
}

pub(super) fn sealed_id(row: &Row) -> Answer<SealedId> {
    Ok(SealedId::from_bytes(bytes(row, 0)?))
}

pub(super) fn appearance(row: &Row, from: usize) -> Answer<Appearance> {
    Ok(Appearance {
        lao: lao(row, from)?,
        record: record_id(row, from + 1)?,
        person: PersonId::new(get(row, from + 2)?),
    })
}

pub(super) fn national_id(number: i64) -> Answer<NationalId> {
    let number = u64::try_from(number).ok().and_then(NationalId::from_u64);
    number.ok_or_else(|| DbFault::Broken("no national ID".to_owned()))
}

pub(super) const LOG: &str = "SELECT l.place, l.kind, l.id, l.record, l.sent_by, l.at, l.sealed, l.chain, k.keys \
                              FROM log l LEFT JOIN log_keys k ON k.lao = l.lao AND k.place = l.place";

pub(super) fn log(row: &Row) -> Answer<LogRow> {
    Ok(LogRow {
        place: whole(row, 0)?,
        kind: if get::<i16>(row, 1)? == 0 { LogKind::Change } else { LogKind::Decision },
        id: SealedId::from_bytes(bytes(row, 2)?),
        record: get::<Option<Uuid>>(row, 3)?.map(RecordId::new),
        by: get(row, 4)?,
        at: whole(row, 5)?,
        sealed: get(row, 6)?,
        chain: bytes(row, 7)?,
        keys: get::<Option<Vec<u8>>>(row, 8)?.unwrap_or_default(),
    })
}

pub(super) const RECORD: &str =
    "SELECT lao, record, seq, here_since, moo, surveyor, changes, visit, door FROM record";

pub(super) fn record(row: &Row) -> Answer<RecordRow> {
    Ok(RecordRow {
        lao: lao(row, 0)?,
        id: record_id(row, 1)?,
        seq: whole(row, 2)?,
        here_since: whole(row, 3)?,
        moo: get::<Option<i64>>(row, 4)?.map(whole_u32).transpose()?,
        surveyor: get(row, 5)?,
        changes: whole_u32(get(row, 6)?)?,
        visit: get(row, 7)?,
        door: get(row, 8)?,
    })
}

pub(super) const PERSON: &str = "SELECT lao, record, person, number, found_by, standing FROM person";

pub(super) fn person(row: &Row) -> Answer<PersonRow> {
    Ok(PersonRow {
        who: appearance(row, 0)?,
        number: get::<Option<i64>>(row, 3)?.map(national_id).transpose()?,
        found_by: get(row, 4)?,
        standing: get::<Option<&str>>(row, 5)?.map(from_json).transpose()?,
    })
}

pub(super) fn card(row: &Row) -> Answer<CardRow> {
    Ok(CardRow { who: (record_id(row, 0)?, PersonId::new(get(row, 1)?)), card: get(row, 2)? })
}

/// Somebody on a record, if anybody is.
pub(super) fn card_of_record(row: &Row) -> Answer<(RecordId, Option<(PersonId, String)>)> {
    let person = get::<Option<Uuid>>(row, 1)?.map(PersonId::new);
    Ok((record_id(row, 0)?, person.zip(get(row, 2)?)))
}

pub(super) fn ruling(row: &Row) -> Answer<RulingRow> {
    Ok(RulingRow {
        lao: lao(row, 0)?,
        record: record_id(row, 1)?,
        id: SealedId::from_bytes(bytes(row, 2)?),
        json: get(row, 3)?,
    })
}

pub(super) fn quarantined(row: &Row) -> Answer<QuarantineRow> {
    Ok(QuarantineRow {
        id: SealedId::from_bytes(bytes(row, 0)?),
        record: record_id(row, 1)?,
        device: DeviceId::new(get::<&str>(row, 2)?),
        at: whole(row, 3)?,
        sealed: get(row, 4)?,
        keys: get(row, 5)?,
        refused: match get::<Option<&[u8]>>(row, 6)? {
            Some(_) => Some(SealedId::from_bytes(bytes(row, 6)?)),
            None => None,
        },
    })
}

pub(super) const ERASURE: &str = "SELECT lao, reference, at, made_by, reason, finished FROM erasure";

pub(super) fn erasure(row: &Row) -> Answer<ErasureRow> {
    Ok(ErasureRow {
        lao: lao(row, 0)?,
        reference: get(row, 1)?,
        at: whole(row, 2)?,
        by: get(row, 3)?,
        reason: get(row, 4)?,
        finished: get(row, 5)?,
    })
}

pub(super) const ERASED: &str = "SELECT lao, record, part, kind, photo, reference, seq FROM erased";

pub(super) fn erased(row: &Row) -> Answer<ErasedRow> {
    let photo = match get::<Option<&[u8]>>(row, 4)? {
        Some(_) => Some(PhotoHash::from_bytes(bytes(row, 4)?)),
        None => None,
    };
    Ok(ErasedRow {
        lao: lao(row, 0)?,
        record: record_id(row, 1)?,
        part: get(row, 2)?,
        kind: ErasedKind::read(get(row, 3)?)?,
        photo,
        reference: get(row, 5)?,
        seq: whole(row, 6)?,
    })
}

pub(super) fn upload(row: &Row) -> Answer<UploadRow> {
    Ok(UploadRow {
        id: get(row, 0)?,
        device: DeviceId::new(get::<&str>(row, 1)?),
        hash: PhotoHash::from_bytes(bytes(row, 2)?),
        // Nobody's record: the nil UUID.
        record: Some(record_id(row, 3)?).filter(|record| !record.uuid().is_nil()),
        length: whole(row, 4)?,
        offset: whole(row, 5)?,
        at: whole(row, 6)?,
    })
}

pub(super) const PHOTO: &str = "SELECT hash, length, key, device, record, at FROM photo";

pub(super) fn photo(row: &Row) -> Answer<PhotoRow> {
    Ok(PhotoRow {
        hash: PhotoHash::from_bytes(bytes(row, 0)?),
        length: whole(row, 1)?,
        key: get(row, 2)?,
        device: DeviceId::new(get::<&str>(row, 3)?),
        record: record_id(row, 4)?,
        at: whole(row, 5)?,
    })
}

pub(super) fn thumbnail(row: &Row) -> Answer<ThumbnailRow> {
    Ok(ThumbnailRow { sealed: get(row, 0)?, record: get::<Option<Uuid>>(row, 1)?.map(RecordId::new) })
}

pub(super) const STEP: &str = "SELECT lao, record, request, nth, id, sheet, meeting, said FROM step";

pub(super) fn step(row: &Row) -> Answer<StepRow> {
    Ok(StepRow {
        lao: lao(row, 0)?,
        record: RecordId::new(get(row, 1)?),
        request: RequestId::new(get(row, 2)?),
        nth: whole_u32(get(row, 3)?)?,
        id: SealedId::from_bytes(bytes(row, 4)?),
        sheet: StepKey::new(get(row, 5)?),
        meeting: get::<Option<Uuid>>(row, 6)?.map(MeetingId::new),
        json: get(row, 7)?,
    })
}

pub(super) const COURSE: &str = "SELECT lao, record, request, state, said FROM course";

pub(super) fn course(row: &Row) -> Answer<CourseRow> {
    Ok(CourseRow {
        lao: lao(row, 0)?,
        record: RecordId::new(get(row, 1)?),
        request: RequestId::new(get(row, 2)?),
        state: course_state(get(row, 3)?)?,
        said: from_json(get(row, 4)?)?,
    })
}

pub(super) const TASK: &str = "SELECT lao, surveyor, seq, state, said FROM task";

pub(super) fn task(row: &Row) -> Answer<TaskRow> {
    Ok(TaskRow {
        lao: lao(row, 0)?,
        surveyor: get(row, 1)?,
        seq: whole(row, 2)?,
        state: TaskState::read(get(row, 3)?)?,
        task: from_json(get(row, 4)?)?,
    })
}

pub(super) fn standing(row: &Row) -> Answer<StandingRow> {
    Ok(StandingRow {
        device: DeviceId::new(get::<&str>(row, 0)?),
        at: whole(row, 1)?,
        standing: from_json(get(row, 2)?)?,
    })
}

/// A LAO as its column has it; eight digits always fit.
pub(super) fn code(lao: LaoCode) -> i32 {
    i32::try_from(lao.as_u32()).unwrap_or(i32::MAX)
}

/// A number as its column has it. What is larger than any such number compares the same.
pub(super) fn big(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A text as its column has it: PostgreSQL keeps every letter but the zero one.
pub(super) fn text(text: &str) -> Cow<'_, str> {
    if text.contains('\0') { text.replace('\0', "\u{fffd}").into() } else { text.into() }
}
