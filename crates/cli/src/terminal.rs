//! Progress bars on a terminal, silence in a pipe.

use std::io::IsTerminal;
use std::sync::Mutex;

use indicatif::{ProgressBar, ProgressStyle};
use traction_office::Progress;

/// Draws one bar at a time on standard error, if that is a terminal.
#[derive(Debug)]
pub struct Bars {
    shown: bool,
    current: Mutex<Option<ProgressBar>>,
}

impl Bars {
    /// Bars when standard error is a terminal.
    pub fn new() -> Self {
        Bars { shown: std::io::stderr().is_terminal(), current: Mutex::new(None) }
    }

    fn with(&self, act: impl FnOnce(&mut Option<ProgressBar>)) {
        if self.shown
            && let Ok(mut current) = self.current.lock()
        {
            act(&mut current);
        }
    }
}

impl Progress for Bars {
    fn begin(&self, what: &str, total: Option<u64>) {
        self.with(|current| {
            if let Some(bar) = current.take() {
                bar.finish_and_clear();
            }
            let bar = match total {
                Some(total) => ProgressBar::new(total),
                None => ProgressBar::new_spinner(),
            };
            let template = if total.is_some() {
                "{msg:<40!} {bar:30} {percent:>3}%  {elapsed}"
            } else {
                "{msg:<40!} {spinner}  {elapsed}"
            };
            if let Ok(style) = ProgressStyle::with_template(template) {
                bar.set_style(style.progress_chars("━╸ "));
            }
            bar.set_message(what.to_owned());
            bar.enable_steady_tick(std::time::Duration::from_millis(120));
            *current = Some(bar);
        });
    }

    fn reach(&self, done: u64) {
        self.with(|current| {
            if let Some(bar) = current {
                bar.set_position(done);
            }
        });
    }

    fn end(&self) {
        self.with(|current| {
            if let Some(bar) = current.take() {
                bar.finish_and_clear();
            }
        });
    }

    fn say(&self, words: &str) {
        let mut said = false;
        self.with(|current| {
            if let Some(bar) = current {
                bar.println(words);
                said = true;
            }
        });
        if !said {
            eprintln!("{words}");
        }
    }
}
