//! Tests `docs check`: for each kind of mark, a mark that is not true any more is reported.

use super::*;

#[test]
fn a_name_mark_that_became_untrue_fails() {
    let report = checked(
        FIXTURE_SPEC,
        &edited(&[("order_by string[] optional spelling=brackets", "order_by string[] optional")]),
    );
    insta::assert_snapshot!(reported(&report), @r#"
    untrue: name at …/tasks/get/parameters/1
    …/tasks/get/parameters/1: the mark x-docs.name hides a fact of the source: remove the mark
    "#);
}

#[test]
fn a_type_mark_that_became_untrue_fails() {
    let value = "data[].project.value object";
    let report = checked(
        FIXTURE_SPEC,
        &edited(&[
            (value, "data[].project.value string"),
            ("data[].parent.project.value object", "data[].parent.project.value string"),
        ]),
    );
    insta::assert_snapshot!(reported(&report), @r#"
    /components/schemas/Project/properties/value: the mark x-docs.type is not true any more: remove the mark
    /components/schemas/Project/properties/value: the spec says `object`, the source `string`: make it `string`
    untrue: type at /components/schemas/Project/properties/value
    "#);
    let from = "      format: int64\n      x-docs: {type: integer}";
    let report = checked(&spec(from, "      x-docs: {type: integer}"), &small());
    insta::assert_snapshot!(reported(&report), @"/components/schemas/Id: x-docs.type repeats the type and nothing narrows it: remove it");
}

#[test]
fn a_field_mark_that_became_untrue_fails() {
    let report = checked(FIXTURE_SPEC, &edited(&[("response 200 items", "response 200 tasks")]));
    insta::assert_snapshot!(reported(&report), @r#"
    untrue: field at …/workflows~1extract/post/responses/200/content/application~1json/schema
    …/workflows~1extract/post/responses/200/content/application~1json/schema: no `items` in the page: remove it, or mark it with x-docs: {absent: true}
    …/workflows~1extract/post/responses/200/content/application~1json/schema: the mark x-docs.field is not true any more: remove the mark
    …/workflows~1extract/post: the spec has no field `tasks` here: add it; `cargo xtask docs diff --apply SOURCE` writes it
    "#);
    let bare = "PATCH /tasks/bulk body items object[]\nPATCH /tasks/bulk body items[].id integer\nPATCH /tasks/bulk body items[].start_date string nullable";
    let plain = "PATCH /tasks/bulk body id integer\nPATCH /tasks/bulk body start_date string nullable";
    let report = checked(FIXTURE_SPEC, &edited(&[(bare, plain)]));
    insta::assert_snapshot!(reported(&report), @r#"
    untrue: field at …/tasks~1bulk/patch/requestBody/content/application~1json/schema
    …/tasks~1bulk/patch/requestBody/content/application~1json/schema: no `items` in the page: remove it, or mark it with x-docs: {absent: true}
    …/tasks~1bulk/patch/requestBody/content/application~1json/schema: the mark x-docs.field is not true any more: remove the mark
    …/tasks~1bulk/patch: the spec has no field `id` here: add it; `cargo xtask docs diff --apply SOURCE` writes it
    …/tasks~1bulk/patch: the spec has no field `start_date` here: add it; `cargo xtask docs diff --apply SOURCE` writes it
    "#);
}

#[test]
fn an_absent_mark_that_became_untrue_fails() {
    let report =
        checked(FIXTURE_SPEC, &page_with("POST /tasks status 201 ~0000000d", "POST /tasks response 201 name string"));
    insta::assert_snapshot!(reported(&report), @r#"
    untrue: absent at …/tasks/post/responses/201/content/application~1json
    …/tasks/post/responses/201/content/application~1json: the mark x-docs.absent hides a fact of the source: remove the mark
    "#);
    let date = "GET /tasks response 200 data[].start_date string ~00000009";
    let report = checked(FIXTURE_SPEC, &page_with(date, "GET /tasks response 200 data[].secret string"));
    insta::assert_snapshot!(reported(&report), @r#"
    /components/schemas/Task/properties/secret: the mark x-docs.absent hides a fact of the source: remove the mark
    untrue: absent at /components/schemas/Task/properties/secret
    "#);
    let page = "GET /tasks query page integer optional ~00000005";
    let report = checked(FIXTURE_SPEC, &page_with(page, "GET /tasks query dry_run boolean optional"));
    insta::assert_snapshot!(reported(&report), @r#"
    untrue: absent at …/tasks/get/parameters/4
    …/tasks/get/parameters/4: the mark x-docs.absent hides a fact of the source: remove the mark
    …/tasks/get: another order than the page: `order_by` is where the page has `dry_run`: move it
    "#);
}

#[test]
fn an_unlisted_mark_that_became_untrue_fails() {
    let report =
        checked(FIXTURE_SPEC, &page_with("GET /tasks status 400 ~0000000a", "GET /tasks response 400 error string"));
    insta::assert_snapshot!(reported(&report), @"/components/schemas/Problem: the mark x-docs.unlisted is not true in GET /tasks; it is in other places: give those a copy of `Problem` without the mark");
}

#[test]
fn a_parameter_mark_that_became_untrue_fails() {
    let report = checked(FIXTURE_SPEC, &edited(&[("query file file required", "query file file optional")]));
    insta::assert_snapshot!(reported(&report), @r#"
    untrue: parameter at …/workflows~1extract/post/requestBody/content/multipart~1form-data/schema
    …/workflows~1extract/post/requestBody/content/multipart~1form-data/schema/properties/file: the spec says `required`, the source `optional`: make it `optional`
    …/workflows~1extract/post/requestBody/content/multipart~1form-data/schema: the mark x-docs.parameter is not true any more: remove the mark
    "#);
}

#[test]
fn a_table_mark_that_became_untrue_fails() {
    let options = "GET /tasks response 200 data[].parent.project.options object[]";
    let everywhere = page_with(options, "GET /tasks response 200 data[].parent.project.options[].name string");
    insta::assert_snapshot!(reported(&checked(FIXTURE_SPEC, &everywhere)), @r#"
    /components/schemas/Project/properties/options: the mark x-docs.table is not true any more: remove the mark
    untrue: table at /components/schemas/Project/properties/options
    "#);
    let nowhere = edited(&[("GET /tasks response 200 data[].project.options[].name string\n", "")]);
    insta::assert_snapshot!(reported(&checked(FIXTURE_SPEC, &nowhere)), @r#"
    /components/schemas/Project/properties/options: the mark x-docs.table is not true any more: remove the mark
    untrue: table at /components/schemas/Project/properties/options
    "#);
}

#[test]
fn a_nullable_mark_that_became_untrue_fails() {
    let report = checked(FIXTURE_SPEC, &edited(&[("data[].parent object", "data[].parent object nullable")]));
    insta::assert_snapshot!(reported(&report), @r#"
    /components/schemas/Parent: the mark x-docs.nullable hides a fact of the source: remove the mark
    untrue: nullable at /components/schemas/Parent
    "#);
}

#[test]
fn a_security_mark_that_became_untrue_fails() {
    let report = checked(FIXTURE_SPEC, &edited(&[("example auth basic", "example auth bearer")]));
    insta::assert_snapshot!(reported(&report), @r#"
    /components/securitySchemes/apiKey: the mark x-docs.security is not true any more: remove the mark
    untrue: security at /components/securitySchemes/apiKey
    "#);
}

#[test]
fn required_and_nullable_marks_without_their_reason_fail() {
    let from = "      required: [id]\n      x-docs: {required: []}";
    insta::assert_snapshot!(reported(&checked(&spec(from, "      x-docs: {required: []}"), &small())), @"/components/schemas/Task: x-docs.required without `required`: remove it");
    insta::assert_snapshot!(reported(&checked(&spec(from, "      required: [id]\n      x-docs: {required: [id]}"), &small())), @"/components/schemas/Task: x-docs.required is not []: no source marks fields as required: []");
    let from = "      nullable: true\n      x-docs: {nullable: absent}";
    insta::assert_snapshot!(reported(&checked(&spec(from, "      x-docs: {nullable: absent}"), &small())), @"/components/schemas/Parent: x-docs.nullable is not `absent` beside `nullable: true`: remove it, or make the two agree");
}

#[test]
fn marks_that_are_misspelt_or_mean_nothing_fail() {
    insta::assert_snapshot!(reported(&checked(&spec("x-docs: {security: basic}", "x-docs: {secure: basic}"), &small())), @r#"
    /components/securitySchemes/apiKey: x-docs.secure is unknown: use one of name, type, field, absent, required, parameter, table, security, unlisted, nullable, limits, why
    /components/securitySchemes: the source shows the authentication `basic`: offer it, or mark a security scheme with x-docs: {security: basic}
    "#);
    let from = "    Draft:\n      type: object";
    insta::assert_snapshot!(reported(&checked(&spec(from, "    Draft:\n      type: object\n      x-docs: {name: x}"), &small())), @"/components/schemas/Draft: x-docs.name means nothing here, or no operation uses this: remove it, or what carries it");
    insta::assert_snapshot!(reported(&checked(&spec(from, "    Draft:\n      type: object\n      x-docs: absent"), &small())), @"/components/schemas/Draft: x-docs is not a mapping: write it as x-docs: {key: value}");
    insta::assert_snapshot!(reported(&checked(&spec("x-docs: {table: sometimes}", "x-docs: {table: often}"), &small())), @"/components/schemas/Project/properties/options: x-docs.table is not `sometimes`: write it so or remove it");
}

#[test]
fn a_name_mark_that_differs_by_more_than_brackets_is_refused() {
    let report = checked(&spec("- name: order_by\n", "- name: order\n"), &small());
    insta::assert_snapshot!(reported(&report), @r#"
    untrue: name at …/tasks/get/parameters/1
    …/tasks/get/parameters/1: no `query order` in the page: remove it, or mark it with x-docs: {absent: true}
    …/tasks/get/parameters/1: the mark x-docs.name is not true any more: remove the mark
    …/tasks/get/parameters/1: x-docs.name says `order_by[]`, the name is `order`: make the two the same, brackets aside
    …/tasks/get: the spec has no parameter `order_by` here, which is string[] optional spelling=brackets: add it; `cargo xtask docs diff --apply SOURCE` writes it
    "#);
}
