//! Parameters and ids of operations that are refused. Each test changes one part of the document.

use super::super::generate;
use super::tests::{inserted, refusal, yaml};

#[test]
fn a_parameter_that_is_no_text_is_refused() {
    let object = "        - name: shape\n          in: query\n          schema:\n            type: object\n";
    let error = refusal("operationId: list_tasks\n", "      parameters:\n", object, 0);
    assert!(error.contains("list_tasks, `shape` has values of type `object`"), "{error}");
    assert!(error.contains("write `type: string` there, with `x-docs: {type: object}`"), "{error}");
    let list = "        - name: shape\n          in: query\n          schema:\n            type: array\n            items:\n              type: array\n              items:\n                type: string\n";
    let error = refusal("operationId: list_tasks\n", "      parameters:\n", list, 0);
    assert!(error.contains("`shape` has values of type `array`"), "{error}");
    let of_path =
        yaml().replacen("    OrganizationId:\n      type: integer\n", "    OrganizationId:\n      type: object\n", 1);
    let error = generate(&of_path).unwrap_err().to_string();
    assert!(error.contains(", `organization_id` has values of type `object`"), "{error}");
}

#[test]
fn an_id_of_two_operations_is_refused() {
    let error = generate(&yaml().replace("operationId: get_task\n", "operationId: list_tasks\n")).unwrap_err();
    let error = error.to_string();
    assert!(error.contains("operationId `list_tasks` is also that of GET /organizations/"), "{error}");
}

#[test]
fn a_method_that_the_client_cannot_send_is_refused() {
    for method in ["options", "trace"] {
        let error =
            generate(&yaml().replacen("\n    get:\n", &format!("\n    {method}:\n"), 1)).unwrap_err().to_string();
        assert!(error.contains(": the generated client cannot send this method"), "{error}");
    }
    generate(&yaml().replacen("\n    get:\n", "\n    head:\n", 1)).unwrap();
}

#[test]
fn parameters_of_a_path_are_those_in_its_braces() {
    let parameter = "        - name: shape\n          in: path\n          required: true\n          schema:\n            type: string\n";
    let error = refusal("operationId: list_tasks\n", "      parameters:\n", parameter, 0);
    assert!(error.contains("list_tasks: the path has no `{shape}`; remove the parameter"), "{error}");
    let optional = yaml().replace("      in: path\n      required: true\n", "      in: path\n");
    let error = generate(&optional).unwrap_err().to_string();
    assert!(error.contains("`organization_id` is part of the path and not `required: true`"), "{error}");
    let error = generate(&yaml().replacen("/tasks/{task_id}:", "/tasks/{shape}:", 1)).unwrap_err().to_string();
    assert!(error.contains(": no parameter describes `{shape}` of the path; add it"), "{error}");
}

#[test]
fn a_header_has_one_text_and_a_name_of_its_own() {
    let header = |name: &str, schema: &str| {
        format!("        - name: {name}\n          in: header\n          schema:\n            {schema}\n")
    };
    let list = header("shape", "{type: array, items: {type: string}}");
    let error = refusal("operationId: list_tasks\n", "      parameters:\n", &list, 0);
    assert!(error.contains("list_tasks, `shape` has values of type `array`"), "{error}");
    let page = header("page", "{type: string}");
    let error = refusal("operationId: list_tasks\n", "      parameters:\n", &page, 0);
    assert!(error.contains("`page`"), "{error}");
    let text = header("X-Shape", "{type: string}");
    let code = generate(&inserted(&yaml(), "operationId: list_tasks\n", "      parameters:\n", &text)).unwrap();
    assert!(code.contains("pub fn x_shape<V>(mut self, value: V) -> Self"), "the header has no setter");
}

#[test]
fn a_parameter_in_a_cookie_is_refused() {
    let parameter = "        - name: shape\n          in: cookie\n          schema:\n            type: string\n";
    let error = refusal("operationId: list_tasks\n", "      parameters:\n", parameter, 0);
    assert!(error.contains("list_tasks: the generator does not support the parameter `shape` in a cookie"), "{error}");
}

#[test]
fn a_parameter_of_a_component_that_no_query_can_have_is_refused() {
    let yaml = inserted(&yaml(), "\ncomponents:\n", "\n  schemas:\n", "    Shape:\n      type: string\n");
    let with = |schema: &str| {
        let parameter = format!("        - name: shape\n          in: query\n          schema:\n{schema}");
        generate(&inserted(&yaml, "operationId: list_tasks\n", "      parameters:\n", &parameter))
    };
    let one = "            $ref: '#/components/schemas/Shape'\n";
    let many = "            type: array\n            items:\n              $ref: '#/components/schemas/Shape'\n";
    for schema in [one, many] {
        let error = with(schema).unwrap_err().to_string();
        assert!(error.contains("list_tasks, `shape` refers to `Shape`, which is neither an id nor an"), "{error}");
    }
    with(&one.replace("/Shape", "/TaskIdOrNull")).unwrap();
    with("            type: string\n").unwrap();
}
