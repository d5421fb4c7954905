/* The text of a node, which decides what is one state, and the node as properties and people see it. Terms and indexes are
 * shown one lower than the library counts: its log begins with the first configuration, as entry 1 of term 1, at every node. */
#include "node.h"

#include <stdio.h>
#include <string.h>

static const struct raft *r = &live.raft;

static void write_bytes(struct rc_text *key, const unsigned char *bytes, size_t length) {
    for (size_t i = 0; i < length; i++) {
        rc_add(key, "%02x", bytes[i]);
    }
}

static void write_configuration(struct rc_text *key, const struct raft_configuration *configuration) {
    for (unsigned i = 0; i < configuration->n; i++) {
        rc_add(key, "%llu:%d ", configuration->servers[i].id, configuration->servers[i].role);
    }
}

static void write_disk(struct rc_text *key) {
    const struct disk *disk = &live.disk;
    rc_add(key, "n%d disk %llu %llu snapshot %llu %llu %llu ", live.id, disk->term, disk->vote, disk->snapshot.index,
           disk->snapshot.term, disk->snapshot.configuration_index);
    write_bytes(key, disk->snapshot.configuration, disk->snapshot.length);
    rc_add(key, " log %llu", disk->first);
    for (unsigned i = 0; i < disk->count; i++) {
        rc_add(key, " %llu %u ", disk->entries[i].term, disk->entries[i].type);
        write_bytes(key, disk->entries[i].bytes, disk->entries[i].length);
    }
}

static unsigned log_count(void) {
    const struct raft_log *log = &r->log;
    return (unsigned)(log->front <= log->back ? log->back - log->front : log->size - log->front + log->back);
}

static const struct raft_entry *log_entry(unsigned i) { return &r->log.entries[(r->log.front + i) % r->log.size]; }

static raft_index last_index(void) { return r->log.offset + log_count(); }

static void write_log(struct rc_text *key) {
    rc_add(key, " cached %llu snapshot %llu %llu", r->log.offset, r->log.snapshot.last_index, r->log.snapshot.last_term);
    for (unsigned i = 0; i < log_count(); i++) {
        const struct raft_entry *entry = log_entry(i);
        rc_add(key, " %llu %u ", entry->term, entry->type);
        write_bytes(key, entry->buf.base, entry->buf.len);
    }
}

static void write_role(struct rc_text *key) {
    rc_add(key, " role %u ", r->state);
    if (r->state == RAFT_FOLLOWER) {
        rc_add(key, "%llu", r->follower_state.current_leader.id);
    } else if (r->state == RAFT_CANDIDATE) {
        rc_add(key, "%d %d ", r->candidate_state.disrupt_leader, r->candidate_state.in_pre_vote);
        for (unsigned i = 0, voter = 0; i < r->configuration.n; i++) {
            if (r->configuration.servers[i].role == RAFT_VOTER) {
                rc_add(key, "%d", r->candidate_state.votes[voter++]);
            }
        }
    } else {
        for (unsigned i = 0; i < r->configuration.n; i++) {
            const struct raft_progress *progress = &r->leader_state.progress[i];
            rc_add(key, "%u %llu %llu %llu %d %d ", progress->state, progress->next_index, progress->match_index,
                   progress->snapshot_index, progress->last_send == now, progress->recent_recv);
        }
    }
}

static void write_work(struct rc_text *key) {
    for (int i = 0; i < live.work_count; i++) {
        const struct work *work = &live.work[i];
        rc_add(key, " work %d", work->kind);
        for (unsigned e = 0; e < work->count; e++) {
            rc_add(key, " %llu %u ", work->entries[e].term, work->entries[e].type);
            write_bytes(key, work->entries[e].buf.base, work->entries[e].buf.len);
        }
        if (work->snapshot != NULL) {
            rc_add(key, " %llu %llu %llu %u ", work->snapshot->index, work->snapshot->term,
                   work->snapshot->configuration_index, work->trailing);
            write_configuration(key, &work->snapshot->configuration);
        }
    }
}

void node_write(struct rc_text *key) {
    write_disk(key);
    if (!live.up) {
        return;
    }
    rc_add(key, " term %llu vote %llu", r->current_term, r->voted_for);
    write_log(key);
    rc_add(key, " configuration %llu %llu ", r->configuration_index, r->configuration_uncommitted_index);
    write_configuration(key, &r->configuration);
    rc_add(key, " commit %llu applied %llu stored %llu", r->commit_index, r->last_applied, r->last_stored);
    write_role(key);
    if (r->transfer != NULL) {
        rc_add(key, " transfer %llu %d", r->transfer->id, r->transfer->send.data != NULL);
    }
    rc_add(key, " snapshot %llu %d %d", r->snapshot.pending.term, r->snapshot.put.data != NULL, live.compacting);
    write_work(key);
}

/* A number without the first configuration. */
static double less(unsigned long long number) { return number > 0 ? (double)(number - 1) : 0; }

static cJSON *view_position(raft_index index, raft_term term) {
    cJSON *view = cJSON_CreateObject();
    cJSON_AddNumberToObject(view, "index", less(index));
    cJSON_AddNumberToObject(view, "term", less(term));
    return view;
}

cJSON *view_entries(const struct entry *entries, unsigned count, raft_index first) {
    cJSON *view = cJSON_CreateArray();
    for (unsigned i = 0; i < count; i++) {
        if (first + i < 2) {
            continue;
        }
        char data[most_bytes + 1];
        memcpy(data, entries[i].bytes, entries[i].length);
        data[entries[i].length] = '\0';
        cJSON *entry = cJSON_CreateObject();
        cJSON_AddNumberToObject(entry, "index", less(first + i));
        cJSON_AddNumberToObject(entry, "term", less(entries[i].term));
        cJSON_AddStringToObject(entry, "data", entries[i].type == RAFT_COMMAND ? data : "");
        cJSON_AddItemToArray(view, entry);
    }
    return view;
}

/* The snapshot is where the log begins: what trails behind it is cut off. */
static void cut_log(cJSON *log, raft_index snapshot) {
    cJSON *first;
    while ((first = cJSON_GetArrayItem(log, 0)) != NULL && cJSON_GetObjectItem(first, "index")->valuedouble <= less(snapshot)) {
        cJSON_DeleteItemFromArray(log, 0);
    }
}

static cJSON *view_stored_log(void) {
    const struct disk *disk = &live.disk;
    cJSON *log = view_entries(disk->entries, disk->count, disk->first);
    cut_log(log, disk->snapshot.index);
    return log;
}

/* The log that the library has in memory, where all is that it holds. */
static cJSON *view_log(void) {
    static struct entry entries[most_entries];
    unsigned count = log_count();
    for (unsigned i = 0; i < count; i++) {
        const struct raft_entry *entry = log_entry(i);
        entries[i] = (struct entry){.term = entry->term, .type = entry->type, .length = entry->buf.len};
        memcpy(entries[i].bytes, entry->buf.base, entry->buf.len);
    }
    cJSON *log = view_entries(entries, count, r->log.offset + 1);
    cut_log(log, r->log.snapshot.last_index);
    return log;
}

cJSON *view_configuration(const struct raft_configuration *configuration) {
    cJSON *view = cJSON_CreateObject();
    cJSON *voters = cJSON_AddArrayToObject(view, "voters"), *learners = cJSON_AddArrayToObject(view, "learners");
    for (unsigned i = 0; i < configuration->n; i++) {
        const struct raft_server *server = &configuration->servers[i];
        cJSON_AddItemToArray(server->role == RAFT_VOTER ? voters : learners, cJSON_CreateNumber((double)server->id));
    }
    return view;
}

static cJSON *view_durable(void) {
    const struct disk *disk = &live.disk;
    cJSON *view = cJSON_CreateObject();
    cJSON_AddNumberToObject(view, "term", less(disk->term));
    cJSON_AddNumberToObject(view, "vote", (double)disk->vote);
    /* The library stores no commit index: it begins again at its snapshot. */
    cJSON_AddNumberToObject(view, "commit", less(disk->snapshot.index));
    cJSON_AddItemToObject(view, "snapshot", view_position(disk->snapshot.index, disk->snapshot.term));
    cJSON_AddItemToObject(view, "log", view_stored_log());
    return view;
}

static void view_progress(cJSON *view) {
    static const char *const states[] = {"probe", "replicate", "snapshot"};
    cJSON *all = cJSON_AddObjectToObject(view, "progress");
    for (unsigned i = 0; i < r->configuration.n; i++) {
        const struct raft_server *server = &r->configuration.servers[i];
        const struct raft_progress *progress = &r->leader_state.progress[i];
        char id[24];
        snprintf(id, sizeof id, "%llu", server->id);
        cJSON *one = cJSON_AddObjectToObject(all, id);
        cJSON_AddNumberToObject(one, "match", less(progress->match_index));
        /* Nothing is sent to itself, and next stays as it was. Before entry 1 all is one: next is behind match there too. */
        raft_index next = server->id == r->id ? last_index() + 1 : progress->next_index;
        cJSON_AddNumberToObject(one, "next", next == 1 && progress->match_index == 0 ? 1 : less(next));
        cJSON_AddStringToObject(one, "state", states[progress->state]);
        cJSON_AddBoolToObject(one, "recentActive", progress->recent_recv);
        cJSON_AddNumberToObject(one, "pendingSnapshot", less(progress->snapshot_index));
        cJSON_AddBoolToObject(one, "learner", server->role != RAFT_VOTER);
    }
}

static void view_votes(cJSON *view) {
    cJSON *all = cJSON_AddObjectToObject(view, "votes");
    for (unsigned i = 0, voter = 0; i < r->configuration.n; i++) {
        char id[24];
        snprintf(id, sizeof id, "%llu", r->configuration.servers[i].id);
        /* A refusal is not kept. */
        if (r->configuration.servers[i].role == RAFT_VOTER && r->candidate_state.votes[voter++]) {
            cJSON_AddTrueToObject(all, id);
        }
    }
}

static cJSON *view_extra(void) {
    cJSON *extra = cJSON_CreateObject();
    int waiting = live.work_count;
    if (waiting > 0) {
        cJSON_AddNumberToObject(extra, "diskWork", waiting);
    }
    if (r->transfer != NULL) {
        cJSON_AddNumberToObject(extra, "leadTransferee", (double)r->transfer->id);
    }
    if (last_index() != r->last_stored) {
        cJSON_AddNumberToObject(extra, "lastStored", less(r->last_stored));
    }
    if (live.compacting) {
        cJSON_AddTrueToObject(extra, "snapshotDue");
    }
    return extra;
}

/* The last configuration on disk. */
static cJSON *view_stored_configuration(void) {
    const struct disk *disk = &live.disk;
    struct raft_configuration configuration;
    unsigned last = disk->count;
    while (last > 0 && disk->entries[last - 1].type != RAFT_CHANGE) {
        last--;
    }
    if (last > 0) {
        node_decode(&configuration, disk->entries[last - 1].bytes, disk->entries[last - 1].length);
    } else {
        node_decode(&configuration, disk->snapshot.configuration, disk->snapshot.length);
    }
    cJSON *view = view_configuration(&configuration);
    raft_configuration_close(&configuration);
    return view;
}

static void view_down(cJSON *view) {
    const struct disk *disk = &live.disk;
    cJSON_AddItemToObject(view, "config", view_stored_configuration());
    cJSON_AddFalseToObject(view, "up");
    cJSON_AddStringToObject(view, "role", "follower");
    cJSON_AddNumberToObject(view, "term", less(disk->term));
    cJSON_AddNumberToObject(view, "vote", (double)disk->vote);
    cJSON_AddNumberToObject(view, "commit", less(disk->snapshot.index));
    cJSON_AddItemToObject(view, "snapshot", view_position(disk->snapshot.index, disk->snapshot.term));
    cJSON_AddItemToObject(view, "log", view_stored_log());
}

static void view_up(cJSON *view) {
    const char *role = r->state == RAFT_LEADER      ? "leader"
                       : r->state == RAFT_FOLLOWER    ? "follower"
                       : r->candidate_state.in_pre_vote ? "pre-candidate"
                                                        : "candidate";
    raft_id leader = r->state == RAFT_LEADER ? r->id : r->state == RAFT_FOLLOWER ? r->follower_state.current_leader.id : 0;
    /* While a snapshot is being installed the library has begun a new log in memory, and answers nothing: its log is the one
     * on disk. */
    bool installs = r->last_stored == 0 && r->snapshot.put.data != NULL;
    raft_index index = installs ? live.disk.snapshot.index : r->log.snapshot.last_index;
    raft_term term = installs ? live.disk.snapshot.term : r->log.snapshot.last_term;
    cJSON_AddStringToObject(view, "role", role);
    cJSON_AddNumberToObject(view, "term", less(r->current_term));
    cJSON_AddNumberToObject(view, "vote", (double)r->voted_for);
    cJSON_AddNumberToObject(view, "lead", (double)leader);
    cJSON_AddNumberToObject(view, "commit", less(r->commit_index));
    cJSON_AddNumberToObject(view, "applied", less(r->last_applied));
    cJSON_AddItemToObject(view, "snapshot", view_position(index, term));
    cJSON_AddItemToObject(view, "log", installs ? view_stored_log() : view_log());
    cJSON_AddItemToObject(view, "config", view_configuration(&r->configuration));
    cJSON_AddItemToObject(view, "extra", view_extra());
    if (r->state == RAFT_LEADER) {
        view_progress(view);
    } else if (r->state == RAFT_CANDIDATE) {
        view_votes(view);
    }
}

cJSON *node_view(void) {
    cJSON *view = cJSON_CreateObject();
    cJSON_AddNumberToObject(view, "id", live.id);
    if (live.up) {
        view_up(view);
    } else {
        view_down(view);
    }
    cJSON_AddItemToObject(view, "durable", view_durable());
    return view;
}
