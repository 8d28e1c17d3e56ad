//! Tests pages of other generators and browsers: the same facts in another notation, or a refusal that says what to do.

use super::*;

/// Returns the small page in Markdown.
pub(super) fn markdown() -> String {
    let mut out = String::new();
    for line in print(&small(), PrintForm::Tabs).lines() {
        let row = |cells: Vec<&str>| format!("| {} |", cells.join(" | "));
        match line.split('\t').collect::<Vec<_>>() {
            cells if cells.len() == 1 => out += line,
            cells => {
                out += &row(cells.clone());
                if line.to_ascii_lowercase().starts_with("name\ttype") {
                    out += &format!("\n{}", row(vec!["---"; cells.len()]));
                }
            }
        }
        out.push('\n');
    }
    out
}

fn flat() -> String {
    print(&small(), PrintForm::Flat)
}

fn headings(page: &str) -> Vec<String> {
    read(page).unwrap().unrecognized.into_iter().map(|section| section.heading).collect()
}

#[track_caller]
fn is_the_same(page: &str, base: &str) {
    assert_ne!(page, base, "the variant changes nothing");
    let (page, base) = (read(page).unwrap(), read(base).unwrap());
    assert_eq!(page.inventory, base.inventory);
    assert_eq!(page.unrecognized, []);
}

#[test]
fn markdown_of_other_generators_is_read() {
    let page = markdown();
    assert_eq!(read(&page).unwrap().inventory, reread(&small(), PrintForm::Tabs).inventory);
    for (from, to) in [
        ("| --- ", "| - "),
        ("| --- ", "|\u{a0}:--: "),
        ("| page |", "| [page](#page) |"),
        ("| order_by[] |", "| [**order_by[]**](#order_by) |"),
        ("| object |", "| [object](#object) |"),
        ("| object |", "| <span>object</span> |"),
        ("About page, variant", "About page,<br />variant"),
        ("About page,", "About&#32;page&#x2c;"),
        ("\nParameters\n", "\n<!-- made\nby hand -->\nParameters\n"),
        ("\nParameters\n", "\n***\n\nParameters\n"),
        ("\nParameters\n", "\nParameters\n----------\n"),
        ("\nParameters\n", "\n### Parameters {#parameters-1}\n"),
        ("\ncurl ", "\n<Tabs>\n<TabItem value=\"curl\">\n\ncurl "),
        ("|\n| ", "|\n\n| "),
    ] {
        assert!(page.contains(from), "the page has no {from:?}: {page}");
        is_the_same(&page.replace(from, to), &page);
    }
    let without_bars: Vec<&str> =
        page.lines().map(|line| line.strip_prefix("| ").and_then(|l| l.strip_suffix(" |")).unwrap_or(line)).collect();
    is_the_same(&without_bars.join("\n"), &page);
}

#[test]
fn placeholders_and_code_in_markdown_keep_their_signs() {
    let page = markdown();
    let with = |text: &str| {
        read(&page.replacen("About page,", text, 1)).unwrap().inventory.operations[0].query[0].wording.clone()
    };
    for (one, other) in [("a <id>", "a"), ("`<br>`", ""), ("x <b and c> d", "x d"), ("a [b] (c)", "a b")] {
        assert_ne!(with(one), with(other), "{one}");
    }
}

#[test]
fn soft_hyphens_do_not_count() {
    let page = flat();
    is_the_same(&page.replace("organization_id", "organization_\u{ad}id"), &page);
}

#[test]
fn a_status_with_its_standard_text_in_one_line_is_read() {
    let page = flat();
    let of = |page: &str| read(page).unwrap().inventory.operations[0].responses[1].clone();
    let below = of(&page.replacen("\n400\n\nAbout this response, variant 0000000a\n", "\n400\n\nBad Request\n", 1));
    let beside = of(&page.replacen("\n400\n\nAbout this response, variant 0000000a\n", "\n400 Bad Request\n", 1));
    let again = of(&page.replacen("\n400\n\nAbout this response, variant 0000000a\n", "\n400\n\n400 Bad Request\n", 1));
    assert_eq!(below, beside);
    assert_eq!((again.status, again.wording == below.wording), (400, false));
}

#[test]
fn a_notice_before_the_first_operation_is_reported_and_a_menu_is_not() {
    let page = flat();
    let with = |line: &str| headings(&page.replacen("Tasks\n", &format!("Tasks\n\n{line}\n"), 1));
    assert_eq!(with("This version ends in 2027."), ["This version ends in 2027."]);
    assert_eq!(
        with("Tasks, projects and tags of a workspace in one place"),
        ["Tasks, projects and tags of a workspace in one place"]
    );
    for menu in ["Home / API / Tasks", "GET List tasks of a person who is in the workspace", "On this page"] {
        assert_eq!(with(menu), [""; 0], "{menu}");
    }
}

#[test]
fn a_second_example_is_reported_unless_it_sends_the_same() {
    let page = flat();
    let first = &page[page.find("curl ").unwrap()..page.find("\nParameters").unwrap()];
    let with = |example: &str| headings(&page.replacen(first, &format!("{first}\n{example}\n"), 1));
    assert_eq!(with(first.trim()), [""; 0]);
    assert_eq!(with(&first.trim().replace('\\', "").replace('\n', " ")), [""; 0]);
    let other = first.trim().replace("-u <email>:<password>", "-H \"Authorization: Bearer <key>\"");
    assert_eq!(with(&other), ["another example, which does not send the same as the first"]);
}

#[test]
fn an_example_on_one_line_or_with_a_body_of_many_lines_is_read() {
    let page = flat();
    is_the_same(&page.replace(" \\\n", " "), &page);
    let body = "-d '{\n\"name\": \"string\",\n\"position\": 0,\n\"start_date\": \"it\",\n\"tag_ids\": [0]\n}' \\";
    is_the_same(&page.replacen(r"-d '\{\}' \", body, 1), &page);
}

#[test]
fn tables_that_look_right_and_are_not_are_refused_with_what_to_do() {
    let page = flat();
    let refused = |from: &str, to: &str| {
        assert!(page.contains(from), "the page has no {from:?}: {page}");
        read(&page.replace(from, to)).unwrap_err().to_string()
    };
    insta::assert_snapshot!(refused("nametyperequireddescription", "name type required description"), @"line 18: expected a header whose columns run together or have tabs between them; copy the page again, or save it as HTML, found `name type required description`");
    insta::assert_snapshot!(refused("tag_idsArray of integer", "tag_idsinteger[]"), @"line 88: expected a row of name (lower case), type, description, where a type is integer, string, boolean, number, object, file or `Array of` one of them, found `tag_idsinteger[]-`");
    insta::assert_snapshot!(refused("\nQuery\n", "\nQuery parameters\n"), @"line 22: expected `Path`, `Query`, `Body` or `Response`, found `Query parameters`");
}

#[test]
fn numbered_titles_are_read_without_their_numbers() {
    let page =
        flat().replace("\nGET ", "\n3. GET ").replace("\nPOST ", "\n4) POST ").replace("\nPATCH ", "\n10.2 PATCH ");
    is_the_same(&page, &flat());
}

#[test]
fn texts_beside_the_operations_of_a_saved_page_are_reported_unless_they_are_labels() {
    let page = print(&small(), PrintForm::Html);
    let with = |before: &str, text: &str| headings(&page.replacen(before, &format!("{text}{before}"), 1));
    assert_eq!(with("<main>", "<div>This version ends in 2027.</div>"), ["This version ends in 2027."]);
    assert_eq!(with("<h2>", "<img alt=\"Only for the plan Premium\">"), ["image: Only for the plan Premium"]);
    assert_eq!(
        with("<pre>", "<button>Only for the plan <b>Premium</b></button>"),
        ["button: Only for the plan Premium"]
    );
    for label in ["<a>Skip to main content</a>", "<button>Copy</button>", "<button>Expand the menu</button>"] {
        assert_eq!(with("<main>", label), [""; 0], "{label}");
    }
    assert_eq!(with("<pre>", "<img alt=\"\"><img alt=\"A diagram\"><button>Copy</button>"), [""; 0]);
}
