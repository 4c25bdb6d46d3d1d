-- Every version of the registry of official channels that was ever in force.
create table registry_versions (version integer primary key, body text not null, since timestamptz not null);
