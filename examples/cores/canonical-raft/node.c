/* How a node begins, ends and begins again, and in what memory. */
#include "node.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct node live;
struct options options;

/* All memory of the library hangs in a ring, so that a node can be given up at any moment. */
struct piece {
    struct piece *before, *after;
    max_align_t memory[];
};

static struct piece ring = {&ring, &ring};

static struct piece *piece_of(void *memory) { return (struct piece *)((char *)memory - offsetof(struct piece, memory)); }

static void *hang(struct piece *piece) {
    if (piece == NULL) {
        fprintf(stderr, "there is no more memory\n");
        exit(1);
    }
    piece->before = &ring;
    piece->after = ring.after;
    piece->before->after = piece->after->before = piece;
    return piece->memory;
}

static void unhang(struct piece *piece) {
    piece->before->after = piece->after;
    piece->after->before = piece->before;
}

static void *heap_calloc(void *data, size_t count, size_t size) {
    (void)data;
    return hang(calloc(1, sizeof(struct piece) + count * size));
}

/* Zeroed, so that nothing is left to chance: the library pads configurations with what it finds. */
static void *heap_malloc(void *data, size_t size) { return heap_calloc(data, 1, size); }

static void heap_free(void *data, void *memory) {
    (void)data;
    if (memory != NULL) {
        unhang(piece_of(memory));
        free(piece_of(memory));
    }
}

static void *heap_realloc(void *data, void *memory, size_t size) {
    if (memory == NULL) {
        return heap_malloc(data, size);
    }
    unhang(piece_of(memory));
    return hang(realloc(piece_of(memory), sizeof(struct piece) + size));
}

static struct raft_heap heap = {
    .malloc = heap_malloc, .free = heap_free, .calloc = heap_calloc, .realloc = heap_realloc};

static void must(int status) {
    if (status != 0) {
        rc_panic("%s", raft_strerror(status));
    }
}

/* So many entries do not come: a snapshot is taken when an input says so. */
enum { never = 1 << 30 };

static int fsm_apply(struct raft_fsm *fsm, const struct raft_buffer *buffer, void **result) {
    (void)fsm, (void)buffer;
    *result = NULL;
    return 0;
}

static int fsm_snapshot(struct raft_fsm *fsm, struct raft_buffer *buffers[], unsigned *count) {
    (void)fsm;
    live.compacting = false;
    raft_set_snapshot_threshold(&live.raft, never);
    *buffers = raft_malloc(sizeof **buffers);
    **buffers = (struct raft_buffer){.base = raft_calloc(1, 8), .len = 8};
    *count = 1;
    return 0;
}

static int fsm_restore(struct raft_fsm *fsm, struct raft_buffer *buffer) {
    (void)fsm;
    raft_free(buffer->base);
    return 0;
}

/* The least significant byte first, as raft_configuration_encode writes it. */
static uint64_t number_at(const unsigned char *bytes) {
    uint64_t number = 0;
    for (int i = 7; i >= 0; i--) {
        number = number << 8 | bytes[i];
    }
    return number;
}

void node_decode(struct raft_configuration *into, const unsigned char *bytes, size_t length) {
    raft_configuration_init(into);
    const unsigned char *at = bytes + 1, *end = bytes + length;
    uint64_t count = number_at(at);
    at += 8;
    for (uint64_t i = 0; i < count && at + 8 < end; i++) {
        const char *address = (const char *)at + 8;
        const unsigned char *role = at + 8 + strlen(address) + 1;
        must(raft_configuration_add(into, number_at(at), address, *role));
        at = role + 1;
    }
}

/* Gives up the library's part of the node. */
static void stop(void) {
    while (ring.after != &ring) {
        heap_free(NULL, ring.after->memory);
    }
    memset(&live.raft, 0, sizeof live.raft);
    live.work_count = 0;
    live.up = live.compacting = false;
}

/* The first configuration: the last nodes are learners, which the library calls stand-bys. */
static void bootstrap(void) {
    struct raft_configuration configuration;
    raft_configuration_init(&configuration);
    for (int id = 1; id <= options.nodes; id++) {
        char address[12];
        snprintf(address, sizeof address, "n%d", id);
        int role = id > options.nodes - options.learners ? RAFT_STANDBY : RAFT_VOTER;
        must(raft_configuration_add(&configuration, (raft_id)id, address, role));
    }
    must(raft_bootstrap(&live.raft, &configuration));
    raft_configuration_close(&configuration);
}

static void start(bool fresh) {
    raft_heap_set(&heap);
    live.fsm = (struct raft_fsm){.version = 1, .apply = fsm_apply, .snapshot = fsm_snapshot, .restore = fsm_restore};
    io_init(&live.io);
    char address[12];
    snprintf(address, sizeof address, "n%d", live.id);
    must(raft_init(&live.raft, &live.io, &live.fsm, (raft_id)live.id, address));
    raft_set_pre_vote(&live.raft, options.pre_vote);
    /* One entry before it is kept: with none, the library's own disk would take a
     * snapshot for one that replaces the whole log. */
    raft_set_snapshot_threshold(&live.raft, never);
    raft_set_snapshot_trailing(&live.raft, 1);
    if (fresh) {
        bootstrap();
    }
    live.up = true;
    must(raft_start(&live.raft));
    node_settle();
}

void node_begin(int id) {
    stop();
    live.id = id;
    memset(&live.disk, 0, sizeof live.disk);
    live.disk.first = 1;
    start(true);
}

void node_restart(void) {
    stop();
    start(false);
}

void node_crash(void) { stop(); }

static void take_out(int place, struct work *taken) {
    *taken = live.work[place];
    live.work_count--;
    memmove(&live.work[place], &live.work[place + 1], (size_t)(live.work_count - place) * sizeof *taken);
}

static bool is_of_disk(const struct work *work) { return work->kind >= APPEND; }

/* Finishes what may be finished now, in the order in which it was asked for. */
void node_settle(void) {
    for (bool found = true; found;) {
        found = false;
        bool disk_is_busy = false;
        for (int i = 0; i < live.work_count && !found; i++) {
            struct work *work = &live.work[i], taken;
            bool waits = is_of_disk(work) && (disk_is_busy || (options.async && work->kind != TRUNCATE));
            if (waits) {
                disk_is_busy = true;
                continue;
            }
            take_out(i, &taken);
            io_finish(taken);
            found = true;
        }
    }
    if (live.raft.state == RAFT_UNAVAILABLE) {
        rc_panic("the library has shut itself down: %s", live.raft.errmsg);
    }
}

bool node_disk_done(void) {
    for (int i = 0; i < live.work_count; i++) {
        if (is_of_disk(&live.work[i])) {
            struct work taken;
            take_out(i, &taken);
            io_finish(taken);
            return true;
        }
    }
    return false;
}
