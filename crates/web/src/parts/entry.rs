//! A form that is sent: labelled fields, what is wrong beside each, one button.
//!
//! It needs no script, works by keyboard, and holds the token of the page's frame, without which
//! nothing is done. A form that is shown again because something is wrong is where the page opens:
//! its address ends in its id.

use askama::Template;

use super::Choice;
use crate::frame::Frame;
use crate::server::Fields;

/// How something is entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A line of text.
    Text,
    /// An e-mail address that names an account.
    Email,
    /// The password that somebody has.
    Password,
    /// A password that somebody chooses.
    NewPassword,
    /// A whole number.
    Number,
    /// A day.
    Date,
    /// Several lines, so many of them shown.
    Long(u32),
    /// One of these.
    Choose(Vec<Choice>),
    /// Any of these.
    Tick(Vec<Choice>),
    /// Sent along, not shown.
    Hidden,
}

/// One field of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// The name that is sent.
    pub name: String,
    /// What is asked for.
    pub label: String,
    /// What helps to answer; empty when nothing must be said.
    pub hint: String,
    /// How it is entered.
    pub input: Input,
    /// What stands in it.
    pub value: String,
    /// What is wrong with what stands in it.
    pub wrong: Option<String>,
    /// Whether it may be left empty.
    pub optional: bool,
}

impl Field {
    /// A field that must be filled in.
    pub fn of(name: &str, label: &str, input: Input) -> Field {
        Field {
            name: name.to_owned(),
            label: label.to_owned(),
            hint: String::new(),
            input,
            value: String::new(),
            wrong: None,
            optional: false,
        }
    }

    /// A value that is sent along.
    pub fn hidden(name: &str, value: &str) -> Field {
        Field::of(name, "", Input::Hidden).holding(value)
    }

    /// Says what helps to answer.
    #[must_use]
    pub fn saying(mut self, hint: &str) -> Field {
        hint.clone_into(&mut self.hint);
        self
    }

    /// Puts a value in it.
    #[must_use]
    pub fn holding(mut self, value: &str) -> Field {
        value.clone_into(&mut self.value);
        self
    }

    /// Lets it be left empty.
    #[must_use]
    pub fn optional(mut self) -> Field {
        self.optional = true;
        self
    }

    fn kind(&self) -> &'static str {
        match self.input {
            Input::Email => "email",
            Input::Password | Input::NewPassword => "password",
            Input::Date => "date",
            _ => "text",
        }
    }

    fn filled_in_by(&self) -> &'static str {
        match self.input {
            Input::Email => "username",
            Input::Password => "current-password",
            Input::NewPassword => "new-password",
            _ => "off",
        }
    }

    /// How many lines of a long field are shown: what stands in it, if there is room for that.
    fn shown(&self, least: &u32) -> u32 {
        const LETTERS_A_LINE: usize = 50;
        const MOST: usize = 12;
        let lines = self.value.lines().map(|line| 1 + line.chars().count() / LETTERS_A_LINE);
        u32::try_from(lines.sum::<usize>().min(MOST)).unwrap_or_default().max(*least)
    }

    fn is_number(&self) -> bool {
        self.input == Input::Number
    }

    /// The ids of what describes the field, for those who hear the page.
    fn described_by(&self, form: &str) -> String {
        let mut ids = Vec::new();
        if !self.hint.is_empty() {
            ids.push(format!("{form}-{}-hint", self.name));
        }
        if self.wrong.is_some() {
            ids.push(format!("{form}-{}-wrong", self.name));
        }
        ids.join(" ")
    }
}

/// A form that is sent.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "parts/entry.html")]
pub struct Entry {
    /// Names it on its page.
    pub id: String,
    /// Where it is sent.
    pub action: String,
    /// Proves that it came from the page.
    pub token: String,
    /// Its fields.
    pub fields: Vec<Field>,
    /// What the button says.
    pub button: String,
    /// What the button says to those who hear it among others; empty when the words suffice.
    pub about: String,
    /// What is wrong with the whole.
    pub wrong: Option<String>,
    /// Whether it is one button in a row of others.
    pub small: bool,
    /// The word for what may be left empty, in the language of the form.
    pub optional_says: &'static str,
}

impl Entry {
    /// A form of a page.
    pub fn of(frame: &Frame, id: &str, action: &str, button: &str) -> Entry {
        Entry {
            id: id.to_owned(),
            action: action.to_owned(),
            token: frame.around.token.clone(),
            fields: Vec::new(),
            button: button.to_owned(),
            about: String::new(),
            wrong: None,
            small: false,
            optional_says: "optional",
        }
    }

    /// A form that is one button; `about` says what it acts on.
    pub fn button(frame: &Frame, id: &str, action: &str, button: &str, about: &str) -> Entry {
        Entry { small: true, about: about.to_owned(), ..Entry::of(frame, id, action, button) }
    }

    /// Adds a field.
    #[must_use]
    pub fn with(mut self, field: Field) -> Entry {
        self.fields.push(field);
        self
    }

    /// Puts back what somebody typed, so that nobody types it twice.
    pub fn hold(&mut self, typed: &Fields) {
        for field in &mut self.fields {
            match &mut field.input {
                Input::Hidden | Input::Password | Input::NewPassword => {}
                Input::Choose(choices) | Input::Tick(choices) => {
                    for choice in choices {
                        choice.chosen = typed.all(&field.name).any(|value| value == choice.value);
                    }
                }
                _ => field.value = typed.text(&field.name).to_owned(),
            }
        }
    }

    /// Says what is wrong with a field, or with the whole when there is no such field.
    pub fn refuse(&mut self, name: &str, words: &str) {
        match self.fields.iter_mut().find(|field| field.name == name) {
            Some(field) => field.wrong = Some(words.to_owned()),
            None => self.wrong = Some(words.to_owned()),
        }
    }

    /// Whether something is wrong with it.
    pub fn is_wrong(&self) -> bool {
        self.wrong.is_some() || self.fields.iter().any(|field| field.wrong.is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::Section;

    fn form() -> Entry {
        let frame = Frame::of("Page", "Riverbend", Section::Home);
        let choices = vec![Choice { value: "a".into(), text: "<A>".into(), chosen: true }];
        Entry::of(&frame, "add", "/people", "Add")
            .with(Field::of("email", "E-mail", Input::Email).saying("As it is written"))
            .with(Field::of("role", "Role", Input::Choose(choices.clone())))
            .with(Field::of("places", "Schools", Input::Tick(choices)).optional())
            .with(Field::of("note", "Note", Input::Long(4)).holding("<b>").optional())
            .with(Field::hidden("then", "/gaps"))
    }

    #[test]
    fn what_was_typed_stands_in_the_form_again() {
        let frame = Frame::of("Page", "Riverbend", Section::Home);
        let choice = |value: &str| Choice {
            value: value.to_owned(),
            text: value.to_uppercase(),
            chosen: value == "a",
        };
        let mut form = Entry::of(&frame, "f", "/f", "Keep")
            .with(Field::hidden("seen", "7"))
            .with(Field::of("words", "Words", Input::Long(3)).holding("as it stood"))
            .with(Field::of("who", "Who", Input::Tick(vec![choice("a"), choice("b")])));
        form.hold(&Fields::of(&[("seen", "9"), ("words", "two\nlines"), ("who", "b")]));
        assert_eq!(form.fields[0].value, "7", "what is hidden is the page's own");
        assert_eq!(form.fields[1].value, "two\nlines");
        let Input::Tick(who) = &form.fields[2].input else { panic!("ticks") };
        assert_eq!(who.iter().map(|c| c.chosen).collect::<Vec<_>>(), [false, true]);
    }

    #[test]
    fn every_field_has_its_label_and_what_is_wrong_stands_beside_it() {
        let mut form = form();
        form.refuse("email", "This is no address.");
        form.refuse("nothing", "The whole is wrong.");
        let html = form.render().unwrap();
        assert!(html.contains(r#"<label for="add-email">E-mail</label>"#), "{html}");
        assert!(html.contains(r#"aria-describedby="add-email-hint add-email-wrong""#), "{html}");
        assert!(html.contains(r#"aria-invalid="true""#) && html.contains("The whole is wrong."));
        assert!(html.contains(r#"<input type="hidden" name="form_token""#));
        assert!(html.contains("&#60;b&#62;") && html.contains("&#60;A&#62;"), "{html}");
        assert_eq!(html.matches("<button").count(), 1);
        assert!(!html.contains("<script") && !html.contains(" style="));
    }
}
