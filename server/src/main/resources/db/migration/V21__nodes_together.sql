-- The access.yaml that holds on all nodes of a database that several may use: the newest version, whole; of the earlier ones
-- only their numbers, so that of two nodes at once one is refused. It names people and holds digests of keys, as the file does.
create table access_file (
    version bigint primary key,
    content text not null,
    taken_at timestamptz not null default clock_timestamp()
);

-- The mark of each drop folder that a node has used: another folder under the same name is not it.
create table drop_folder (
    name text primary key,
    mark text not null,
    begun_at timestamptz not null default clock_timestamp()
);
