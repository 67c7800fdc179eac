//! Addresses with query strings, so that whatever a page shows can be shared and come back to.

use std::fmt::Write;

/// A path with its query; pairs whose value is empty are left out.
pub fn href(path: &str, query: &[(&str, &str)]) -> String {
    let mut address = path.to_owned();
    for (key, value) in query.iter().filter(|(_, value)| !value.is_empty()) {
        address.push(if address.contains('?') { '&' } else { '?' });
        address.push_str(key);
        address.push('=');
        address.push_str(&escape(value));
    }
    address
}

/// A path whose last step is a name that may hold anything, such as a school's number.
pub fn below(path: &str, name: &str) -> String {
    format!("{path}/{}", escape(name))
}

/// Everything but letters, digits and four marks as percent signs and hexadecimal digits
/// (RFC 3986, section 2.3).
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            escaped.push(char::from(byte));
        } else {
            let _ = write!(escaped, "%{byte:02X}");
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_empty_is_left_out_and_the_rest_is_escaped() {
        let query = [("measure", "a"), ("school", ""), ("group", "race_ethnicity=black")];
        assert_eq!(href("/gaps", &query), "/gaps?measure=a&group=race_ethnicity%3Dblack");
        assert_eq!(href("/gaps", &[]), "/gaps");
        assert_eq!(below("/schools", "0412/é"), "/schools/0412%2F%C3%A9");
    }
}
