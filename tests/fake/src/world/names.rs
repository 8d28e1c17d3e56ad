//! Names of the seeded tasks, in several languages and scripts: ASCII alone would hide bugs.

/// Names of ordinary tasks by the index of their project in the world; the last list is for tasks without a project.
const NAMES: [&[&str]; 7] = [
    &[
        "Write the launch announcement",
        "Fix the sticky header on Safari",
        "Compress the hero images",
        "Redirects from the old shop",
        "Set up staging behind a password",
        "Test the contact form with a screen reader",
        "Wireframes for the booking flow",
        "🚀 Launch checklist",
        "Rewrite the 404 page",
        "Measure page weight before and after",
        "Cookie banner without dark patterns",
    ],
    &[
        "Angebot für die Plakatserie überarbeiten",
        "Sketch icons for the tariff page",
        "Klimarechner: Formeln mit dem Kunden abstimmen",
        "Storyboard for the 15-second spot",
        "Ask legal about the photo releases",
        "Korrekturschleife Broschüre (3. Runde)",
        "Colour contrast of the price table",
        "Migrate the newsletter list",
        "Social cards for all subpages",
    ],
    &[
        "春のメニューの写真を選ぶ",
        "Reply to the printer about paper stock",
        "看板の校正刷りを確認する",
        "Photograph the new signage at dusk",
        "Proofread the allergy notices",
        "Choose a typeface that has 漢字 and ő",
        "Alt texts for the gallery",
        "英語版メニューの誤字を直す",
    ],
    &[
        "Draft interview questions for the designer role",
        "Book the room for the second interviews",
        "Update the job advert on the website",
        "Reply to the March applicants",
        "Plan the first week for the new developer",
        "Переписать объявление о вакансии",
    ],
    &[
        "Tidy the shared drive",
        "Renew the wildcard certificate",
        "Plan the studio's spring lunch 🍜",
        "Update the font licences",
        "Order business cards for Samuel",
        "Compare three payment providers",
        "Retro: what slowed us down in February?",
        "Back up the analytics before the move",
        "Descale the coffee machine",
    ],
    &[
        "Export the logo for dark backgrounds",
        "Mood board \"harbour at night\"",
        "Handover notes for the freelance illustrator",
        "Describe the tone of voice on one page",
        "Présenter la maquette à l'équipe",
        "Archive the sources of the old logo",
    ],
    &[
        "Prepare invoice 2026-014",
        "Revisar la carta de vinos con Café Ñandú",
        "Call back the caterer",
        "Estimate phase two for Nordlicht",
        "Translate the imprint into English",
        "Collect testimonials from three regulars",
        "Ask Priya about her holiday",
        "Read the draft contract",
    ],
];

/// Names of subtasks.
const STEPS: [&str; 8] = [
    "First draft",
    "Gather examples",
    "Feedback round with the client",
    "Zweite Fassung",
    "Final check on a phone",
    "Send for approval ✉️",
    "File the sources",
    "下書きを見直す",
];

/// Names of tasks from a calendar.
const MEETINGS: [&str; 6] = [
    "Weekly with Harbour & Vine",
    "Design critique",
    "Jour fixe Nordlicht",
    "桜カフェ 打ち合わせ",
    "Coffee with Priya ☕",
    "Quarterly numbers",
];

/// Returns the name of the nth ordinary task of a project.
pub(super) fn task(project: usize, nth: usize) -> &'static str {
    let names = NAMES[project % NAMES.len()];
    names[nth % names.len()]
}

pub(super) fn step(index: usize) -> &'static str {
    STEPS[index % STEPS.len()]
}

pub(super) fn meeting(index: usize) -> &'static str {
    MEETINGS[index % MEETINGS.len()]
}
