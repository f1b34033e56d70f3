-- SPDX-License-Identifier: GPL-3.0-or-later
-- The room in a database: docs/CLUSTER.md. A file that was released once never changes; what comes
-- later is a file of its own, 2.sql and so on. The schema `chatroom` is there already.

-- What this is. One row.
create table chatroom.meta (
    one boolean primary key default true check (one),
    program text not null default 'chatroom',
    version integer not null,
    oldest integer not null default 1,      -- What a program must know to go on over this: 1.sql, …
    room uuid not null default gen_random_uuid(),
    key text not null default '',           -- The fingerprint of the server's key; '': none yet.
    created timestamptz not null default now()
);
insert into chatroom.meta (version) values (0);

-- Up to where the room is. One row, which every decision locks and moves on.
create table chatroom.head (
    one boolean primary key default true check (one),
    batch bigint not null default 0,
    id uuid not null default gen_random_uuid(), -- Of that batch.
    sequence bigint not null default 0          -- The highest number that an event may have.
) with (fillfactor = 20);
insert into chatroom.head default values;

-- Who has connected: the row is written each time.
create table chatroom.node (
    name text primary key,
    program text not null,                  -- The version of chatroomd.
    connected timestamptz not null
);

-- What was decided, turn by turn; the latest of them, so that nodes get what they missed. Texts are
-- not here: those of events are in `event`, those of facts in `batch_fact`.
create table chatroom.batch (
    number bigint primary key,
    id uuid not null unique,                -- Chosen by whoever asked, who finds it by that.
    node text not null,
    time timestamptz not null default now(),
    records bytea not null                  -- See daemon/io/cluster/record_codec.hpp.
);

-- The facts of each batch, in their order.
create table chatroom.batch_fact (
    batch bigint not null,
    place integer not null,
    record integer not null,
    kind smallint not null,
    key bytea not null,
    bytes bytea,                            -- Null: there is no such fact any more.
    primary key (batch, place)
);

-- What happened.
create table chatroom.event (
    sequence bigint primary key,
    batch bigint not null,
    record integer not null,
    time_ms bigint not null,                -- Since 1970, UTC, by the clock of the node.
    kind smallint not null,
    name text not null,
    text text not null,
    client_sequence bigint not null,
    about bigint not null
);
create index event_batch on chatroom.event (batch);

-- What the room knows beside its events, as it is now.
create table chatroom.fact (
    kind smallint not null,
    key bytea not null,
    bytes bytea not null,
    primary key (kind, key)
);

-- Numbers that may have been given to events that are lost.
create table chatroom.lost (
    first bigint primary key,
    last bigint not null
);

-- For people and their programs: everything that was said and happened and is still kept.
create view chatroom.history as
select
    sequence as number,
    to_timestamp(time_ms / 1000.0) as time,
    case kind
        when 1 then 'entered' when 2 then 'said' when 3 then 'left' when 4 then 'kicked'
        when 5 then 'announced' when 6 then 'muted' when 7 then 'unmuted' when 8 then 'locked'
        when 9 then 'unlocked' when 10 then 'slowed' when 11 then 'topic' when 12 then 'pinned'
        when 13 then 'unpinned' when 14 then 'recalled' else 'kind-' || kind
    end as kind,
    nullif(name, '') as name,
    nullif(text, '') as text,
    nullif(about, 0) as about
from chatroom.event;

-- Decides about a batch, all of it or nothing: 'decided' with its number, also if it is in already,
-- or 'outrun' with that of the latest if others' came first. Who is outrun has changed nothing, and
-- must not make the others wait for a flush of the disk: neither for the lock if it is known before,
-- nor, as a lock is written to the log, for the end of the transaction.
create function chatroom.decide(
    expected bigint, asked uuid, asking_node text, batch_records bytea,
    event_sequence bigint[], event_record integer[], event_time_ms bigint[], event_kind smallint[],
    event_name text[], event_text text[], event_client_sequence bigint[], event_about bigint[],
    fact_record integer[], fact_kind smallint[], fact_key bytea[], fact_bytes bytea[],
    recall_first bigint[], recall_last bigint[], recall_kind smallint[], recall_name text[],
    out outcome text, out decided bigint)
language plpgsql as $$
declare
    latest bigint;
begin
    select h.batch into strict latest from chatroom.head h;
    if latest = expected then
        select h.batch into strict latest from chatroom.head h for update;
    end if;
    select b.number into decided from chatroom.batch b where b.id = asked;
    if decided is not null then
        outcome := 'decided';
        return;
    end if;
    decided := latest;
    outcome := 'outrun';
    if latest <> expected then
        set local synchronous_commit = off;
        return;
    end if;
    decided := latest + 1;
    outcome := 'decided';

    insert into chatroom.batch (number, id, node, records)
    values (decided, asked, asking_node, batch_records);
    if cardinality(event_sequence) > 0 then
        insert into chatroom.event
        select e.sequence, decided, e.record, e.time_ms, e.kind, e.name, e.text,
            e.client_sequence, e.about
        from unnest(event_sequence, event_record, event_time_ms, event_kind, event_name, event_text,
            event_client_sequence, event_about)
            as e (sequence, record, time_ms, kind, name, text, client_sequence, about);
    end if;
    if cardinality(recall_first) > 0 then
        -- Neither what was said nor what older batches made of it is kept.
        update chatroom.event e set text = ''
        from unnest(recall_first, recall_last, recall_kind, recall_name)
            as r (first, last, kind, name)
        where e.sequence between r.first and r.last and e.kind = r.kind and e.name = r.name
            and e.text <> '';
        delete from chatroom.batch_fact old
        using unnest(fact_kind, fact_key) as f (kind, key)
        where old.kind = f.kind and old.key = f.key;
    end if;
    if cardinality(fact_kind) > 0 then
        insert into chatroom.batch_fact
        select decided, f.place, f.record, f.kind, f.key, f.bytes
        from unnest(fact_record, fact_kind, fact_key, fact_bytes) with ordinality
            as f (record, kind, key, bytes, place);
        with latest_fact as (
            select distinct on (f.kind, f.key) f.kind, f.key, f.bytes
            from unnest(fact_kind, fact_key, fact_bytes) with ordinality
                as f (kind, key, bytes, place)
            order by f.kind, f.key, f.place desc
        ), gone as (
            delete from chatroom.fact old using latest_fact f
            where old.kind = f.kind and old.key = f.key and f.bytes is null
        )
        insert into chatroom.fact
        select f.kind, f.key, f.bytes from latest_fact f where f.bytes is not null
        on conflict (kind, key) do update set bytes = excluded.bytes;
    end if;
    update chatroom.head h set batch = decided, id = asked,
        sequence = greatest(h.sequence, event_sequence[cardinality(event_sequence)]);
    perform pg_notify('chatroom', decided::text);
end
$$;

-- Takes away what is more than is to be kept, oldest first, a little each time. Returns how many
-- events went.
create function chatroom.tidy(
    keep_batches bigint, keep_events bigint, oldest_time_ms bigint, most integer)
returns bigint
language plpgsql as $$
declare
    latest bigint;
    first_kept bigint;
    gone bigint;
begin
    if not pg_try_advisory_xact_lock(hashtextextended('chatroom tidy', 0)) then
        return 0; -- Another node is at it.
    end if;
    select h.batch into latest from chatroom.head h;
    with old as (
        select b.number from chatroom.batch b where b.number <= latest - keep_batches
        order by b.number limit most
    ), gone_facts as (
        delete from chatroom.batch_fact f using old where f.batch = old.number
    )
    delete from chatroom.batch b using old where b.number = old.number;
    -- Not every number belongs to an event, so if they may be too many they are counted.
    if (select max(sequence) - min(sequence) from chatroom.event) >= keep_events then
        select e.sequence into first_kept from chatroom.event e
        order by e.sequence desc offset keep_events - 1 limit 1;
    end if;
    -- From the oldest on, up to the first that is to be kept; the latest stays.
    with oldest as (
        select e.sequence, e.time_ms from chatroom.event e order by e.sequence limit most
    ), kept as (
        select min(o.sequence) as first from oldest o
        where o.time_ms >= oldest_time_ms and o.sequence >= coalesce(first_kept, 0)
    )
    delete from chatroom.event e using oldest o, kept
    where e.sequence = o.sequence and e.sequence < coalesce(kept.first, o.sequence + 1)
        and e.sequence < (select max(sequence) from chatroom.event);
    get diagnostics gone = row_count;
    return gone;
end
$$;
