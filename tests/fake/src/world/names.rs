//! What the seeded tasks are called. Several languages and scripts, because a list that is only ever ASCII hides bugs.

/// Names of ordinary tasks, used round and round.
const NAMES: [&str; 48] = [
    "Write the launch announcement",
    "Fix the sticky header on Safari",
    "Angebot für die Plakatserie überarbeiten",
    "Compress the hero images",
    "春のメニューの写真を選ぶ",
    "Collect testimonials from three regulars",
    "Reply to the printer about paper stock",
    "Redirects from the old shop",
    "Revisar la carta de vinos con Café Ñandú",
    "Sketch icons for the tariff page",
    "Set up staging behind a password",
    "Proofread the allergy notices",
    "Klimarechner: Formeln mit dem Kunden abstimmen",
    "Choose a typeface that has ł and ő",
    "🚀 Launch checklist",
    "Migrate the newsletter list",
    "Draft interview questions for the designer role",
    "Photograph the new signage at dusk",
    "Présenter la maquette à l'équipe",
    "Measure page weight before and after",
    "Cookie banner without dark patterns",
    "Order business cards for Samuel",
    "Wireframes for the booking flow",
    "Update the font licences",
    "Prepare invoice 2026-014",
    "Переписать подписи к галерее",
    "Alt texts for the gallery",
    "Ask legal about the photo releases",
    "Storyboard for the 15-second spot",
    "Test the contact form with a screen reader",
    "Tidy the shared drive",
    "Social cards for all subpages",
    "看板の校正刷りを確認する",
    "Rewrite the 404 page",
    "Plan the studio's spring lunch 🍜",
    "Export the logo for dark backgrounds",
    "Estimate phase two",
    "Speed up the product search",
    "Korrekturschleife Broschüre (3. Runde)",
    "Back up the analytics before the move",
    "Colour contrast of the price table",
    "Book the room for the kick-off",
    "Translate the imprint into English",
    "Compare three payment providers",
    "Retro: what slowed us down in February?",
    "Renew the wildcard certificate",
    "Mood board \"harbour at night\"",
    "Handover notes for the freelance illustrator",
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

/// Names of tasks that came out of a calendar.
const MEETINGS: [&str; 6] = [
    "Weekly with Harbour & Vine",
    "Design critique",
    "Jour fixe Nordlicht",
    "桜カフェ 打ち合わせ",
    "Coffee with Priya ☕",
    "Quarterly numbers",
];

pub(super) fn task(index: usize) -> &'static str {
    NAMES[index % NAMES.len()]
}

pub(super) fn step(index: usize) -> &'static str {
    STEPS[index % STEPS.len()]
}

pub(super) fn meeting(index: usize) -> &'static str {
    MEETINGS[index % MEETINGS.len()]
}
