//! Synthetic Thai people whose truth is known.
//!
//! Owns villages and the households in them, names built from name parts, national
//! IDs that belong to nobody, the slips of a typist's hand, the traps a careless
//! reader falls into, and the judge that tells how well duplicates were found.
//!
//! Refuses to know how the register finds duplicates: it depends on no crate of this
//! workspace, so that it can be wrong only on its own account.
//!
//! Called by the binary `people`, by the demo and by the load tests.

pub mod birth;
pub mod chance;
pub mod damage;
pub mod habits;
pub mod household;
pub mod judge;
pub mod list;
pub mod name;
pub mod national_id;
pub mod population;
pub mod row;
pub mod slip;
pub mod trap;
pub mod village;

pub use chance::Chance;
pub use habits::Habits;
pub use household::{Household, Person};
pub use list::List;
pub use name::Sex;
pub use national_id::NationalId;
pub use population::Population;
pub use village::Village;
