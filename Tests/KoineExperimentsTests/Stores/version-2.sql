-- A run store of version 2, with one run and one experiment.
CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
INSERT INTO grdb_migrations VALUES ('1 runs and experiments');
INSERT INTO grdb_migrations VALUES ('2 checksums');
CREATE TABLE scenarios (
  id INTEGER PRIMARY KEY,
  digest TEXT NOT NULL UNIQUE,
  topology TEXT NOT NULL,
  workload TEXT NOT NULL,
  policy TEXT NOT NULL,
  settings TEXT NOT NULL,
  document TEXT NOT NULL, checksum INTEGER);
CREATE TABLE shapes (id INTEGER PRIMARY KEY, names TEXT NOT NULL UNIQUE);
CREATE TABLE runs (
  id INTEGER PRIMARY KEY,
  digest TEXT NOT NULL,
  version TEXT NOT NULL,
  scenario INTEGER NOT NULL REFERENCES scenarios,
  seed INTEGER NOT NULL,
  jobs INTEGER NOT NULL,
  wait_mean_s REAL,
  bounded_slowdown_mean REAL,
  utilization_allocated REAL,
  wall_s REAL NOT NULL,
  UNIQUE (digest, version));
CREATE INDEX runs_by_scenario ON runs (scenario);
CREATE INDEX runs_by_version ON runs (version);
CREATE INDEX scenarios_by_policy ON scenarios (policy);
CREATE INDEX scenarios_by_workload ON scenarios (workload);
CREATE INDEX scenarios_by_topology ON scenarios (topology);
CREATE TABLE results (
  run INTEGER PRIMARY KEY REFERENCES runs ON DELETE CASCADE,
  shape INTEGER NOT NULL REFERENCES shapes,
  measures BLOB NOT NULL,
  summary BLOB NOT NULL,
  ledger BLOB NOT NULL,
  series BLOB NOT NULL);
CREATE TABLE experiments (
  id INTEGER PRIMARY KEY,
  digest TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  command TEXT NOT NULL,
  runs INTEGER NOT NULL);
CREATE TABLE experiment_runs (
  experiment INTEGER NOT NULL REFERENCES experiments ON DELETE CASCADE,
  run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
  PRIMARY KEY (experiment, run)) WITHOUT ROWID;
CREATE INDEX experiment_runs_by_run ON experiment_runs (run);
ALTER TABLE runs ADD COLUMN checksum INTEGER;
ALTER TABLE results ADD COLUMN checksum INTEGER;
INSERT INTO scenarios VALUES (1, 'bb01', 'flat:64', 'philly', 'easy', 'load=0.9', 'load: 0.9', 2227332203);
INSERT INTO shapes VALUES (1, 'wait_s.mean'||char(10)||'cost');
INSERT INTO runs VALUES (1, 'aa01', '0.1.0-00000000', 1, 7, 100, 12.5, 1.5, 0.8, 0.001, 3318455932);
INSERT INTO results VALUES (1, 1, x'0000000000002940000000000000f87f', x'18000000000000007801ab562a4fcc2c892f56b2aa56ca4d4dcc53b23234d233adad050066a707db', x'02000000000000007801abae0500017500f9', x'02000000000000007801abae0500017500f9', 4085050308);
INSERT INTO experiments VALUES (1, 'cc01', 'sweep', 'koine sweep', 2);
INSERT INTO experiment_runs VALUES (1, 1);
