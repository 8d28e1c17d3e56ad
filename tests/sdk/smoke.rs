//! Creates, patches, finds and deletes a task: the shortest end-to-end test.

use focus_api::{IdFilter, NewTask, OrderBy, Priority, ProjectId, TaskExt, TaskPatch};
use focus_fake::FakeFocus;
use focus_tests::{lines, tasks};

#[tokio::test]
async fn a_task_is_created_patched_found_and_deleted() {
    let fake = FakeFocus::start().await;
    let tasks = tasks(&fake);
    let project = ProjectId(fake.world().project("Website relaunch"));
    let created = tasks.create(NewTask::new("Write the launch post").project(project).due(fake.today())).await.unwrap();
    let task = created.into_task().unwrap();
    assert_eq!(task.due(), Some(fake.today()));
    let _ = fake.take_requests();

    tasks.patch(task.id, TaskPatch::new().priority(Priority::High).clear_end_date()).await.unwrap();
    let found = tasks
        .list()
        .project(IdFilter::any([project]))
        .priority([Priority::High])
        .order_by([OrderBy::CreatedAt.desc()])
        .items()
        .next()
        .await
        .unwrap()
        .unwrap();
    assert_eq!((found.id, found.due(), found.title()), (task.id, None, "Write the launch post"));
    tasks.delete(task.id).await.unwrap();
    assert!(tasks.get(task.id).await.unwrap_err().is_not_found());
    let id = task.id;
    assert_eq!(
        lines(&fake.take_requests()),
        [
            format!("PATCH /tasks/{id}"),
            format!("GET /tasks?order_by=-created_at&page=1&per_page=100&priority=high&project_id={project}"),
            format!("DELETE /tasks/{id}"),
            format!("GET /tasks/{id}"),
        ]
    );
}

#[tokio::test]
async fn the_complete_workspace_streams_in_one_request() {
    let fake = FakeFocus::builder().tasks(1000).start().await;
    let tasks = tasks(&fake);
    let all = tasks.stream().include_project_completed(true).send().await.unwrap().try_collect().await.unwrap();
    assert_eq!(all.len(), fake.tasks().len());
    assert_eq!(lines(&fake.take_requests()), ["GET /tasks/stream?include_project_completed=true"]);
    let quota = tasks.workspace().quota().unwrap();
    assert_eq!(quota.remaining, Some(99_999));
}
