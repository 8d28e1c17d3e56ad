//! Every refusal names its line and its remedy. Each test changes one part of the document.

use super::super::generate;

pub(super) fn yaml() -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../openapi/focus.yaml");
    std::fs::read_to_string(path).unwrap()
}

/// Inserts `added` after the first `behind` that follows `anchor`, and returns the first refusal. It has to name line
/// `offset` of the added text.
pub(super) fn refusal(anchor: &str, behind: &str, added: &str, offset: usize) -> String {
    let yaml = inserted(&yaml(), anchor, behind, added);
    let error = generate(&yaml).expect_err("the changed document is accepted").to_string();
    let anchored = yaml.find(anchor).unwrap_or_default();
    let at = anchored + yaml[anchored..].find(added).unwrap_or_default();
    let line = yaml[..at].lines().count() + 1 + offset;
    let first = error.lines().next().unwrap_or_default().to_owned();
    assert!(first.starts_with(&format!("openapi/focus.yaml:{line}: ")), "expected line {line}: {error}");
    first
}

/// Returns the document with `added` after the first `behind` that follows `anchor`.
pub(super) fn inserted(yaml: &str, anchor: &str, behind: &str, added: &str) -> String {
    let start = yaml.find(anchor).unwrap_or_else(|| panic!("the document no longer has `{anchor}`"));
    let at = yaml[start..].find(behind).unwrap_or_else(|| panic!("`{anchor}` is no longer followed by `{behind}`"));
    let at = start + at + behind.len();
    format!("{}{added}{}", &yaml[..at], &yaml[at..])
}

fn with_member(schema: &str, member: &str) -> String {
    with_members(schema, member, 0)
}

fn with_members(schema: &str, members: &str, offset: usize) -> String {
    refusal(&format!("\n    {schema}:\n      type: object\n"), "      properties:\n", members, offset)
}

#[test]
fn the_document_itself_is_accepted() {
    assert!(generate(&yaml()).is_ok());
}

#[test]
fn an_inline_object_is_refused() {
    let member = "        shape:\n          type: object\n          properties:\n            round:\n              type: boolean\n";
    let error = with_member("Task", member);
    assert!(error.contains("`Task.shape` is an inline object") && error.contains("components/schemas"), "{error}");
}

#[test]
fn a_member_that_differs_between_merged_schemas_is_refused() {
    let with_shape = |yaml: &str, schema: &str, kind: &str| {
        let member = format!("        shape:\n          type: {kind}\n");
        inserted(yaml, &format!("\n    {schema}:\n"), "      properties:\n", &member)
    };
    let yaml = with_shape(&with_shape(&yaml(), "Task", "string"), "TaskSummary", "integer");
    let error = generate(&yaml).unwrap_err().to_string();
    assert!(error.contains("`TaskSummary.shape` and `Task.shape` differ in type"), "{error}");
}

#[test]
fn a_member_that_only_one_of_the_patches_has_is_refused() {
    let member = "        shape:\n          type: string\n";
    for (schema, other) in [("TaskPatch", "BulkTaskPatch"), ("BulkTaskPatch", "TaskPatch")] {
        let error = with_member(schema, member);
        assert!(error.contains(&format!("`{schema}.shape` is not in `{other}`")), "{error}");
    }
}

#[test]
fn setters_of_the_same_name_are_refused() {
    // The second of the two, in the order of their names, is the one that is refused.
    let members = "        project_ids:
          type: string
        projects:
          type: string
";
    let error = with_members("NewTask", members, 2);
    assert!(
        error.contains("the same name as `NewTask.project_ids`") && error.contains("add `x-rust-name: "),
        "{error}"
    );
    let error = with_member("NewTask", "        maybe:\n          type: string\n");
    assert!(error.contains("a method of every such type"), "{error}");
}

#[test]
fn a_parameter_with_the_name_of_a_method_is_refused() {
    let parameter = "        - name: send\n          in: query\n          description: Send.\n          schema:\n            \
                     type: boolean\n";
    let error = refusal("operationId: list_tasks\n", "      parameters:\n", parameter, 0);
    assert!(error.contains("list_tasks: the parameter `send`"), "{error}");
    assert!(error.contains("add `x-rust-name: send_value`"), "{error}");
}

#[test]
fn a_parameter_with_the_name_of_a_variable_or_of_the_path_is_refused() {
    const SEND: &str = "a variable of the generated `send`";
    for (name, rival) in [("request", SEND), ("query", SEND), ("workspace_id", "a parameter of the path")] {
        let parameter =
            format!("        - name: {name}\n          in: query\n          schema:\n            type: string\n");
        let error = refusal("operationId: list_tasks\n", "      parameters:\n", &parameter, 0);
        assert!(error.contains(rival) && error.contains(&format!("add `x-rust-name: {name}_value`")), "{error}");
        let named = format!("{parameter}          x-rust-name: {name}_value\n");
        generate(&inserted(&yaml(), "operationId: list_tasks\n", "      parameters:\n", &named)).unwrap();
    }
}

#[test]
fn members_that_become_one_field_are_refused() {
    for (one, other) in [("fooBar", "foo_bar"), ("Self", "self"), ("at", "'@at'"), ("HTTPUrl", "http-url")] {
        let members = format!("        {one}:\n          type: string\n        {other}:\n          type: string\n");
        let yaml = inserted(&yaml(), "\n    TagSummary:\n", "      properties:\n", &members);
        let error = generate(&yaml).unwrap_err().to_string();
        assert!(error.contains("would be the same Rust field as `TagSummary."), "{error}");
    }
}

#[test]
fn successes_with_different_bodies_are_refused() {
    let response = "        '202':\n          description: Later.\n";
    let error = inserted(&yaml(), "operationId: get_task\n", "      responses:\n", response);
    let error = generate(&error).unwrap_err().to_string();
    assert!(error.contains("get_task: the responses 200 and 202 have different bodies"), "{error}");
}

#[test]
fn an_inline_enumeration_is_refused() {
    let member = "        shape:\n          type: string\n          enum: [round, square]\n";
    let error = with_member("Task", member);
    assert!(error.contains("`Task.shape` has an inline `enum`") && error.contains("components/schemas"), "{error}");
    let parameter = "        - name: shape\n          in: query\n          schema:\n            type: array\n            \
                     items:\n              type: string\n              enum: [round]\n";
    let error = refusal("operationId: list_tasks\n", "      parameters:\n", parameter, 0);
    assert!(error.contains("an element of list_tasks, `shape` has an inline `enum`"), "{error}");
}

#[test]
fn parameters_that_become_one_method_are_refused() {
    let one = |name: &str, more: &str| {
        format!("        - name: {name}\n          in: query\n{more}          schema:\n            type: string\n")
    };
    let get_task = |parameters: &str| inserted(&yaml(), "operationId: get_task\n", "      parameters:\n", parameters);
    let error = generate(&get_task(&(one("foo_bar", "") + &one("fooBar", "")))).unwrap_err().to_string();
    assert!(error.contains("get_task: the parameters `fooBar` and `foo_bar` would be the same method"), "{error}");
    assert!(error.contains("add `x-rust-name: foo_bar_value`"), "{error}");
    let error = generate(&get_task(&one("taskId", ""))).unwrap_err().to_string();
    assert!(error.contains("the parameters `taskId` and `task_id` would be the same method"), "{error}");
    generate(&get_task(&(one("foo_bar", "") + &one("fooBar", "          x-rust-name: foo_bar_value\n")))).unwrap();
}

#[test]
fn a_schema_that_would_have_another_name_in_rust_is_refused() {
    for (name, other) in [
        ("Self", "SelfObject"),
        ("None", "NoneObject"),
        ("HTTPError", "HttpError"),
        ("foo_bar", "FooBar"),
        ("2d", "Schema2d"),
        ("TaskQuery", "TaskQueryObject"),
        ("NewTaskBody", "NewTaskBodyObject"),
    ] {
        let schema =
            format!("    {name}:\n      type: object\n      properties:\n        at:\n          type: string\n");
        let error = refusal("\ncomponents:\n", "\n  schemas:\n", &schema, 0);
        assert!(error.contains(&format!("schema `{name}` must have the name of its Rust type")), "{error}");
        assert!(error.ends_with(&format!("; call it `{other}`")), "{error}");
        generate(&inserted(&yaml(), "\ncomponents:\n", "\n  schemas:\n", &schema.replace(name, other))).unwrap();
    }
}

#[test]
fn an_operation_id_that_is_no_name_of_a_method_is_refused() {
    for id in ["2x", "type", "new", "a__b", "listTasks", "''"] {
        let error = generate(&yaml().replace("operationId: get_task\n", &format!("operationId: {id}\n"))).unwrap_err();
        assert!(error.to_string().contains("must be a name in snake_case"), "{id}: {error}");
    }
}

#[test]
fn a_merged_schema_without_the_one_it_becomes_is_refused() {
    let yaml = yaml().replace("/TaskPage'", "/OtherPage'").replace("\n    TaskPage:\n", "\n    OtherPage:\n");
    let error = generate(&yaml).unwrap_err().to_string();
    assert!(
        error.contains("schema `RecurringTaskPage` is `TaskPage` in Rust, which the document does not have"),
        "{error}"
    );
}

#[test]
fn patches_that_require_other_members_are_refused() {
    let patch = |yaml: &str, schema: &str| {
        inserted(yaml, &format!("\n    {schema}:\n"), "      type: object\n", "      required: [name]\n")
    };
    let one = patch(&yaml(), "TaskPatch");
    let error = generate(&one).unwrap_err().to_string();
    assert!(error.contains("`TaskPatch` requires `name` and `BulkTaskPatch` does not"), "{error}");
    let both = inserted(&one, "\n    BulkTaskPatch:\n", "      required: [", "name, ");
    assert!(
        generate(&both).unwrap().contains("let types::TaskPatch {\n            name,"),
        "the member is not converted"
    );
}

#[test]
fn references_to_nothing_are_refused() {
    let error = with_member("Task", "        shape:\n          $ref: '#/components/schemas/Shape'\n");
    assert!(error.contains("a reference to `#/components/schemas/Shape`"), "{error}");
    let schema = "    ShapeOrNull:\n      type: string\n      nullable: true\n";
    let error = refusal("\ncomponents:\n", "\n  schemas:\n", schema, 0);
    assert!(error.contains("schema `ShapeOrNull` is read as `Shape`"), "{error}");
}

#[test]
fn the_list_of_request_methods_equals_the_sources() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../focus-api/src/");
    let mut found = std::collections::BTreeSet::new();
    for file in ["request.rs", "tasks/list.rs", "tasks/stream.rs", "tasks/filters.rs"] {
        let source = std::fs::read_to_string(format!("{root}{file}")).unwrap();
        for line in source.lines().map(str::trim_start) {
            let head = line.strip_prefix("pub fn ").or_else(|| line.strip_prefix("pub async fn "));
            let name = head.map(|head| head.split(['(', '<']).next().unwrap_or_default());
            found.extend(name.filter(|name| *name != "new").map(str::to_owned));
        }
    }
    let listed: Vec<&str> = super::names::REQUEST_METHODS.to_vec();
    let found: Vec<&str> = found.iter().map(String::as_str).collect();
    assert_eq!(listed, found, "bring REQUEST_METHODS in codegen/check/names.rs up to date");
}

#[test]
fn a_type_that_openapi_does_not_have_is_refused() {
    let error = with_member("Task", "        shape:\n          type: file\n");
    assert!(error.contains("`Task.shape` has the type `file`"), "{error}");
}

#[test]
fn an_inline_body_and_another_multipart_body_are_refused() {
    let body = "              $ref: '#/components/schemas/NewTask'\n";
    let inline =
        "              type: object\n              properties:\n                a:\n                  type: string\n";
    let spoiled = yaml().replacen(body, inline, 1);
    assert!(yaml() != spoiled, "the body of create_task is no longer a reference");
    let error = generate(&spoiled).unwrap_err().to_string();
    assert!(error.contains("create_task: the request body is an inline object"), "{error}");

    let json = format!("          application/json:\n            schema:\n{body}");
    let spoiled = yaml().replacen(&json, &json.replace("application/json", "multipart/form-data"), 1);
    let error = generate(&spoiled).unwrap_err().to_string();
    assert!(error.contains("create_task: the generator does not support"), "{error}");
}

#[test]
fn a_component_of_parts_is_refused() {
    let parts = "    Whole:\n      allOf:\n        - $ref: '#/components/schemas/Task'\n      properties:\n        shape:\n          type: string\n";
    let error = refusal("\ncomponents:\n", "\n  schemas:\n", parts, 0);
    assert!(
        error.contains("schema `Whole` combines schemas with `allOf`") && error.contains("write all members"),
        "{error}"
    );
}

#[test]
fn a_body_of_another_kind_is_refused() {
    let body =
        "          application/json:\n            schema:\n              $ref: '#/components/schemas/TaskPatch'\n";
    let text = body.replace("application/json", "text/plain");
    let error = generate(&yaml().replacen(body, &text, 1)).unwrap_err().to_string();
    assert!(
        error.contains("patch_task: the generator supports one body, `application/json`, and not `text/plain`"),
        "{error}"
    );
    let both = generate(&yaml().replacen(body, &format!("{body}{text}"), 1)).unwrap_err().to_string();
    assert!(both.contains("and not `text/plain`"), "{both}");
}

#[test]
fn an_object_that_cannot_have_members_is_refused() {
    let error =
        with_member("TaskIds", "        shape:\n          type: object\n          additionalProperties: false\n");
    assert!(
        error.contains("`TaskIds.shape` is an object without members")
            && error.contains("write `additionalProperties: true`")
    );
}
