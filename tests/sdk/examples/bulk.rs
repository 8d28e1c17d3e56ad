//! The bulk edit: its dry run, its requests, and its report of tasks that were not changed.

use focus_fake::Fault;
use insta::assert_snapshot;

use super::{bulk_edit, demo, fake, sent};

#[tokio::test]
async fn a_dry_run_changes_nothing() {
    let demo = demo().await;
    let before = fake(&demo).tasks();
    assert_snapshot!(text!(bulk_edit, &demo, "--overdue", "--set-due", "2026-03-06", "--dry-run"), @r#"
        80 tasks selected; each gets {"end_date":"2026-03-06"}
           5000000001  2026-02-18  none    Write the launch announcement
           5000000002  2026-02-19  medium  Angebot für die Plakatserie überarbeiten
           5000000007  2026-02-25  medium  Prepare invoice 2026-014
           5000000043  2026-02-22  high    Wireframes for the booking flow
           5000000046  2026-02-23  none    Gather examples
           5000000050  2026-02-27  none    🚀 Launch checklist
           5000000085  2026-02-26  none    First draft
           5000000086  2026-02-23  none    Gather examples
           5000000091  2026-02-28  none    Translate the imprint into English
           5000000092  2026-03-01  medium  Compress the hero images
        nothing was changed
        "#);
    assert_eq!(fake(&demo).tasks(), before);
    assert_eq!(sent(&demo).len(), 1);
}

#[tokio::test]
async fn a_bulk_edit_takes_one_request_for_each_hundred_tasks() {
    let demo = demo().await;
    assert_snapshot!(text!(bulk_edit, &demo, "--priority", "high", "--set-priority", "medium", "--clear-notes"), @r#"
        164 tasks selected; each gets {"notes":null,"priority":"medium"}
        164 of 164 done, 2 requests
        "#);
    assert_snapshot!(sent(&demo).join("\n"), @r"
        GET /tasks/stream?archived=false&priority=high&state=active
        PATCH /tasks/bulk
        PATCH /tasks/bulk
        ");
    // No open task has a high priority any more.
    assert_snapshot!(text!(bulk_edit, &demo, "--priority", "high", "--set-priority", "medium"), @r#"
        0 tasks selected; each gets {"priority":"medium"}
        0 of 0 done, 0 requests
        "#);
    let (_, end) = run!(bulk_edit, &demo);
    assert_snapshot!(end.unwrap_err(), @"nothing to change: give one of the options that begin with --set or --clear");
}

#[tokio::test]
async fn a_bulk_edit_reports_rejected_and_unsent_tasks() {
    let demo = demo().await;
    // One request for the selection, one for the first hundred tasks; then the quota is spent.
    fake(&demo).set_quota(2);
    let (text, end) = run!(bulk_edit, &demo, "--set-priority", "low");
    assert_snapshot!(text, @r#"
    671 tasks selected; each gets {"priority":"low"}
    100 of 671 done, 571 not sent, 2 requests; stopped: bulk_patch_tasks: the hourly quota is spent (402 quota_exceeded): the hourly request quota is used up, it resets in 3600 seconds [trace 06c45d188009454fa43623b48766dcaa]. It resets in 60 min 00 s; failed requests count too
    "#);
    assert_snapshot!(end.unwrap_err(), @"some tasks were not changed; remove the cause, then run the same command again");

    fake(&demo).set_quota(30);
    fake(&demo).fault(Fault::status(422).on("bulk_patch_tasks").times(9));
    let (text, _) = run!(bulk_edit, &demo, "--priority", "high", "--overdue", "--set-priority", "low");
    assert_snapshot!(text, @r#"
    6 tasks selected; each gets {"priority":"low"}
    0 of 6 done, 6 rejected, 3 requests
       5000000163 rejected: bulk_patch_tasks: the request was refused (422 required_fields_missing): scripted response with status 422 [trace 53cb9f0c747ea2eae162195097072514]. Correct the request; the same request will be refused again
       5000000283 rejected: bulk_patch_tasks: the request was refused (422 required_fields_missing): scripted response with status 422 [trace 53cb9f0c747ea2eae162195097072514]. Correct the request; the same request will be refused again
       5000000403 rejected: bulk_patch_tasks: the request was refused (422 required_fields_missing): scripted response with status 422 [trace 53cb9f0c747ea2eae162195097072514]. Correct the request; the same request will be refused again
       5000000523 rejected: bulk_patch_tasks: the request was refused (422 required_fields_missing): scripted response with status 422 [trace 2c829abe1f4532e1e1e72cdb9a36fd66]. Correct the request; the same request will be refused again
       5000000763 rejected: bulk_patch_tasks: the request was refused (422 required_fields_missing): scripted response with status 422 [trace 2c829abe1f4532e1e1e72cdb9a36fd66]. Correct the request; the same request will be refused again
       5000000883 rejected: bulk_patch_tasks: the request was refused (422 required_fields_missing): scripted response with status 422 [trace 2c829abe1f4532e1e1e72cdb9a36fd66]. Correct the request; the same request will be refused again
    "#);
}
