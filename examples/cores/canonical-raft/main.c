/* A driver for canonical/raft: the library itself, through its raft_io, as a core that raftcheck can ask. */
#include "node.h"

#include <string.h>

static int number_of(const cJSON *model, const char *name) {
    const cJSON *number = cJSON_GetObjectItemCaseSensitive(model, name);
    return number == NULL || cJSON_IsNull(number) ? -1 : number->valueint;
}

static bool is(const cJSON *model, const char *name) {
    return cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(model, name));
}

static const char *open_model(const cJSON *model) {
    const cJSON *bounds = cJSON_GetObjectItem(model, "bounds");
    options = (struct options){
        .nodes = number_of(model, "nodes"),
        .learners = number_of(model, "learners"),
        .pre_vote = is(model, "preVote"),
        .check_quorum = is(model, "checkQuorum"),
        .async = strcmp(cJSON_GetStringValue(cJSON_GetObjectItem(model, "storage")), "async") == 0,
        .compacts = number_of(bounds, "max-compactions") != 0,
        .transfers = number_of(bounds, "max-transfers") != 0,
    };
    return NULL;
}

static const struct rc_core core = {
    .name = "canonical-raft",
    .version = "canonical/raft " RAFT_VERSION,
    .offers = "[\"deliver\",\"timeout\",\"heartbeat\",\"check-quorum\",\"crash\",\"restart\",\"propose\",\"transfer\","
              "\"compact\",\"snapshot-status\",\"append-done\",\"apply-done\"]",
    /* At a node that does not lead the library takes no proposal: proposeAt may be any. */
    .settings = "{\"learners\":true,\"storage\":[\"sync\",\"async\"],\"preVote\":[false,true],\"checkQuorum\":[false,true],"
                "\"proposeAt\":[\"leader\",\"any\"]}",
    .messages = "{\"RequestVoteResult\":\"count\",\"AppendEntriesResult\":\"lead\",\"TimeoutNow\":\"term\"}",
    .floors = true,
    .open = open_model,
    .begin = node_begin,
    .step = node_step,
    .write = node_write,
    .view = node_view,
    .view_message = message_view,
};

int main(void) { return rc_serve(&core); }
