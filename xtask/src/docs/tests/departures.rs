//! Tests `docs check`: a statement of the spec that is not on the page needs a mark, and a missing one is reported.

use super::*;

/// Returns the report for the small page after a part of the spec was changed.
fn reported_with(from: &str, to: &str) -> String {
    reported(&checked(&spec(from, to), &small()))
}

#[test]
fn what_the_page_has_and_the_spec_lacks_fails() {
    insta::assert_snapshot!(reported_with("        - $ref: '#/components/parameters/Page'\n", ""), @r#"
    /components/parameters/Page/schema: x-docs.type means nothing here, or no operation uses this: remove it, or what carries it
    …/tasks/get: the spec has no parameter `page` here, which is integer optional: add it; `cargo xtask docs diff --apply SOURCE` writes it
    "#);
    insta::assert_snapshot!(reported_with("        position:\n          type: integer\n          nullable: true\n", ""), @"/components/schemas/NewTask: the spec has no field `position` here: add it; `cargo xtask docs diff --apply SOURCE` writes it");
    let without =
        spec("        '400':\n          $ref: '#/components/responses/BadRequest'\n        '401'", "        '401'");
    insta::assert_snapshot!(reported(&checked(&without, &small())), @"…/tasks/get: the spec has no status 400 here: add it; `cargo xtask docs diff --apply SOURCE` writes it");
}

#[test]
fn what_the_spec_has_and_the_page_lacks_needs_a_mark() {
    let from = "          x-docs: {absent: true}\n          schema:\n            type: boolean";
    insta::assert_snapshot!(reported_with(from, "          schema:\n            type: boolean"), @"…/tasks/get/parameters/4: no `query dry_run` in the page: remove it, or mark it with x-docs: {absent: true}");
    let from = "          description: A field the page does not have.\n          x-docs: {absent: true}\n";
    insta::assert_snapshot!(reported_with(from, ""), @"/components/schemas/Task/properties/secret: no `secret` in the page: remove it, or mark it with x-docs: {absent: true}");
    let from = "      description: The key is not valid.\n      x-docs: {absent: true}";
    insta::assert_snapshot!(reported_with(from, "      description: The key is not valid."), @"…/tasks/get/responses/401: no `status 401` in the page: remove it, or mark it with x-docs: {absent: true}");
    insta::assert_snapshot!(reported_with("              x-docs: {absent: true}\n", ""), @"…/tasks/post/responses/201/content: no body of status 201 in the page: remove the content, or mark its media type with x-docs: {absent: true}");
    insta::assert_snapshot!(reported_with("      x-docs: {unlisted: true}\n", ""), @"/components/responses/BadRequest/content: no body of status 400 in the page: remove the content, or mark its media type with x-docs: {absent: true}");
}

#[test]
fn a_narrowed_type_needs_a_mark() {
    insta::assert_snapshot!(reported_with("      format: int64\n      x-docs: {type: integer}", "      format: int64"), @"/components/schemas/Id: format says more than the source and carries no mark: add x-docs: {type: integer}");
    insta::assert_snapshot!(reported_with("        minimum: 1\n        x-docs: {type: integer}", "        minimum: 1"), @"/components/parameters/Page/schema: minimum says more than the source and carries no mark: add x-docs: {type: integer}");
    let from = "          description: Any JSON.\n          x-docs: {type: object}";
    insta::assert_snapshot!(reported_with(from, "          description: Any JSON."), @r#"
    /components/schemas/Project/properties/value: a schema without a type; every source has one: add x-docs: {type: …} with the type the source has
    /components/schemas/Project/properties/value: the spec says `?`, the source `object`: make it `object`
    "#);
}

#[test]
fn a_limit_of_a_size_needs_a_mark_of_its_own() {
    let name = "    NewTask:\n      type: object\n      required: [name]\n      x-docs: {required: []}\n      properties:\n        name:\n          type: string\n";
    insta::assert_snapshot!(reported_with(name, &format!("{name}          maxLength: 10\n")), @"/components/schemas/NewTask/properties/name: maxLength says more than the source and carries no mark: add x-docs: {limits: absent}");
    let marked = spec(name, &format!("{name}          maxLength: 10\n          x-docs: {{limits: absent}}\n"));
    holds(&checked(&marked, &small()));
    let alone = spec(name, &format!("{name}          x-docs: {{limits: absent}}\n"));
    insta::assert_snapshot!(reported(&checked(&alone, &small())), @"/components/schemas/NewTask/properties/name: x-docs.limits is not `absent` beside a limit: remove it, or make the two agree");
}

#[test]
fn required_fields_nulls_and_bare_arrays_need_marks() {
    insta::assert_snapshot!(reported_with("      required: [id]\n      x-docs: {required: []}", "      required: [id]"), @"/components/schemas/Task: required fields, of which no source says anything: add x-docs: {required: []}");
    insta::assert_snapshot!(reported_with("      nullable: true\n      x-docs: {nullable: absent}", "      nullable: true"), @"/components/schemas/Task/properties/parent: the spec says it may be null, the source does not: remove nullable, or mark its schema with x-docs: {nullable: absent}");
    insta::assert_snapshot!(reported_with("              x-docs: {field: items}\n", ""), @"…/tasks~1bulk/patch/requestBody/content/application~1json/schema: a bare array; the source shows an object with the one field `items`: mark it with x-docs: {field: items}");
}

#[test]
fn an_array_parameter_needs_the_spelling_of_the_page() {
    insta::assert_snapshot!(reported_with("          x-docs: {name: 'order_by[]'}\n", ""), @"…/tasks/get/parameters/1: the page spells the array `order_by[]`: mark it with x-docs: {name: 'order_by[]'}");
}

#[test]
fn a_header_needs_a_mark() {
    let with = "          description: Done.\n          headers:\n            X-Left:\n              schema:\n                type: integer\n";
    insta::assert_snapshot!(reported_with("          description: Done.\n", with), @"…/tasks~1bulk/patch/responses/204/headers/X-Left: no source lists headers: add x-docs: {unlisted: true}");
    let with = with.replace("X-Left:\n", "X-Left:\n              x-docs: {unlisted: true}\n");
    holds(&checked(&spec("          description: Done.\n", &with), &small()));
}

#[test]
fn another_authentication_than_the_spec_offers_fails() {
    insta::assert_snapshot!(reported_with("      x-docs: {security: basic}\n", ""), @"/components/securitySchemes: the source shows the authentication `basic`: offer it, or mark a security scheme with x-docs: {security: basic}");
}

#[test]
fn deprecation_follows_the_page() {
    insta::assert_snapshot!(reported_with("          deprecated: true\n", ""), @"…/tasks/get/parameters/3: the spec says `not deprecated`, the source `deprecated`: make it `deprecated`");
}

#[test]
fn the_spec_has_the_order_of_the_page_and_operation_ids_of_their_own() {
    insta::assert_snapshot!(reported_with("operationId: patch_tasks", "operationId: list_tasks"), @"…/tasks~1bulk/patch: operationId list_tasks is that of /paths/~1organizations~1{organization_id}~1workspaces~1{workspace_id}~1tasks/get too: choose another");
    let mut page = small();
    page.operations.swap(2, 3);
    insta::assert_snapshot!(reported(&checked(FIXTURE_SPEC, &page)), @"/paths: another order than the page: `PATCH /tasks/bulk` is where the page has `POST /workflows/extract`: move it");
    let mut page = small();
    page.operations[0].query.swap(0, 1);
    insta::assert_snapshot!(reported(&checked(FIXTURE_SPEC, &page)), @"…/tasks/get: another order than the page: `page` is where the page has `order_by`: move it");
}

#[test]
fn an_operation_too_few_or_too_many_fails() {
    let without: Vec<&str> = FIXTURE.lines().filter(|l| !l.starts_with("PATCH")).collect();
    insta::assert_snapshot!(reported(&checked(FIXTURE_SPEC, &edit_facts(&without.join("\n"), &[]))), @"…/tasks~1bulk/patch: no source has the operation PATCH /tasks/bulk: remove it, or mark it with x-docs: {absent: true}");
    insta::assert_snapshot!(reported_with("    patch:\n", "    head:\n"), @r#"
    /components/schemas/NullableDate: x-docs.type means nothing here, or no operation uses this: remove it, or what carries it
    : the spec has no operation PATCH /tasks/bulk: add it; `cargo xtask docs diff --apply SOURCE` writes it
    …/tasks~1bulk/head/requestBody/content/application~1json/schema: x-docs.field means nothing here, or no operation uses this: remove it, or what carries it
    "#);
}

#[test]
fn a_failing_fact_is_shown_with_its_line_in_the_spec_and_what_to_do() {
    let spec = spec("        total:\n          type: integer", "        total:\n          type: number");
    let report = checked(&spec, &small());
    let line = spec.lines().position(|l| l == "        total:").unwrap() + 1;
    let expected = format!(
        "spec.yaml:{line} (components → schemas → TaskPage → properties → total)\n    the spec says `number`, the source \
         `integer`: make it `integer`\n      GET /tasks response 200 total integer\nfacts 55/56\nmarks 22/22\ncauses 1\n"
    );
    assert_eq!(check::render(&report, &Spec::parse(&spec).unwrap(), "spec.yaml"), expected);
}
