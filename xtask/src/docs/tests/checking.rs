//! `docs check`: every fact is held against the spec, no departure is silent, none is kept when it became untrue.

use super::*;

/// The small spec with one thing changed.
fn spec(from: &str, to: &str) -> String {
    assert!(FIXTURE_SPEC.contains(from), "the fixture has no {from:?}");
    FIXTURE_SPEC.replacen(from, to, 1)
}

/// What is reported: facts that fail, departures that became untrue, problems.
fn said(report: &Report) -> Vec<String> {
    let failing = report.failing.iter().map(|f| format!("fails: {}: {}", f.fact, f.todo));
    let untrue = report.untrue.iter().map(|d| format!("untrue: {} at {}", d.key, d.pointer));
    let problems = report.problems.iter().map(|p| format!("{}: {}", p.pointer, p.what));
    failing.chain(untrue).chain(problems).collect()
}

#[track_caller]
fn says(report: &Report, expected: &[&str]) {
    assert_eq!(said(report), expected);
}

const ITEMS: &str = "/paths/~1organizations~1{organization_id}~1workspaces~1{workspace_id}~1";

#[test]
fn a_whole_spec_holds_all_facts_and_departures() {
    let report = checked(FIXTURE_SPEC, &small());
    says(&report, &[]);
    assert_eq!((report.facts, report.departures), (55, 22));
    let text = check::render(&report, &Spec::parse(FIXTURE_SPEC).unwrap(), "spec.yaml");
    assert_eq!(text, "facts 55/55\ndepartures 22/22\n");
}

#[test]
fn no_fact_of_the_page_can_change_unnoticed() {
    let spec = Spec::parse(FIXTURE_SPEC).unwrap();
    let expected = check::expected_facts::expected_facts(&spec);
    let mut tried = 0;
    for line in FIXTURE.lines().filter(|l| !l.starts_with('#') && !l.contains(" title ") && !l.contains(" summary ")) {
        let words: Vec<&str> = line.split(' ').collect();
        let other = |word: &str| {
            if word.contains("string") { word.replace("string", "number") } else { word.replace("integer", "string") }
        };
        let retyped: String = words.iter().map(|word| other(word)).collect::<Vec<_>>().join(" ");
        let flags = if line.contains("optional") {
            line.replace("optional", "required")
        } else {
            line.replace(" nullable", "")
        };
        // Without the line only where nothing hangs below it.
        let name = words.get(if words[2] == "response" { 4 } else { 3 }).copied().unwrap_or_default();
        let leaf =
            words[2] != "status" && !FIXTURE.contains(&format!("{name}.")) && !FIXTURE.contains(&format!("{name}[]."));
        let gone = if leaf { String::new() } else { line.to_owned() };
        for changed in [retyped, flags, gone].iter().filter(|changed| *changed != line) {
            let page = edit_facts(&FIXTURE.replace(&format!("{line}\n"), &format!("{changed}\n")), &[]);
            assert!(!check::compare(&page, &expected).is_clean(), "{line:?} became {changed:?}");
            tried += 1;
        }
    }
    assert!(tried > 60, "only {tried} changes were tried");
}

#[test]
fn the_committed_spec_holds_every_committed_fact() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../openapi/focus.yaml");
    let Ok(text) = std::fs::read_to_string(path) else {
        println!("not run: there is no openapi/focus.yaml");
        return;
    };
    says(&checked(&text, &committed()), &[]);
}

#[test]
fn a_failing_fact_is_shown_with_the_line_of_the_spec_and_what_to_do() {
    let spec = spec("        total:\n          type: integer", "        total:\n          type: number");
    let report = checked(&spec, &small());
    let line = spec.lines().position(|l| l == "        total:").unwrap() + 1;
    let expected = format!(
        "fails      GET /tasks response 200 total integer\n           the spec says `number`; make it `integer`\n           \
         spec.yaml:{line} (components → schemas → TaskPage → properties → total)\nfacts 54/55\ndepartures 22/22\n"
    );
    assert_eq!(check::render(&report, &Spec::parse(&spec).unwrap(), "spec.yaml"), expected);
}

#[test]
fn what_the_page_has_and_the_spec_lacks_fails() {
    let report = checked(&spec("        - $ref: '#/components/parameters/Page'\n", ""), &small());
    says(
        &report,
        &[
            "fails: GET /tasks query page integer optional: the spec has no such parameter here; add it",
            "/components/parameters/Page/schema: x-docs.type means nothing here, or no operation uses this",
        ],
    );
    let report = checked(&spec("        position:\n          type: integer\n          nullable: true\n", ""), &small());
    says(&report, &["fails: POST /tasks body position integer nullable: the spec has no such field here; add it"]);
    let report = checked(
        &spec("        '400':\n          $ref: '#/components/responses/BadRequest'\n        '401'", "        '401'"),
        &small(),
    );
    says(
        &report,
        &["fails: GET /tasks status 400: the spec has no such status here, or says the page has not; add it"],
    );
}

#[test]
fn what_the_spec_has_and_the_page_lacks_is_a_silent_departure() {
    let at = format!("{ITEMS}tasks/get/parameters/4");
    let report = checked(
        &spec(
            "          x-docs: {absent: true}\n          schema:\n            type: boolean",
            "          schema:\n            type: boolean",
        ),
        &small(),
    );
    says(&report, &[&format!("{at}: the page has no `GET /tasks query dry_run`")]);
    let report = checked(
        &spec("          description: A field the page does not have.\n          x-docs: {absent: true}\n", ""),
        &small(),
    );
    says(
        &report,
        &["/components/schemas/Task/properties/secret: the page has no `GET /tasks response 200 data[].secret`"],
    );
    let report = checked(
        &spec(
            "      description: The key is not valid.\n      x-docs: {absent: true}",
            "      description: The key is not valid.",
        ),
        &small(),
    );
    says(&report, &[&format!("{ITEMS}tasks/get/responses/401: the page has no `GET /tasks status 401`")]);
}

#[test]
fn a_narrowed_type_needs_a_mark() {
    let report = checked(&spec("      format: int64\n      x-docs: {type: integer}", "      format: int64"), &small());
    says(&report, &["/components/schemas/Id: format says more than the page and carries no x-docs.type"]);
    let report = checked(&spec("        minimum: 1\n        x-docs: {type: integer}", "        minimum: 1"), &small());
    says(&report, &["/components/parameters/Page/schema: minimum says more than the page and carries no x-docs.type"]);
    let report = checked(
        &spec("          description: Any JSON.\n          x-docs: {type: object}", "          description: Any JSON."),
        &small(),
    );
    assert!(said(&report).contains(
        &"/components/schemas/Project/properties/value: a schema without a type; the page always has one".to_owned()
    ));
}

#[test]
fn required_nullable_and_bare_arrays_need_marks() {
    let report = checked(&spec("      required: [id]\n      x-docs: {required: []}", "      required: [id]"), &small());
    says(&report, &["/components/schemas/Task: required fields, of which the page says nothing"]);
    let report =
        checked(&spec("      nullable: true\n      x-docs: {nullable: absent}", "      nullable: true"), &small());
    says(
        &report,
        &[
            "fails: GET /tasks response 200 data[].parent object: the spec says `object nullable`; make it `object`, or mark its schema with x-docs: {nullable: absent}",
        ],
    );
    let report = checked(&spec("              x-docs: {field: items}\n", ""), &small());
    let at = format!("{ITEMS}tasks~1bulk/patch/requestBody/content/application~1json/schema");
    assert!(said(&report).contains(&format!("{at}: a bare array; the page shows an object")));
}

#[test]
fn an_array_parameter_needs_the_spelling_of_the_page() {
    let report = checked(&spec("          x-docs: {name: 'order_by[]'}\n", ""), &small());
    says(
        &report,
        &[
            "fails: GET /tasks query order_by[] string optional: the spec has `order_by`; mark the array with x-docs: {name: 'order_by[]'}",
            &format!("{ITEMS}tasks/get/parameters/1: the page has no `GET /tasks query order_by`"),
        ],
    );
}

#[test]
fn a_parameter_whose_name_differs_by_more_than_brackets_is_another_one() {
    let report = checked(&spec("- name: order_by\n", "- name: order\n"), &small());
    let at = format!("{ITEMS}tasks/get/parameters/1");
    says(&report, &[&format!("{at}: x-docs.name says `order_by[]`, the name is `order`")]);
}

#[test]
fn a_header_needs_a_mark() {
    let with = "          description: Done.\n          headers:\n            X-Left:\n              schema:\n                type: integer\n";
    let report = checked(&spec("          description: Done.\n", with), &small());
    says(&report, &[&format!("{ITEMS}tasks~1bulk/patch/responses/204/headers/X-Left: the page lists no headers")]);
    let with = with.replace("X-Left:\n", "X-Left:\n              x-docs: {unlisted: true}\n");
    says(&checked(&spec("          description: Done.\n", &with), &small()), &[]);
}

#[test]
fn a_name_departure_that_became_untrue_fails() {
    let report = checked(FIXTURE_SPEC, &edited(&[("query order_by[] string", "query order_by string")]));
    let at = format!("{ITEMS}tasks/get/parameters/1");
    says(
        &report,
        &[
            "fails: GET /tasks query order_by string optional: the spec has no such parameter here; add it",
            &format!("untrue: name at {at}"),
            &format!("{at}: the page has no `GET /tasks query order_by[]`"),
        ],
    );
}

#[test]
fn a_type_departure_that_became_untrue_fails() {
    let page = edited(&[("items[].start_date string nullable", "items[].start_date integer nullable")]);
    let report = checked(FIXTURE_SPEC, &page);
    says(
        &report,
        &[
            "fails: PATCH /tasks/bulk body items[].start_date integer nullable: the spec says `string nullable`; make it `integer nullable`",
            "untrue: type at /components/schemas/NullableDate",
        ],
    );
    let report =
        checked(&spec("      format: int64\n      x-docs: {type: integer}", "      x-docs: {type: integer}"), &small());
    says(&report, &["/components/schemas/Id: x-docs.type repeats the type and nothing narrows it"]);
}

#[test]
fn a_field_departure_that_became_untrue_fails() {
    let report = checked(FIXTURE_SPEC, &edited(&[("response 200 items", "response 200 tasks")]));
    assert!(
        said(&report).contains(&format!(
            "untrue: field at {ITEMS}workflows~1extract/post/responses/200/content/application~1json/schema"
        )),
        "{:?}",
        said(&report)
    );
    let report = checked(
        FIXTURE_SPEC,
        &edited(&[(
            "PATCH /tasks/bulk body items object[]\nPATCH /tasks/bulk body items[].id integer\nPATCH /tasks/bulk body items[].start_date string nullable",
            "PATCH /tasks/bulk body id integer\nPATCH /tasks/bulk body start_date string nullable",
        )]),
    );
    assert!(
        said(&report).contains(&format!(
            "untrue: field at {ITEMS}tasks~1bulk/patch/requestBody/content/application~1json/schema"
        )),
        "{:?}",
        said(&report)
    );
}

#[test]
fn an_absent_departure_that_became_untrue_fails() {
    let old = "GET /tasks status 400 ~0000000a";
    let report = checked(FIXTURE_SPEC, &edited(&[(old, &format!("{old}\nGET /tasks status 401"))]));
    says(
        &report,
        &[
            "fails: GET /tasks status 401: the spec has no such status here, or says the page has not; add it",
            "untrue: absent at /components/responses/Unauthorized",
            "/components/responses/Unauthorized: x-docs.absent is not true any more: the page has `GET /tasks status 401`",
        ],
    );
    let old = "POST /tasks status 201 ~0000000d";
    let report = checked(FIXTURE_SPEC, &edited(&[(old, &format!("{old}\nPOST /tasks response 201 name string"))]));
    assert!(
        said(&report).contains(&format!("untrue: absent at {ITEMS}tasks/post/responses/201/content/application~1json"))
    );
    let old = "GET /tasks response 200 data[].start_date string ~00000009";
    let report =
        checked(FIXTURE_SPEC, &edited(&[(old, &format!("{old}\nGET /tasks response 200 data[].secret string"))]));
    assert!(said(&report).contains(&"untrue: absent at /components/schemas/Task/properties/secret".to_owned()));
    let old = "GET /tasks query page integer optional ~00000005";
    let report = checked(FIXTURE_SPEC, &edited(&[(old, &format!("{old}\nGET /tasks query dry_run boolean optional"))]));
    assert!(said(&report).contains(&format!("untrue: absent at {ITEMS}tasks/get/parameters/4")));
}

#[test]
fn a_parameter_departure_that_became_untrue_fails() {
    let report = checked(FIXTURE_SPEC, &edited(&[("query file file required", "query file file optional")]));
    assert!(
        said(&report).contains(&format!(
            "untrue: parameter at {ITEMS}workflows~1extract/post/requestBody/content/multipart~1form-data/schema"
        )),
        "{:?}",
        said(&report)
    );
}

#[test]
fn a_table_departure_that_became_untrue_fails() {
    let options = "GET /tasks response 200 data[].parent.project.options object[]";
    let everywhere = edited(&[(
        options,
        &format!("{options}\nGET /tasks response 200 data[].parent.project.options[].name string"),
    )]);
    says(
        &checked(FIXTURE_SPEC, &everywhere),
        &[
            "untrue: table at /components/schemas/Project/properties/options",
            "/components/schemas/Project/properties/options: x-docs.table: sometimes is not true any more: the page prints this table everywhere",
        ],
    );
    let nowhere = edited(&[("GET /tasks response 200 data[].project.options[].name string\n", "")]);
    says(
        &checked(FIXTURE_SPEC, &nowhere),
        &[
            "untrue: table at /components/schemas/Project/properties/options",
            "/components/schemas/Project/properties/options: x-docs.table: sometimes is not true any more: the page prints this table nowhere",
        ],
    );
}

#[test]
fn required_and_nullable_marks_without_their_reason_fail() {
    let report =
        checked(&spec("      required: [id]\n      x-docs: {required: []}", "      x-docs: {required: []}"), &small());
    says(&report, &["/components/schemas/Task: x-docs.required without `required`"]);
    let report = checked(
        &spec("      nullable: true\n      x-docs: {nullable: absent}", "      x-docs: {nullable: absent}"),
        &small(),
    );
    says(&report, &["/components/schemas/Parent: x-docs.nullable is `absent` beside `nullable: true`, or nothing"]);
    let report = checked(FIXTURE_SPEC, &edited(&[("body name string", "body name string nullable")]));
    says(&report, &["fails: POST /tasks body name string nullable: the spec says `string`; make it `string nullable`"]);
}

#[test]
fn marks_that_are_misspelt_or_lead_nowhere_fail() {
    let report = checked(&spec("x-docs: {security: basic}", "x-docs: {secure: basic}"), &small());
    says(&report, &["/components/securitySchemes/apiKey: x-docs.secure is unknown"]);
    let report = checked(
        &spec("    Draft:\n      type: object", "    Draft:\n      type: object\n      x-docs: {name: x}"),
        &small(),
    );
    says(&report, &["/components/schemas/Draft: x-docs.name means nothing here, or no operation uses this"]);
}

#[test]
fn deprecation_follows_the_mark_of_the_page() {
    let report = checked(&spec("          deprecated: true\n", ""), &small());
    says(
        &report,
        &[
            "fails: GET /tasks query start string optional legacy: the spec says `string optional`; make it `string optional legacy`",
        ],
    );
}

#[test]
fn operation_ids_are_unique_and_everything_stands_in_the_order_of_the_page() {
    let report = checked(&spec("operationId: patch_tasks", "operationId: list_tasks"), &small());
    assert_eq!(said(&report).len(), 1);
    assert!(said(&report)[0].contains("operationId list_tasks is that of"), "{:?}", said(&report));
    let mut page = small();
    page.operations.swap(2, 3);
    says(
        &checked(FIXTURE_SPEC, &page),
        &[
            "/paths: another order than the page: `PATCH /tasks/bulk` stands where the page has `POST /workflows/extract`",
        ],
    );
    let mut page = small();
    page.operations[0].query.swap(0, 1);
    says(
        &checked(FIXTURE_SPEC, &page),
        &[&format!("{ITEMS}tasks/get: another order than the page: `page` stands where the page has `order_by[]`")],
    );
}

#[test]
fn an_operation_too_few_or_too_many_fails() {
    let without: Vec<&str> = FIXTURE.lines().filter(|l| !l.starts_with("PATCH")).collect();
    let report = checked(FIXTURE_SPEC, &edit_facts(&without.join("\n"), &[]));
    assert!(
        said(&report).iter().any(|l| l.ends_with("the page has no `PATCH /tasks/bulk title`")),
        "{:?}",
        said(&report)
    );
    let report = checked(&spec("    patch:\n", "    head:\n"), &small());
    assert!(said(&report).iter().any(|l| l.ends_with("the spec has no operation PATCH /tasks/bulk; add it")));
}
