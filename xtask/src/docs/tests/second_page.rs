//! Tests another page of the vendor beside the first: a separate inventory, paths with another prefix, the same spec.

use tempfile::TempDir;

use super::commands::{docs, write};
use super::contract::{BEFORE, SPEC};
use super::*;

/// The inventory of the other page.
const OTHER: &str = "# format 2, operations 2, facts 13
GET /workspaces/{workspace_id}/projects title ~00000001
GET /workspaces/{workspace_id}/projects path workspace_id integer required
GET /workspaces/{workspace_id}/projects query archived boolean optional
GET /workspaces/{workspace_id}/projects status 200
GET /workspaces/{workspace_id}/projects response 200 data object[]
GET /workspaces/{workspace_id}/projects response 200 data[].id integer
GET /workspaces/{workspace_id}/projects response 200 data[].title string
GET /workspaces/{workspace_id}/projects status 500
DELETE /workspaces/{workspace_id}/projects/{project_id} title ~00000002
DELETE /workspaces/{workspace_id}/projects/{project_id} path workspace_id integer required
DELETE /workspaces/{workspace_id}/projects/{project_id} path project_id integer required
DELETE /workspaces/{workspace_id}/projects/{project_id} status 204
DELETE /workspaces/{workspace_id}/projects/{project_id} status 404
";

fn other() -> Inventory {
    let text = OTHER.replacen("# format", "# prefix / (left out below)\n# format", 1);
    facts::from_text(&text).unwrap()
}

#[test]
fn a_second_page_is_imported_written_into_the_spec_and_checked_beside_the_first() {
    let folder = TempDir::new().unwrap();
    let tasks = write(&folder, "tasks.facts", BEFORE);
    let spec = write(&folder, "spec.yaml", SPEC);
    let page = write(&folder, "page.txt", &print(&other(), PrintForm::Tabs));
    let projects = tasks.replace("tasks.facts", "projects.facts");

    let output = docs(&["import", &page, "--out", &projects]);
    assert_eq!(output.code, 0, "{}", output.stderr);
    assert!(output.stdout.contains("2 operations, 13 facts"), "{}", output.stdout);
    let text = std::fs::read_to_string(&projects).unwrap();
    assert!(text.contains("\n# prefix /workspaces/{workspace_id}/ (left out below)\n"), "{text}");
    assert!(text.contains("\nGET /projects title"), "{text}");

    let check = ["check", "--spec", &spec, "--facts", &tasks, "--facts", &projects];
    let output = docs(&check);
    assert_eq!(output.code, 1, "{}", output.stdout);
    assert!(
        output.stdout.contains("the spec has no operation GET /workspaces/{workspace_id}/projects"),
        "{}",
        output.stdout
    );

    let apply = ["diff", "--apply", &page, "--facts", &projects, "--spec", &spec];
    let output = docs(&apply);
    assert_eq!(output.code, 0, "{}", output.stdout);
    let written = std::fs::read_to_string(&spec).unwrap();
    assert!(written.contains("\n  /workspaces/{workspace_id}/projects:\n"), "{written}");
    assert_eq!(docs(&check).stdout.lines().next(), Some("facts 81/81"), "{}", docs(&check).stdout);
    assert_eq!(docs(&check).code, 0);

    // A second `--apply` changes nothing, and the first page does not affect the second.
    docs(&apply);
    let first = write(&folder, "first.txt", &print(&facts::from_text(BEFORE).unwrap(), PrintForm::Tabs));
    let output = docs(&["diff", "--apply", &first, "--facts", &tasks, "--spec", &spec]);
    assert!(output.stdout.contains("; 0 edits of "), "{}", output.stdout);
    assert_eq!(std::fs::read_to_string(&spec).unwrap(), written);
}
