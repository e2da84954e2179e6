//! One way for every type that is written as a text: its `Display` and `FromStr`
//! are its JSON form, and its schema is a string of that form. And one way for every
//! closed list of contract section 2, which is such a type.

/// Gives a type its JSON form and its published schema.
macro_rules! as_text {
    ($type:ident, $schema:tt) => {
        $crate::as_text::as_text!($type, $schema, "text");
    };
    ($type:ident, $schema:tt, $expected:expr) => {
        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Text;

                impl serde::de::Visitor<'_> for Text {
                    type Value = $type;

                    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        f.write_str(&$expected)
                    }

                    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<$type, E> {
                        text.parse().map_err(E::custom)
                    }
                }

                deserializer.deserialize_str(Text)
            }
        }

        impl schemars::JsonSchema for $type {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($type).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!($schema)
            }
        }
    };
}

/// Declares a closed list: each value with its one spelling, which is frozen, so it is
/// written out and not derived from a name that somebody may improve.
macro_rules! closed_list {
    ($(#[$doc:meta])* pub enum $type:ident {
        $($(#[$value_doc:meta])* $variant:ident = $text:literal,)+
    }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $type {
            $($(#[$value_doc])* $variant,)+
        }

        impl $type {
            /// Every value, in the order of the list.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The value as it is written in data.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)+
                }
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $type {
            type Err = $crate::as_text::NotListed;

            fn from_str(text: &str) -> Result<Self, $crate::as_text::NotListed> {
                match text {
                    $($text => Ok(Self::$variant),)+
                    _ => Err($crate::as_text::NotListed::new(text, &[$($text),+])),
                }
            }
        }

        $crate::as_text::as_text!(
            $type,
            { "type": "string", "enum": [$($text),+] },
            ["one of ", &[$($text),+].join(", ")].concat()
        );
    };
}

/// A text as a message repeats it: in quotation marks, not too long, and in readable
/// Thai. `Debug` would write most Thai vowels and tone marks as escapes.
pub(crate) fn quoted(text: &str) -> String {
    const LONGEST: usize = 160;
    let mut quoted = String::from('"');
    for c in text.chars().take(LONGEST) {
        match c {
            _ if c.is_control() => quoted.extend(c.escape_default()),
            _ => quoted.push(c),
        }
    }
    if text.chars().nth(LONGEST).is_some() {
        quoted.push('…');
    }
    quoted.push('"');
    quoted
}

/// A value outside a closed list.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{} is not in this list; it must be one of {}", quoted(given), permitted.join(", "))]
pub struct NotListed {
    given: String,
    permitted: &'static [&'static str],
}

impl NotListed {
    pub(crate) fn new(given: &str, permitted: &'static [&'static str]) -> Self {
        Self { given: given.to_owned(), permitted }
    }
}

pub(crate) use {as_text, closed_list};
