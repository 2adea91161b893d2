//! The only test binary, so that everything is linked once. `support` is what the tests share; every other module is
//! tests.
//!
//! Tests that need a server are written with `on_both_engines!` and run on SQLite and on PostgreSQL.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that panics is a test that fails"
)]

mod api_anonymise;
mod api_at_once;
mod api_auth;
mod api_batches;
mod api_brands;
mod api_carry_over;
mod api_changes;
mod api_check_in_corrections;
mod api_check_ins;
mod api_closed_cycle;
mod api_closing;
mod api_conditional;
mod api_conformance;
mod api_departments;
mod api_docs;
mod api_due;
mod api_foreign;
mod api_hostile;
mod api_idempotency;
mod api_invitations;
mod api_key_result_figures;
mod api_key_results;
mod api_keys;
mod api_kpis;
mod api_limits;
mod api_lists;
mod api_me;
mod api_measurements;
mod api_measures;
mod api_metrics;
mod api_model;
mod api_model_versions;
mod api_objective_ties;
mod api_objectives;
mod api_personal_data;
mod api_problems;
mod api_promises;
mod api_protocol;
mod api_published_okrs;
mod api_reassignment;
mod api_scorecard;
mod api_scorecard_branches;
mod api_scorecard_kept;
mod api_scoring_policy;
mod api_service;
mod api_sessions;
mod api_sign_up;
mod api_simulate;
mod api_snapshots;
mod api_statements;
mod api_targets;
mod api_users;
mod app_cache;
mod architecture;
mod backup;
mod bounds;
mod browser_axe;
mod browser_check_in;
mod browser_drill_down;
mod browser_first_run;
mod browser_hostile;
mod browser_keyboard;
mod browser_live;
mod browser_pages;
mod browser_refusals;
mod browser_steering;
mod connections;
mod contract;
mod demo;
mod domain_anonymity;
mod domain_changes;
mod domain_conformance;
mod domain_corners;
mod domain_plans;
mod domain_properties;
mod domain_random_plans;
mod domain_rules;
mod faults;
mod faults_file;
mod faults_killed;
mod faults_postgres;
mod input_numbers;
mod jobs_clean_up;
mod readme;
mod roles;
mod schema;
mod scopes;
mod store_writes;
mod support;
mod upgrade;
mod web_check_in;
mod web_cycles;
mod web_foundation;
mod web_key_results;
mod web_kpis;
mod web_markdown;
mod web_model;
mod web_objectives;
mod web_score;
mod web_settings;
mod web_setup;
mod web_words;
