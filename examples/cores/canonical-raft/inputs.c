/* What each input does to a node: its guard, and the call of the library behind it. All clocks stand: before a timer fires,
 * what it is measured from is set so far back, and then the library's own tick is called. */
#include "node.h"

#include <string.h>

static struct raft *r = &live.raft;

static bool leads(void) { return r->state == RAFT_LEADER; }

static void tick(void) { live.tick(&live.io); }

static bool time_out(void) {
    if (leads()) {
        return false;
    }
    r->election_timer_start = now - r->election_timeout;
    tick();
    return true;
}

static bool beat(void) {
    if (!leads()) {
        return false;
    }
    for (unsigned i = 0; i < r->configuration.n; i++) {
        r->leader_state.progress[i].last_send = 0;
    }
    tick();
    return true;
}

/* An election timeout has passed at a leader: it asks itself whom it has heard, and gives up a transfer. */
static bool check_quorum(void) {
    if (!leads()) {
        return false;
    }
    r->election_timer_start = now - r->election_timeout;
    if (r->transfer != NULL) {
        r->transfer->start = 0;
    }
    tick();
    return true;
}

/* The library waits so long for a snapshot to be installed, and no longer. */
static bool give_up_snapshot(const cJSON *input) {
    raft_id peer = (raft_id)cJSON_GetObjectItem(input, "peer")->valuedouble;
    if (!leads() || !cJSON_IsTrue(cJSON_GetObjectItem(input, "failed"))) {
        return false;
    }
    for (unsigned i = 0; i < r->configuration.n; i++) {
        struct raft_progress *progress = &r->leader_state.progress[i];
        if (r->configuration.servers[i].id == peer && progress->state == 2) {
            progress->snapshot_last_send = 0;
            tick();
            return true;
        }
    }
    return false;
}

static bool propose(const char *data) {
    size_t length = strlen(data);
    struct raft_buffer buffer = {.base = raft_malloc(length), .len = length};
    memcpy(buffer.base, data, length);
    return raft_apply(r, raft_calloc(1, sizeof(struct raft_apply)), &buffer, 1, NULL) == 0;
}

static bool transfer(const cJSON *input) {
    raft_id id = (raft_id)cJSON_GetObjectItem(input, "transferee")->valuedouble;
    return raft_transfer(r, raft_calloc(1, sizeof(struct raft_transfer)), id, NULL) == 0;
}

static bool compact(void) {
    bool begins = !live.compacting;
    live.compacting = true;
    raft_set_snapshot_threshold(r, 1);
    return begins;
}

/* All clocks say now. */
static void reset_clocks(void) {
    r->election_timer_start = now;
    if (r->transfer != NULL) {
        r->transfer->start = now;
    }
    for (unsigned i = 0; leads() && i < r->configuration.n; i++) {
        struct raft_progress *progress = &r->leader_state.progress[i];
        progress->snapshot_last_send = now;
        /* Only the quorum check and the sending of a snapshot ask. */
        if (!options.check_quorum && !options.transfers && !options.compacts) {
            progress->recent_recv = true;
        }
    }
}

static bool apply(const char *kind, const cJSON *input, const cJSON *message) {
    if (strcmp(kind, "deliver") == 0) {
        message_deliver(message);
        return true;
    }
    return strcmp(kind, "timeout") == 0           ? time_out()
           : strcmp(kind, "heartbeat") == 0       ? beat()
           : strcmp(kind, "check-quorum") == 0    ? check_quorum()
           : strcmp(kind, "snapshot-status") == 0 ? give_up_snapshot(input)
           : strcmp(kind, "propose") == 0         ? propose(cJSON_GetStringValue(cJSON_GetObjectItem(input, "data")))
           : strcmp(kind, "transfer") == 0        ? transfer(input)
           : strcmp(kind, "compact") == 0         ? compact()
           : strcmp(kind, "append-done") == 0     ? node_disk_done()
                                                  : false;
}

bool node_step(const cJSON *input, const cJSON *message) {
    const char *kind = cJSON_GetStringValue(cJSON_GetObjectItem(input, "kind"));
    if (!live.up) {
        if (strcmp(kind, "restart") == 0) {
            node_restart();
            reset_clocks();
            return true;
        }
        return false;
    }
    if (strcmp(kind, "crash") == 0) {
        node_crash();
        return true;
    }
    if (!apply(kind, input, message)) {
        return false;
    }
    node_settle();
    reset_clocks();
    return true;
}
