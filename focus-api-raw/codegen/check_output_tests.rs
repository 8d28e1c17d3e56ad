//! Changes of the document that are accepted, and the code that they give. Each test changes one part of the document.

use super::super::generate;
use super::tests::{inserted, yaml};

#[test]
fn a_member_of_one_merged_schema_becomes_a_field_of_the_common_type() {
    for (schema, target) in [("TaskSummary", "Task"), ("ParentTask", "Task"), ("RecurringTaskPage", "TaskPage")] {
        let member = "        shape_of_it:\n          type: string\n";
        let yaml = inserted(&yaml(), &format!("\n    {schema}:\n"), "      properties:\n", member);
        let code = generate(&yaml).unwrap();
        let own = &code[code.find(&format!("    pub struct {target} {{")).unwrap()..];
        let own = &own[..own.find("\n    }\n").unwrap()];
        assert!(own.contains("pub shape_of_it: ::std::option::Option<::std::string::String>"), "{schema}: {own}");
    }
}

#[test]
fn a_field_of_another_type_in_a_new_task_is_not_copied() {
    let member = |kind: &str| format!("        shape:\n          type: {kind}\n");
    let yaml = inserted(&yaml(), "\n    Task:\n", "      properties:\n", &member("string"));
    let yaml = inserted(&yaml, "\n    NewTask:\n", "      properties:\n", &member("integer"));
    let code = generate(&yaml).unwrap();
    assert!(code.contains("shape: Default::default()"), "the conversion does not compile");
    assert!(code.contains("Of another type in a new task, and not copied: `shape`."), "the conversion does not say so");
}

#[test]
fn a_task_is_not_converted_to_a_new_task_whose_required_id_it_may_lack() {
    assert!(generate(&yaml()).unwrap().contains("for types::NewTask {\n    /// Copies every field"));
    let member = "        shape:\n          $ref: '#/components/schemas/StatusId'\n";
    let yaml = inserted(&yaml(), "\n    NewTask:\n", "      properties:\n", member);
    let yaml = inserted(&yaml, "\n    NewTask:\n", "      required: [", "shape, ");
    let code = generate(&yaml).unwrap();
    assert!(!code.contains("for types::NewTask {\n    /// Copies every field"), "the conversion does not compile");
}

#[test]
fn a_renamed_parameter_is_sent_under_the_name_in_the_document() {
    let parameter = "        - name: client
          in: query
          x-rust-name: client_value
          description: Client.
          schema:
            type: string
";
    let code = generate(&inserted(&yaml(), "operationId: list_tasks\n", "      parameters:\n", parameter)).unwrap();
    for expected in [
        "pub fn client_value<V>(mut self, value: V) -> Self",
        "crate::arguments::set!(self.query.client = value);",
        "client_value => client: into(::std::string::String);",
    ] {
        assert!(code.contains(expected), "the code lacks `{expected}`");
    }
    // Superseded, it is not part of the query type.
    let superseded = format!("{parameter}          deprecated: true\n");
    let code = generate(&inserted(&yaml(), "operationId: list_tasks\n", "      parameters:\n", &superseded)).unwrap();
    assert!(code.contains("crate::query::add(&mut request, \"client\", &client_value);"), "it is not sent");
    assert!(!code.contains("self.query.client ="), "the query type has no such field");
    // Required, its absence is refused by the builder.
    let required = parameter.replace("          description", "          required: true\n          description");
    let code = generate(&inserted(&yaml(), "operationId: list_tasks\n", "      parameters:\n", &required)).unwrap();
    assert!(code.contains("client_value: Err(\"client_value was not initialized\".into())"), "it may be absent");
    assert!(code.contains("crate::query::add(&mut request, \"client\", &client_value);"), "it is not sent");
}

#[test]
fn names_that_builders_use_may_be_those_of_paths_and_of_fields() {
    let code = generate(&yaml().replace("{task_id}", "{client}").replace("name: task_id\n", "name: client\n")).unwrap();
    assert!(code.contains("pub fn client_value<") && !code.contains("pub fn client<"), "the parameter is not renamed");
    let member = "        shape:\n          type: string\n          nullable: true\n";
    let yaml = inserted(&yaml(), "\n    NewTask:\n", "      properties:\n", member);
    let code = generate(&inserted(&yaml, "\n    NewTask:\n", "      required: [", "shape, ")).unwrap();
    assert!(code.contains("        pub shape: crate::Nullable<::std::string::String>,"), "{code}");
}

#[test]
fn a_null_mark_of_a_response_does_not_change_its_type() {
    let all = "        shape:\n          type: string\n          nullable: true\n        other:\n          allOf:\n            - $ref: '#/components/schemas/NullableDate'\n";
    let code = generate(&inserted(&yaml(), "\n    Task:\n", "      properties:\n", all)).unwrap();
    let task = &code[code.find("    pub struct Task {").unwrap()..];
    let task = &task[..task.find("\n    }\n").unwrap()];
    assert!(task.contains("pub shape: ::std::option::Option<::std::string::String>"), "{task}");
    assert!(task.contains("pub other: ::std::option::Option<::chrono::naive::NaiveDate>"), "{task}");
    let code = generate(
        &inserted(&yaml(), "\n    TaskPatch:\n", "      properties:\n", all)
            .replacen("\n    BulkTaskPatch:\n", "\n    BulkEntry:\n", 1)
            .replace("/BulkTaskPatch'", "/BulkEntry'"),
    )
    .unwrap();
    assert!(code.contains("pub shape: ::std::option::Option<crate::Nullable<::std::string::String>>"));
}

#[test]
fn only_bodies_with_an_end_date_have_the_setter_due() {
    let list = |code: &str| code.lines().find(|line| line.starts_with("crate::due::due!")).map(str::to_owned);
    let all = "crate::due::due!(types::NewTask, types::TaskReplacement, types::TaskPatch, types::BulkTaskPatch);";
    assert_eq!(list(&generate(&yaml()).unwrap()).as_deref(), Some(all));
    let renamed =
        yaml().replace("/BulkTaskPatch'", "/BulkEntry'").replace("\n    BulkTaskPatch:\n", "\n    BulkEntry:\n");
    let code = generate(&renamed).unwrap();
    assert_eq!(list(&code).unwrap(), all.replace(", types::BulkTaskPatch", ""));
    assert!(!code.contains("fn for_task"), "a conversion to a type that is gone");
}

#[test]
fn a_patch_is_converted_only_to_an_entry_with_its_fields_and_the_id_of_a_task() {
    assert!(generate(&yaml()).unwrap().contains("pub fn for_task("));
    let id = "          allOf:\n            - $ref: '#/components/schemas/TaskId'\n";
    let entry = yaml().find("\n    BulkTaskPatch:\n").unwrap();
    assert!(yaml()[entry..].contains(id), "the id of an entry is no longer a reference");
    for other in ["type: string", "type: integer\n          nullable: true"] {
        let (before, after) = (&yaml()[..entry], yaml()[entry..].replacen(id, &format!("          {other}\n"), 1));
        assert!(!generate(&format!("{before}{after}")).unwrap().contains("fn for_task"), "id of {other}");
    }
    // A schema that no request uses keeps unknown members, which a patch does not have.
    let unused = yaml().replace("/BulkTaskPatch'", "/TaskPatch'");
    assert!(!generate(&unused).unwrap().contains("fn for_task"), "an entry that no request has");
}

#[test]
fn known_values_of_a_number_are_not_an_enumeration_of_texts() {
    let schema = "    Level:\n      type: integer\n      x-known-values: [1, 2]\n";
    let yaml = inserted(&yaml(), "\ncomponents:\n", "\n  schemas:\n", schema);
    let member = "        level:\n          $ref: '#/components/schemas/Level'\n";
    let code = generate(&inserted(&yaml, "\n    Task:\n", "      properties:\n", member)).unwrap();
    assert!(!code.contains("crate::Level"), "an enumeration without constants");
}

#[test]
fn an_optional_free_form_object_is_not_an_argument_of_new() {
    let yaml = yaml().replacen(
        "\n    NewTask:\n      type: object\n",
        "\n    NewTask:\n      type: object\n      x-test: true\n",
        1,
    );
    let at = yaml.find("x-test: true").unwrap();
    let properties = at + yaml[at..].find("      properties:\n").unwrap() + "      properties:\n".len();
    let member = "        settings:\n          type: object\n          additionalProperties: true\n";
    let code = generate(&format!("{}{member}{}", &yaml[..properties], &yaml[properties..])).unwrap();
    assert!(
        code.contains("object! { NewTask (name: into(::std::string::String)) {\n"),
        "`settings` became an argument"
    );
    assert!(code.contains("settings => settings: map("), "`settings` has no setter");
}

#[test]
fn every_line_of_a_description_is_documentation_of_the_setter() {
    let member = "        shape:\n          type: string\n          description: \"```\\ncode\\n/path\"\n";
    let code = generate(&inserted(&yaml(), "\n    NewTask:\n", "      properties:\n", member)).unwrap();
    assert!(code.contains("    ///```\n    ///code\n    /// /path\n    shape => shape: "), "{code}");
}
