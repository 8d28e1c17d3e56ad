//! The seeded workspace: Lumen & Lark, a small agency for brands and websites.
//!
//! Every kind of object of the API occurs at least once: a completed project, a private one, an internal one without a
//! client, every type of custom field, a deleted option, a ghost, a person in no team.

use serde_json::json;

use super::{Client, CustomField, Ghost, Project, Series, Status, Tag, Team, User, World};

const INES: i64 = 8_800_001;
const TOMASZ: i64 = 8_800_002;
const AIKO: i64 = 8_800_003;
const SAMUEL: i64 = 8_800_004;
const PRIYA: i64 = 8_800_005;

const STAGE: i64 = 51;
const CHANNELS: i64 = 52;
const BRIEF: i64 = 53;
const BUDGET: i64 = 54;
const LAUNCH: i64 = 55;
const RETAINER: i64 = 56;
const LEADS: i64 = 57;

impl World {
    /// Builds the agency.
    pub(crate) fn agency() -> Self {
        Self {
            organization_id: 4_512_087,
            workspace_id: 9_031_554,
            foreign_organization_id: 4_512_088,
            foreign_workspace_id: 9_031_555,
            user_id: INES,
            clients: clients(),
            projects: projects(),
            statuses: statuses(),
            tags: tags(),
            users: users(),
            teams: vec![
                Team { id: 610, name: "Design", members: vec![AIKO, SAMUEL] },
                Team { id: 611, name: "Development", members: vec![TOMASZ, AIKO] },
                Team { id: 612, name: "Accounts", members: vec![INES] },
            ],
            ghosts: vec![
                Ghost { id: 9_900_001, name: "Freelance illustrator" },
                Ghost { id: 9_900_002, name: "Future QA hire" },
            ],
            series: vec![
                Series { id: 330_001, name: "Monday planning round", rrule: "FREQ=WEEKLY;BYDAY=MO", every_days: 7 },
                Series {
                    id: 330_002,
                    name: "Send the monthly invoices",
                    rrule: "FREQ=MONTHLY;BYMONTHDAY=1",
                    every_days: 30,
                },
                Series { id: 330_003, name: "Check last night's backups", rrule: "FREQ=DAILY", every_days: 1 },
            ],
            custom_fields: custom_fields(),
        }
    }
}

fn clients() -> Vec<Client> {
    vec![
        Client { id: 2_050_001, name: "Harbour & Vine" },
        Client { id: 2_050_002, name: "Nordlicht Energie GmbH" },
        Client { id: 2_050_003, name: "桜カフェ" },
        Client { id: 2_050_004, name: "Café Ñandú" },
    ]
}

fn statuses() -> Vec<Status> {
    vec![
        Status { id: 701, name: "Todo", status_type: "todo", emoji: "📋" },
        Status { id: 702, name: "Doing", status_type: "in_progress", emoji: "🚧" },
        Status { id: 703, name: "Waiting for client", status_type: "blocked", emoji: "⏳" },
        Status { id: 704, name: "Done", status_type: "done", emoji: "✅" },
        // A second status of this type: clients must not assume that the type identifies the status.
        Status { id: 705, name: "In review", status_type: "in_progress", emoji: "👀" },
    ]
}

fn tags() -> Vec<Tag> {
    vec![
        Tag { id: 801, name: "urgent", color: "#d92b2b" },
        Tag { id: 802, name: "copy", color: "#2b6cd9" },
        Tag { id: 803, name: "bug 🐞", color: "#8a2bd9" },
        Tag { id: 804, name: "Rückfrage", color: "#d9a12b" },
        Tag { id: 805, name: "quick win", color: "#2bd96c" },
    ]
}

fn users() -> Vec<User> {
    vec![
        User { id: INES, name: "Inês Carvalho" },
        User { id: TOMASZ, name: "Tomasz Wójcik" },
        User { id: AIKO, name: "Aiko Tanaka" },
        User { id: SAMUEL, name: "Samuel Okafor" },
        // In no team, so that the filter for tasks without a team matches tasks with an assignee.
        User { id: PRIYA, name: "Priya Raman" },
    ]
}

fn projects() -> Vec<Project> {
    vec![
        Project {
            id: 4_100_001,
            name: "Website relaunch",
            client_id: Some(2_050_001),
            color: "#0b83d9",
            private: false,
            completed: false,
            custom_fields: vec![
                (STAGE, json!(5101)),
                (CHANNELS, json!([5203, 5201])),
                (BRIEF, json!("Warm, salty, a little wry")),
                (BUDGET, json!(18500)),
                (LAUNCH, json!("2026-04-15")),
                (RETAINER, json!(false)),
                (LEADS, json!([AIKO, INES])),
            ],
            hourly_rate: Some((95.0, "EUR")),
        },
        Project {
            id: 4_100_002,
            name: "Ökostrom-Kampagne",
            client_id: Some(2_050_002),
            color: "#9e5bd9",
            private: false,
            completed: false,
            custom_fields: vec![
                (STAGE, json!(5102)),
                (CHANNELS, json!([5202])),
                (BUDGET, json!(42000.5)),
                (RETAINER, json!(true)),
            ],
            hourly_rate: Some((110.5, "EUR")),
        },
        Project {
            id: 4_100_003,
            name: "メニューとサイン",
            client_id: Some(2_050_003),
            color: "#d94182",
            private: false,
            completed: false,
            custom_fields: vec![(STAGE, json!(5103)), (BRIEF, json!("春のメニュー"))],
            hourly_rate: None,
        },
        Project {
            id: 4_100_005,
            name: "Hiring",
            client_id: None,
            color: "#c7741c",
            private: true,
            completed: false,
            custom_fields: vec![(LEADS, json!([INES]))],
            hourly_rate: None,
        },
        Project {
            id: 4_100_006,
            name: "Studio housekeeping",
            client_id: None,
            color: "#06a893",
            private: false,
            completed: false,
            custom_fields: Vec::new(),
            hourly_rate: None,
        },
        Project {
            id: 4_100_004,
            name: "Brand book 2025",
            client_id: Some(2_050_001),
            color: "#566614",
            private: false,
            completed: true,
            custom_fields: Vec::new(),
            hourly_rate: Some((90.0, "EUR")),
        },
    ]
}

fn custom_fields() -> Vec<CustomField> {
    let plain = |id, name, field_type| CustomField { id, name, field_type, options: Vec::new() };
    vec![
        CustomField {
            id: STAGE,
            name: "Stage",
            field_type: "select",
            options: vec![(5101, "Build", false), (5102, "Concept", false), (5103, "Pitch", true)],
        },
        CustomField {
            id: CHANNELS,
            name: "Channels",
            field_type: "multi_select",
            options: vec![(5201, "Web", false), (5202, "Print", false), (5203, "Social", false)],
        },
        plain(BRIEF, "Tone of voice", "text"),
        plain(BUDGET, "Budget", "number"),
        plain(LAUNCH, "Launch day", "date"),
        plain(RETAINER, "On retainer", "checkbox"),
        plain(LEADS, "Leads", "users"),
    ]
}
