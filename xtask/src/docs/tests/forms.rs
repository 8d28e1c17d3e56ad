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

#[test]
fn signs_that_browsers_and_generators_add_do_not_count() {
    let page = flat();
    let tabs = print(&small(), PrintForm::Tabs);
    is_the_same(&page.replace('\n', "\n\n"), &page);
    is_the_same(&page.replace("\n\n", "\n"), &page);
    is_the_same(&page.replace("Path\n", "\u{200e}Path\u{2060}\n"), &page);
    is_the_same(&page.replace("\nGET ", "\nGET\n\n"), &page);
    for sign in ["#", " ¶"] {
        let titles: Vec<String> = page
            .lines()
            .map(|line| if line.contains("About the operation") { format!("{line}{sign}") } else { line.to_owned() })
            .collect();
        is_the_same(&titles.join("\n"), &page);
    }
    for dash in ["–", "—", "−"] {
        is_the_same(&tabs.replace("\t-\n", &format!("\t{dash}\n")), &tabs);
    }
    for mark in ["Null", "(null)", "nullable"] {
        is_the_same(&tabs.replace("\tnull\n", &format!("\t{mark}\n")), &tabs);
    }
    let quoted = |sign: &str| page.replace("About page", &format!("About {sign}page"));
    is_the_same(&quoted("’"), &quoted("'"));
    let italic = markdown().replace("| integer |", "| _integer_ |");
    is_the_same(&italic, &markdown());
}

#[test]
fn a_text_between_a_title_and_what_belongs_to_it_is_reported() {
    let page = flat();
    let with = |before: &str| headings(&page.replacen(before, &format!("{before}\nOnly for Premium\n"), 1));
    let heading = page.lines().find(|line| line.starts_with("GET ")).unwrap();
    for before in [heading, "\nQuery\n", "\nResponse\n"] {
        assert_eq!(with(before), ["Only for Premium"], "{before}");
    }
}

#[test]
fn a_status_with_a_text_behind_a_sign_is_read_and_another_notation_is_refused() {
    let page = flat();
    let text = "\n400\n\nAbout this response";
    for sign in [":", " -", " –", " —"] {
        is_the_same(&page.replace(text, &format!("\n400{sign} About this response")), &page);
    }
    for line in ["400 About this response", "Status 400", "(400) About this response"] {
        let error = read(&page.replacen(text, &format!("\n{line}"), 1)).unwrap_err();
        assert!(error.expected.starts_with("a status code alone in its line"), "{error}");
    }
    for notice in ["240 requests per hour", "Up to 400 tasks"] {
        assert_eq!(headings(&page.replacen("\n400\n", &format!("\n{notice}\n\n400\n"), 1)), [notice]);
    }
}

#[test]
fn a_table_with_other_columns_is_refused_with_its_header() {
    let page = print(&small(), PrintForm::Tabs);
    let refused = |to: &str| read(&page.replace("Name\tType\tDescription", to)).unwrap_err().to_string();
    insta::assert_snapshot!(refused("Name\tType\tDescription\tDefault"), @"line 34: expected a table with the columns name, type, required, description, or Name, Type, Description; `xtask/src/docs/page/row.rs` has to learn to read others, found `Name Type Description Default`");
    insta::assert_snapshot!(refused("Name\nType\nDescription"), @"line 34: expected a header whose columns run together or have tabs between them; copy the page again, or save it as HTML, found `Name`");
    insta::assert_snapshot!(refused("+------+------+\n| Name | Type |"), @"line 34: expected a header whose columns run together or have tabs between them; copy the page again, or save it as HTML, found `+------+------+`");
    insta::assert_snapshot!(read(&page.replacen("\tinteger\tfalse", "\tinteger\tfalse\t3\n12\n", 1)).unwrap_err(), @"line 26: expected a row of name (lower case), type, true or false, description, where a type is integer, string, boolean, number, object, file or `Array of` one of them; if it is the rest of the row above or belongs to a printed page, copy the page again, or save it as HTML, found `12`");
}

#[test]
fn names_with_upper_case_letters_are_read_where_columns_are_separate() {
    let page = print(&small(), PrintForm::Tabs).replace("\ntag_ids\t", "\ntagIds\t");
    let read = read(&page).unwrap();
    assert!(read.inventory.operations.iter().any(|o| o.body.iter().any(|field| field.name == "tagIds")));
}

#[test]
fn an_example_with_other_types_or_another_query_than_the_tables_is_reported() {
    let page = flat();
    let body = |json: &str| headings(&page.replacen(r"-d '\{\}'", &format!("-d '{json}'"), 1));
    let whole = |name: &str| format!(r#"{{"name":"{name}","position":1,"start_date":"it","tag_ids":[{{}}]}}"#);
    assert_eq!(body(&whole("string")), [""; 0]);
    assert_eq!(body(&whole("integer")), ["the example of POST /tasks sends name: integer, unlike the t…"]);
    let address = page.lines().find(|line| line.starts_with("curl -X GET")).unwrap();
    let query = |query: &str| headings(&page.replacen(address, &address.replace(" \\", &format!("?{query} \\")), 1));
    assert_eq!(query("page=1&order_by%5B%5D=name"), [""; 0]);
    assert_eq!(query("color=red"), ["the example of GET /tasks sends color, which no table lists"]);
}

#[test]
fn struck_out_text_and_explanations_of_elements_are_reported() {
    let page = print(&small(), PrintForm::Html);
    let with = |cell: &str| headings(&page.replacen("<td>page</td>", cell, 1));
    assert_eq!(with("<td><del>page</del></td>"), ["text that is struck out"]);
    let explained = "<td><abbr title=\"Only for the plan Premium\">page</abbr></td>";
    assert_eq!(with(explained), ["explanation: Only for the plan Premium"]);
}

#[test]
fn other_forms_are_refused_by_their_names() {
    let name = |bytes: &[u8]| page::read(bytes, &PathSelection::All).unwrap_err().found;
    let html = |body: &str| format!("<!doctype html><html><head></head><body>{body}</body></html>").into_bytes();
    assert_eq!(name(b"%PDF-1.7\n\xe2\xe3"), "a PDF");
    assert_eq!(name(b"PK\x03\x04\x00\x00\x00\x00\x00"), "a ZIP archive or an office document");
    assert_eq!(name(b"\x1f\x8b\x08\0\0\0\0\0\0"), "a compressed file");
    assert_eq!(name(b"MIME-Version: 1.0\n\n<html>"), "a page saved as a single file (MHTML)");
    assert_eq!(name(b"{\"info\": {\"_postman_id\": \"1\"}}"), "a Postman collection");
    assert_eq!(name(&html("<redoc spec-url=\"a.json\"></redoc>")), "HTML of Redoc");
    assert_eq!(name(&html("<div id=\"swagger-ui\"><h2>Tasks</h2></div>")), "HTML of Swagger UI");
    assert_eq!(name(&html("<div id=\"root\"></div>")), "HTML whose text a script writes");
    let other = page::read(&html("<h2>List tasks</h2>"), &PathSelection::All).unwrap_err();
    assert!(other.expected.ends_with("the text of the vendor's own page"), "{other}");
    // A page of the vendor keeps its exact error, whatever else is on it.
    let page = print(&small(), PrintForm::Html).replacen("<main>", "<p>swagger-ui</p><main>", 1);
    assert_eq!(
        name(page.replacen("<td>integer</td>", "<td>whole</td>", 1).as_bytes()),
        "organization_id whole true About organization_id, variant 00…"
    );
}
