//! Names that can harm the terminal, log or table in which they are printed, or mislead the reader.

use crate::task::Task;

/// Names of hostile tasks. Each can occur in a workspace that many tools edit.
const NAMES: [&str; 16] = [
    // Colours, the window's title, the clipboard, the cursor.
    "Red \u{1b}[31malert\u{1b}[0m",
    "Title \u{1b}]0;owned\u{7}",
    "Clipboard \u{1b}]52;c;cm0gLXJmIC8=\u{7}",
    "Cleared \u{1b}[2J\u{1b}[H",
    // The same introducers as single characters (C1).
    "C1 \u{9b}31mred and \u{9d}0;title\u{9c}",
    // Text with reversed direction, and invisible text.
    "Invoice \u{202e}fdp.exe",
    "Isolated \u{2066}right\u{2069} and \u{2067}left",
    "Zero\u{200b}width\u{200d}joined\u{2060}",
    "\u{feff}Byte order mark",
    "Tags \u{e0041}\u{e0042} unseen",
    // Line breaks, with and without line feeds, and control characters.
    "Line\u{2028}and paragraph\u{2029}separators",
    "Line\nfeed, carriage\rreturn, tab\tand\u{b}more\u{85}",
    "Backspaced\u{8}\u{8}\u{8}\u{8} \u{7f}and null \u{0}",
    // Text whose length in characters differs from its width.
    "Zalgo t\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}\u{307}ext",
    "Family 👨\u{200d}👩\u{200d}👧\u{200d}👦 and flag 🇳🇴",
    // Text that spreadsheets, browsers and Markdown interpret.
    "=HYPERLINK(\"http://evil.example\",\"<script>alert(1)</script>\") | `code` | \"quoted\", semi;colon",
];

/// The length of a very long name, in double-width characters.
const LONG: usize = 5_000;

/// Gives a seeded task hostile texts that depend only on its index.
pub(super) fn retitle(task: &mut Task, index: usize) {
    let name = match NAMES.get(index % (NAMES.len() + 1)) {
        Some(name) => (*name).to_owned(),
        None => "長".repeat(LONG),
    };
    if index % 4 == 1 {
        task.set("notes", name.clone());
        task.set("description", name.clone());
    }
    task.set("name", name);
}
