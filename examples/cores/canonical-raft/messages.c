/* Messages as JSON, with all that they hold: [from, to, type, ...] in the order of the library's structs. */
#include "node.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void add(cJSON *to, unsigned long long number) { cJSON_AddItemToArray(to, cJSON_CreateNumber((double)number)); }

static unsigned long long get(const cJSON *of, int place) {
    return (unsigned long long)cJSON_GetArrayItem(of, place)->valuedouble;
}

static cJSON *bytes_of(const unsigned char *bytes, size_t length) {
    char *hex = malloc(2 * length + 1);
    hex[0] = '\0';
    for (size_t i = 0; i < length; i++) {
        sprintf(hex + 2 * i, "%02x", bytes[i]);
    }
    cJSON *text = cJSON_CreateString(hex);
    free(hex);
    return text;
}

static size_t get_bytes(const cJSON *text, unsigned char *into) {
    const char *hex = cJSON_GetStringValue(text);
    size_t length = strlen(hex) / 2;
    for (size_t i = 0; i < length; i++) {
        unsigned byte;
        sscanf(hex + 2 * i, "%2x", &byte);
        into[i] = (unsigned char)byte;
    }
    return length;
}

static cJSON *entries_of(const struct raft_append_entries *args) {
    cJSON *all = cJSON_CreateArray();
    for (unsigned i = 0; i < args->n_entries; i++) {
        cJSON *entry = cJSON_CreateArray();
        add(entry, args->entries[i].term);
        add(entry, args->entries[i].type);
        cJSON_AddItemToArray(entry, bytes_of(args->entries[i].buf.base, args->entries[i].buf.len));
        cJSON_AddItemToArray(all, entry);
    }
    return all;
}

cJSON *message_of(const struct raft_message *m) {
    cJSON *made = cJSON_CreateArray();
    add(made, (unsigned long long)live.id);
    add(made, m->server_id);
    add(made, m->type);
    switch (m->type) {
        case RAFT_IO_REQUEST_VOTE:
            add(made, m->request_vote.term);
            add(made, m->request_vote.candidate_id);
            add(made, m->request_vote.last_log_index);
            add(made, m->request_vote.last_log_term);
            add(made, m->request_vote.disrupt_leader);
            add(made, m->request_vote.pre_vote);
            break;
        case RAFT_IO_REQUEST_VOTE_RESULT:
            add(made, m->request_vote_result.term);
            add(made, m->request_vote_result.vote_granted);
            add(made, m->request_vote_result.pre_vote);
            break;
        case RAFT_IO_APPEND_ENTRIES:
            add(made, m->append_entries.term);
            add(made, m->append_entries.prev_log_index);
            add(made, m->append_entries.prev_log_term);
            add(made, m->append_entries.leader_commit);
            cJSON_AddItemToArray(made, entries_of(&m->append_entries));
            break;
        case RAFT_IO_APPEND_ENTRIES_RESULT:
            add(made, m->append_entries_result.term);
            add(made, m->append_entries_result.rejected);
            add(made, m->append_entries_result.last_log_index);
            break;
        case RAFT_IO_INSTALL_SNAPSHOT: {
            struct raft_buffer bytes;
            add(made, m->install_snapshot.term);
            add(made, m->install_snapshot.last_index);
            add(made, m->install_snapshot.last_term);
            add(made, m->install_snapshot.conf_index);
            if (raft_configuration_encode(&m->install_snapshot.conf, &bytes) != 0) {
                rc_panic("a configuration that cannot be encoded");
            }
            cJSON_AddItemToArray(made, bytes_of(bytes.base, bytes.len));
            raft_free(bytes.base);
            break;
        }
        default:
            add(made, m->timeout_now.term);
            add(made, m->timeout_now.last_log_index);
            add(made, m->timeout_now.last_log_term);
    }
    return made;
}

static void fill_entries(struct raft_append_entries *args, const cJSON *entries) {
    args->n_entries = (unsigned)cJSON_GetArraySize(entries);
    args->entries = args->n_entries == 0 ? NULL : raft_calloc(args->n_entries, sizeof *args->entries);
    unsigned i = 0;
    cJSON *from;
    /* All entries of a message lie in one batch, as the library's network leaves them. */
    unsigned char *batch = args->n_entries == 0 ? NULL : raft_malloc(args->n_entries * most_bytes);
    cJSON_ArrayForEach(from, entries) {
        struct raft_entry *entry = &args->entries[i];
        entry->term = get(from, 0);
        entry->type = (unsigned short)get(from, 1);
        entry->buf.base = batch + most_bytes * i++;
        entry->buf.len = get_bytes(cJSON_GetArrayItem(from, 2), entry->buf.base);
        entry->batch = batch;
    }
}

/* An assertion of the library, which Debian builds without: nobody else leads in a leader's term. */
static void assert_not_led(const struct raft_message *m, raft_term term) {
    bool leads = m->type == RAFT_IO_APPEND_ENTRIES || m->type == RAFT_IO_INSTALL_SNAPSHOT;
    if (leads && live.raft.state == RAFT_LEADER && live.raft.current_term == term) {
        rc_panic("a leader is sent entries by another leader of its term");
    }
}

void message_deliver(const cJSON *message) {
    char address[24];
    snprintf(address, sizeof address, "n%llu", get(message, 0));
    struct raft_message m = {
        .type = (unsigned short)get(message, 2), .server_id = get(message, 0), .server_address = address};
    switch (m.type) {
        case RAFT_IO_REQUEST_VOTE:
            m.request_vote = (struct raft_request_vote){
                .term = get(message, 3), .candidate_id = get(message, 4), .last_log_index = get(message, 5),
                .last_log_term = get(message, 6), .disrupt_leader = get(message, 7), .pre_vote = get(message, 8)};
            break;
        case RAFT_IO_REQUEST_VOTE_RESULT:
            m.request_vote_result = (struct raft_request_vote_result){
                .term = get(message, 3), .vote_granted = get(message, 4), .pre_vote = (raft_tribool)get(message, 5)};
            break;
        case RAFT_IO_APPEND_ENTRIES:
            m.append_entries = (struct raft_append_entries){
                .term = get(message, 3), .prev_log_index = get(message, 4), .prev_log_term = get(message, 5),
                .leader_commit = get(message, 6)};
            fill_entries(&m.append_entries, cJSON_GetArrayItem(message, 7));
            break;
        case RAFT_IO_APPEND_ENTRIES_RESULT:
            m.append_entries_result = (struct raft_append_entries_result){
                .term = get(message, 3), .rejected = get(message, 4), .last_log_index = get(message, 5)};
            break;
        case RAFT_IO_INSTALL_SNAPSHOT: {
            unsigned char bytes[most_bytes];
            size_t length = get_bytes(cJSON_GetArrayItem(message, 7), bytes);
            m.install_snapshot = (struct raft_install_snapshot){
                .term = get(message, 3), .last_index = get(message, 4), .last_term = get(message, 5),
                .conf_index = get(message, 6), .data = {.base = raft_calloc(1, 8), .len = 8}};
            node_decode(&m.install_snapshot.conf, bytes, length);
            break;
        }
        default:
            m.timeout_now = (struct raft_timeout_now){
                .term = get(message, 3), .last_log_index = get(message, 4), .last_log_term = get(message, 5)};
    }
    assert_not_led(&m, get(message, 3));
    live.receive(&live.io, &m);
}

/* Terms and indexes are shown without the first configuration, which is entry 1 of term 1 in every log. */
static void show(cJSON *view, const char *name, unsigned long long number) {
    if (number > 1) {
        cJSON_AddNumberToObject(view, name, (double)(number - 1));
    }
}

static void view_append(cJSON *view, const cJSON *message) {
    struct entry entries[most_entries] = {0};
    unsigned count = 0;
    cJSON *from;
    show(view, "index", get(message, 4));
    show(view, "logTerm", get(message, 5));
    show(view, "commit", get(message, 6));
    cJSON_ArrayForEach(from, cJSON_GetArrayItem(message, 7)) {
        struct entry *entry = &entries[count++];
        entry->term = get(from, 0);
        entry->type = (unsigned short)get(from, 1);
        entry->length = get_bytes(cJSON_GetArrayItem(from, 2), entry->bytes);
    }
    cJSON_AddItemToObject(view, "entries", view_entries(entries, count, get(message, 4) + 1));
}

static void view_snapshot(cJSON *view, const cJSON *message) {
    unsigned char bytes[most_bytes];
    struct raft_configuration configuration;
    size_t length = get_bytes(cJSON_GetArrayItem(message, 7), bytes);
    node_decode(&configuration, bytes, length);
    cJSON *snapshot = cJSON_AddObjectToObject(view, "snapshot");
    cJSON_AddNumberToObject(snapshot, "index", (double)get(message, 4) - 1);
    cJSON_AddNumberToObject(snapshot, "term", (double)get(message, 5) - 1);
    cJSON_AddItemToObject(snapshot, "config", view_configuration(&configuration));
    raft_configuration_close(&configuration);
}

cJSON *message_view(const cJSON *message) {
    static const char *const names[] = {
        "", "AppendEntries", "AppendEntriesResult", "RequestVote", "RequestVoteResult", "InstallSnapshot", "TimeoutNow"};
    cJSON *view = cJSON_CreateObject();
    int type = (int)get(message, 2);
    cJSON_AddStringToObject(view, "type", names[type]);
    cJSON_AddNumberToObject(view, "from", (double)get(message, 0));
    cJSON_AddNumberToObject(view, "to", (double)get(message, 1));
    show(view, "term", get(message, 3));
    switch (type) {
        case RAFT_IO_REQUEST_VOTE:
            show(view, "index", get(message, 5));
            show(view, "logTerm", get(message, 6));
            cJSON_AddStringToObject(view, "context", get(message, 8) ? "pre-vote" : get(message, 7) ? "transfer" : "");
            break;
        case RAFT_IO_REQUEST_VOTE_RESULT:
            cJSON_AddBoolToObject(view, "reject", !get(message, 4));
            cJSON_AddStringToObject(view, "context", get(message, 5) == raft_tribool_true ? "pre-vote" : "");
            break;
        case RAFT_IO_APPEND_ENTRIES:
            view_append(view, message);
            break;
        case RAFT_IO_APPEND_ENTRIES_RESULT:
            cJSON_AddBoolToObject(view, "reject", get(message, 4) > 0);
            show(view, "index", get(message, 4) > 0 ? get(message, 4) : get(message, 5));
            show(view, "rejectHint", get(message, 4) > 0 ? get(message, 5) : 0);
            break;
        case RAFT_IO_INSTALL_SNAPSHOT:
            view_snapshot(view, message);
            break;
        default:
            show(view, "index", get(message, 4));
            show(view, "logTerm", get(message, 5));
    }
    return view;
}
