//! JSON, read and written: the driver depends on nothing but the standard library.
#![allow(dead_code)]

use std::fmt::Write as _;

/// JSON, as far as the protocol has it: numbers are whole.
#[derive(Clone, Debug)]
pub enum Json {
    Null,
    Bool(bool),
    Number(i64),
    Text(String),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

impl Json {
    pub fn of(number: u64) -> Json {
        Json::Number(number as i64)
    }

    pub fn object<const N: usize>(fields: [(&str, Json); N]) -> Json {
        Json::Object(fields.into_iter().map(|(key, value)| (key.to_string(), value)).collect())
    }

    /// What stands under the key; null where nothing does.
    pub fn get(&self, key: &str) -> &Json {
        let Json::Object(fields) = self else { return &Json::Null };
        fields.iter().find(|(name, _)| name == key).map_or(&Json::Null, |(_, value)| value)
    }

    pub fn text(&self) -> &str {
        if let Json::Text(text) = self { text } else { "" }
    }

    pub fn number(&self) -> u64 {
        if let Json::Number(number) = self { *number as u64 } else { 0 }
    }

    pub fn list(&self) -> &[Json] {
        if let Json::List(list) = self { list } else { &[] }
    }

    pub fn read(text: &str) -> Json {
        Reader { text: &text.chars().collect::<Vec<_>>(), at: 0 }.value()
    }

    fn write(&self, to: &mut String) {
        match self {
            Json::Null => to.push_str("null"),
            Json::Bool(value) => _ = write!(to, "{value}"),
            Json::Number(number) => _ = write!(to, "{number}"),
            Json::Text(text) => write_text(text, to),
            Json::List(values) => {
                for (k, value) in values.iter().enumerate() {
                    to.push(if k == 0 { '[' } else { ',' });
                    value.write(to);
                }
                to.push_str(if values.is_empty() { "[]" } else { "]" });
            }
            Json::Object(fields) => {
                for (k, (key, value)) in fields.iter().enumerate() {
                    to.push(if k == 0 { '{' } else { ',' });
                    write_text(key, to);
                    to.push(':');
                    value.write(to);
                }
                to.push_str(if fields.is_empty() { "{}" } else { "}" });
            }
        }
    }
}

fn write_text(text: &str, to: &mut String) {
    to.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => to.extend(['\\', c]),
            c if c < ' ' => _ = write!(to, "\\u{:04x}", c as u32),
            c => to.push(c),
        }
    }
    to.push('"');
}

impl std::fmt::Display for Json {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        let mut text = String::new();
        self.write(&mut text);
        f.write_str(&text)
    }
}

/// Reads what raftcheck has written, which is right.
struct Reader<'a> {
    text: &'a [char],
    at: usize,
}

impl Reader<'_> {
    fn next(&mut self) -> char {
        self.at += 1;
        self.text[self.at - 1]
    }

    fn value(&mut self) -> Json {
        match self.text[self.at] {
            '{' => Json::Object(self.many('}', |reader| {
                let key = reader.string();
                reader.at += 1;
                (key, reader.value())
            })),
            '[' => Json::List(self.many(']', Reader::value)),
            '"' => Json::Text(self.string()),
            _ => self.word(),
        }
    }

    fn many<T>(&mut self, close: char, mut one: impl FnMut(&mut Self) -> T) -> Vec<T> {
        let mut all = vec![];
        self.at += 1;
        while self.text[self.at] != close {
            all.push(one(self));
            if self.text[self.at] == ',' {
                self.at += 1;
            }
        }
        self.at += 1;
        all
    }

    fn word(&mut self) -> Json {
        let start = self.at;
        while self.at < self.text.len() && !",]}".contains(self.text[self.at]) {
            self.at += 1;
        }
        let word: String = self.text[start..self.at].iter().collect();
        match word.as_str() {
            "null" => Json::Null,
            "true" | "false" => Json::Bool(word == "true"),
            number => Json::Number(number.parse().expect("a whole number")),
        }
    }

    fn string(&mut self) -> String {
        let mut units = vec![];
        self.at += 1;
        loop {
            let c = match self.next() {
                '"' => return String::from_utf16_lossy(&units),
                '\\' => match self.next() {
                    'n' => '\n',
                    't' => '\t',
                    'r' => '\r',
                    'b' => '\u{8}',
                    'f' => '\u{c}',
                    'u' => {
                        let digits: String = (0..4).map(|_| self.next()).collect();
                        units.push(u16::from_str_radix(&digits, 16).expect("four hexadecimal digits"));
                        continue;
                    }
                    c => c,
                },
                c => c,
            };
            units.extend(c.encode_utf16(&mut [0; 2]).iter());
        }
    }
}
