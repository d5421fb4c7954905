/* One node: the library, and the disk and network that it is given. */
#ifndef NODE_H
#define NODE_H

#include "raftcheck.h"

#include <raft.h>

enum { most_entries = 64, most_bytes = 160, most_work = 128, most_nodes = 9 };

struct entry {
    raft_term term;
    unsigned short type;
    size_t length;
    unsigned char bytes[most_bytes];
};

/* What is on disk: a crash leaves it. */
struct disk {
    raft_term term;
    raft_id vote;
    /* Those behind the snapshot, and those before it that are kept: from first on. */
    raft_index first;
    unsigned count;
    struct entry entries[most_entries];
    /* Its index is 0 where there is none. */
    struct {
        raft_index index, configuration_index;
        raft_term term;
        size_t length;
        unsigned char configuration[most_bytes];
    } snapshot;
};

/* Work that the library has handed out and waits for. */
struct work {
    enum { SEND, GET, APPEND, TRUNCATE, PUT } kind;
    void *request;
    const struct raft_entry *entries;
    unsigned count;
    raft_index index;
    unsigned trailing;
    const struct raft_snapshot *snapshot;
};

struct node {
    int id;
    bool up;
    /* Whether the next entry that is applied is followed by a snapshot. */
    bool compacting;
    struct disk disk;
    struct raft raft;
    struct raft_io io;
    struct raft_fsm fsm;
    raft_io_tick_cb tick;
    raft_io_recv_cb receive;
    struct work work[most_work];
    int work_count;
};

/* The model, as far as it makes a difference here. */
struct options {
    int nodes, learners;
    bool pre_vote, check_quorum, async;
    bool compacts, transfers;
};

extern struct node live;
extern struct options options;

/* The time at any node: everything that it measures is set against it. */
enum { now = 1000000 };

/* node.c */
void node_begin(int id);
void node_restart(void);
void node_crash(void);
/* Does what the library waits for, but for what a disk does by and by where storage is asynchronous. */
void node_settle(void);
/* The disk finishes its oldest work; false: it has none. */
bool node_disk_done(void);
/* The configuration in bytes, as they are in an entry. */
void node_decode(struct raft_configuration *into, const unsigned char *bytes, size_t length);

/* io.c */
void io_init(struct raft_io *io);
void io_finish(struct work work);

/* inputs.c */
bool node_step(const cJSON *input, const cJSON *message);

/* messages.c */
cJSON *message_of(const struct raft_message *message);
void message_deliver(const cJSON *message);
cJSON *message_view(const cJSON *message);

/* view.c */
void node_write(struct rc_text *key);
cJSON *node_view(void);
cJSON *view_entries(const struct entry *entries, unsigned count, raft_index first);
cJSON *view_configuration(const struct raft_configuration *configuration);

#endif
