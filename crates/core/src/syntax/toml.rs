//! TOML into the shape of a file.
//!
//! The parser is `toml`'s; what fits its values to a type is here. `toml`'s own way of fitting
//! compiles every type three times, for values, for values with their place and for dates; this one
//! compiles each once.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use serde::de::value::CowStrDeserializer;
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, Error, Expected, MapAccess,
    SeqAccess, Unexpected, VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;
use serde_spanned::de::is_spanned;
use toml::Spanned;
use toml::de::{DeInteger, DeTable, DeValue};

/// What is wrong with a file, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TomlError {
    message: String,
    span: Option<Range<usize>>,
}

impl TomlError {
    /// What is wrong, in words.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The bytes of the text that it is about.
    pub fn span(&self) -> Option<Range<usize>> {
        self.span.clone()
    }

    /// The line that it is about, from 1; 1 where it is about the whole.
    pub fn line(&self, text: &str) -> usize {
        line_of(text, self.span.as_ref().map_or(0, |span| span.start))
    }

    fn at(mut self, span: Range<usize>) -> Self {
        self.span.get_or_insert(span);
        self
    }
}

impl fmt::Display for TomlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for TomlError {}

impl Error for TomlError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        TomlError { message: message.to_string(), span: None }
    }
}

/// The line of a byte of a text, from 1; of a byte beyond its end, the last line.
pub fn line_of(text: &str, at: usize) -> usize {
    1 + text.bytes().take(at).filter(|byte| *byte == b'\n').count()
}

/// Reads a text.
///
/// # Errors
/// The first thing that is wrong with it, with its place.
pub fn read_toml<T: DeserializeOwned>(text: &str) -> Result<T, TomlError> {
    let table = DeTable::parse(text)
        .map_err(|error| TomlError { message: error.message().to_owned(), span: error.span() })?;
    let span = table.span();
    T::deserialize(Value { held: Held::File(DeValue::Table(table.into_inner())), span })
}

/// A value and its place.
struct Value<'t> {
    held: Held<'t>,
    span: Range<usize>,
}

/// What a file holds, or a place in it.
enum Held<'t> {
    File(DeValue<'t>),
    Place(usize),
}

impl<'t> From<Spanned<DeValue<'t>>> for Value<'t> {
    fn from(spanned: Spanned<DeValue<'t>>) -> Self {
        Value { span: spanned.span(), held: Held::File(spanned.into_inner()) }
    }
}

impl<'t> Value<'t> {
    /// Gives a visitor what was found; where nothing was, the value is not what it expected.
    fn give<V: Visitor<'t>, F>(
        self,
        visitor: V,
        found: Option<F>,
        visit: impl FnOnce(V, F) -> Result<V::Value, TomlError>,
    ) -> Result<V::Value, TomlError> {
        match found {
            Some(found) => visit(visitor, found).map_err(|error| error.at(self.span)),
            None => Err(self.unlike(&visitor)),
        }
    }

    fn unlike(&self, expected: &dyn Expected) -> TomlError {
        let found = match &self.held {
            Held::Place(at) => Unexpected::Unsigned(*at as u64),
            Held::File(DeValue::String(text)) => Unexpected::Str(text),
            Held::File(DeValue::Integer(number)) => match whole(number) {
                Some(number) => Unexpected::Signed(number),
                None => Unexpected::Other("an integer that is too large"),
            },
            Held::File(DeValue::Float(number)) => match number.as_str().parse() {
                Ok(number) => Unexpected::Float(number),
                Err(_) => Unexpected::Other("a number"),
            },
            Held::File(DeValue::Boolean(flag)) => Unexpected::Bool(*flag),
            Held::File(DeValue::Datetime(_)) => Unexpected::Other("a date"),
            Held::File(DeValue::Array(_)) => Unexpected::Seq,
            Held::File(DeValue::Table(_)) => Unexpected::Map,
        };
        TomlError::invalid_type(found, expected).at(self.span.clone())
    }
}

fn whole(number: &DeInteger<'_>) -> Option<i64> {
    i64::from_str_radix(number.as_str(), number.radix()).ok()
}

/// Methods that read a whole number; the visitor says whether it is too large.
macro_rules! numbers {
    ($($method:ident)+) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TomlError> {
            self.deserialize_i64(visitor)
        }
    )+};
}

impl<'de> Deserializer<'de> for Value<'de> {
    type Error = TomlError;

    numbers! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i128
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TomlError> {
        match self.held {
            Held::File(DeValue::String(_) | DeValue::Datetime(_)) => self.deserialize_str(visitor),
            Held::Place(_) | Held::File(DeValue::Integer(_)) => self.deserialize_i64(visitor),
            Held::File(DeValue::Float(_)) => self.deserialize_f64(visitor),
            Held::File(DeValue::Boolean(_)) => self.deserialize_bool(visitor),
            Held::File(DeValue::Array(_)) => self.deserialize_seq(visitor),
            Held::File(DeValue::Table(_)) => self.deserialize_map(visitor),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TomlError> {
        let flag = match self.held {
            Held::File(DeValue::Boolean(flag)) => Some(flag),
            _ => None,
        };
        self.give(visitor, flag, V::visit_bool)
    }

    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TomlError> {
        let number = match &self.held {
            Held::Place(at) => i64::try_from(*at).ok(),
            Held::File(DeValue::Integer(number)) => whole(number),
            Held::File(_) => None,
        };
        self.give(visitor, number, V::visit_i64)
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TomlError> {
        self.deserialize_f64(visitor)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TomlError> {
        let number = match &self.held {
            Held::File(DeValue::Float(number)) => number.as_str().parse().ok(),
            // 24 credits are 24.0 credits.
            Held::File(DeValue::Integer(number)) => whole(number).map(|number| number as f64),
            _ => None,
        };
        self.give(visitor, number, V::visit_f64)
    }

    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TomlError> {
        self.deserialize_str(visitor)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TomlError> {
        match &self.held {
            Held::File(DeValue::String(text)) => visitor.visit_str(text),
            // A day may stand with or without quotes.
            Held::File(DeValue::Datetime(day)) => visitor.visit_string(day.to_string()),
            _ => Err(self.unlike(&visitor)),
        }
        .map_err(|error: TomlError| error.at(self.span))
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TomlError> {
        self.deserialize_str(visitor)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TomlError> {
        self.deserialize_str(visitor)
    }

    fn deserialize_bytes<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TomlError> {
        Err(self.unlike(&visitor))
    }

    fn deserialize_byte_buf<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TomlError> {
        Err(self.unlike(&visitor))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TomlError> {
        visitor.visit_some(self)
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TomlError> {
        Err(self.unlike(&visitor))
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, TomlError> {
        Err(self.unlike(&visitor))
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, TomlError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TomlError> {
        let span = self.span.clone();
        match self.held {
            Held::File(DeValue::Array(items)) => visitor.visit_seq(Items(items.into_iter())),
            held => Err(Value { held, span: self.span }.unlike(&visitor)),
        }
        .map_err(|error: TomlError| error.at(span))
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, TomlError> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, TomlError> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TomlError> {
        let span = self.span.clone();
        match self.held {
            Held::File(DeValue::Table(table)) => visitor.visit_map(Pairs::of(table)),
            held => Err(Value { held, span: self.span }.unlike(&visitor)),
        }
        .map_err(|error: TomlError| error.at(span))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, TomlError> {
        if is_spanned(name)
            && let &[start, end, value] = fields
        {
            return visitor.visit_map(Pairs::spanned(self, [start, end, value]));
        }
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, TomlError> {
        let span = self.span.clone();
        match self.held {
            Held::File(DeValue::String(name)) => {
                visitor.visit_enum(Variant { name, value: None, span: span.clone() })
            }
            Held::File(DeValue::Table(table)) if table.len() == 1 => {
                let pair = Pairs::of(table).rest.next();
                let (name, _, value) = pair.unwrap_or_else(|| unreachable!("one entry"));
                visitor.visit_enum(Variant { name, value: Some(value), span: span.clone() })
            }
            held => Err(Value { held, span: self.span }.unlike(&visitor)),
        }
        .map_err(|error: TomlError| error.at(span))
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TomlError> {
        visitor.visit_unit()
    }
}

/// The items of an array.
struct Items<'t>(std::vec::IntoIter<Spanned<DeValue<'t>>>);

impl<'de> SeqAccess<'de> for Items<'de> {
    type Error = TomlError;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, TomlError> {
        self.0.next().map(|item| seed.deserialize(Value::from(item))).transpose()
    }
}

/// One entry of a table: its key, where that stands, and its value.
type Pair<'t> = (Cow<'t, str>, Range<usize>, Value<'t>);

/// The entries of a table; or of a value with its place, which is read as if it were a table.
struct Pairs<'t> {
    rest: std::vec::IntoIter<Pair<'t>>,
    value: Option<Value<'t>>,
}

impl<'t> Pairs<'t> {
    fn of(table: DeTable<'t>) -> Self {
        let pair = |(key, value): (Spanned<Cow<'t, str>>, Spanned<DeValue<'t>>)| {
            (key.get_ref().clone(), key.span(), Value::from(value))
        };
        Pairs { rest: table.into_iter().map(pair).collect::<Vec<_>>().into_iter(), value: None }
    }

    fn spanned(value: Value<'t>, [start, end, inner]: [&'static str; 3]) -> Self {
        let span = value.span.clone();
        let place = |at: usize| Value { held: Held::Place(at), span: span.clone() };
        let pairs = vec![
            (Cow::Borrowed(start), span.clone(), place(span.start)),
            (Cow::Borrowed(end), span.clone(), place(span.end)),
            (Cow::Borrowed(inner), span.clone(), value),
        ];
        Pairs { rest: pairs.into_iter(), value: None }
    }
}

impl<'de> MapAccess<'de> for Pairs<'de> {
    type Error = TomlError;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, TomlError> {
        let Some((key, span, value)) = self.rest.next() else { return Ok(None) };
        self.value = Some(value);
        seed.deserialize(Key(key)).map(Some).map_err(|error| error.at(span))
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, TomlError> {
        let value = self.value.take().ok_or_else(|| TomlError::custom("a key without a value"))?;
        seed.deserialize(value)
    }
}

/// A key. The keys of a place are compared as they were borrowed.
struct Key<'t>(Cow<'t, str>);

impl<'de> Deserializer<'de> for Key<'de> {
    type Error = TomlError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TomlError> {
        match self.0 {
            Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
            Cow::Owned(text) => visitor.visit_string(text),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, TomlError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, TomlError> {
        visitor.visit_enum(CowStrDeserializer::new(self.0))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

/// One way of several: a name, or a table of one entry.
struct Variant<'t> {
    name: Cow<'t, str>,
    value: Option<Value<'t>>,
    span: Range<usize>,
}

impl<'de> EnumAccess<'de> for Variant<'de> {
    type Error = TomlError;
    type Variant = Self;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Self), TomlError> {
        let name = seed.deserialize(Key(self.name.clone()));
        Ok((name.map_err(|error| error.at(self.span.clone()))?, self))
    }
}

impl<'de> Variant<'de> {
    fn held(self) -> Result<Value<'de>, TomlError> {
        let words = format!("`{}` needs a value", self.name);
        self.value.ok_or_else(|| TomlError::custom(words).at(self.span))
    }
}

impl<'de> VariantAccess<'de> for Variant<'de> {
    type Error = TomlError;

    fn unit_variant(self) -> Result<(), TomlError> {
        match self.value {
            None => Ok(()),
            Some(value) => {
                Err(TomlError::custom(format!("`{}` takes no value", self.name)).at(value.span))
            }
        }
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, TomlError> {
        seed.deserialize(self.held()?)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, TomlError> {
        self.held()?.deserialize_seq(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, TomlError> {
        self.held()?.deserialize_map(visitor)
    }
}

#[cfg(test)]
mod tests;
