/* The disk and the network of a node, as the library's raft_io. Terms and votes are on disk at once; entries and snapshots when
 * their work is finished, in the order in which they were handed out, as in the library's own disk (uv). What a crash finds
 * unfinished is lost. */
#include "node.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct work *hand_out(int kind, void *request) {
    if (live.work_count == most_work) {
        rc_panic("more than %d pieces of work wait", most_work);
    }
    struct work *work = &live.work[live.work_count++];
    *work = (struct work){.kind = kind, .request = request};
    return work;
}

static void keep_bytes(unsigned char *into, size_t *length, const void *from, size_t count) {
    if (count > most_bytes) {
        fprintf(stderr, "an entry of %zu bytes\n", count);
        exit(1);
    }
    memcpy(into, from, count);
    *length = count;
}

static int io_start_up(struct raft_io *io, raft_id id, const char *address) {
    (void)io, (void)id, (void)address;
    return 0;
}

static void io_close(struct raft_io *io, raft_io_close_cb done) { done(io); }

static int io_start(struct raft_io *io, unsigned msecs, raft_io_tick_cb tick, raft_io_recv_cb receive) {
    (void)io, (void)msecs;
    live.tick = tick;
    live.receive = receive;
    return 0;
}

static void append(const struct raft_entry *entries, unsigned count) {
    struct disk *disk = &live.disk;
    for (unsigned i = 0; i < count; i++) {
        if (disk->count == most_entries) {
            fprintf(stderr, "more than %d entries\n", most_entries);
            exit(1);
        }
        struct entry *entry = &disk->entries[disk->count++];
        memset(entry, 0, sizeof *entry);
        entry->term = entries[i].term;
        entry->type = entries[i].type;
        keep_bytes(entry->bytes, &entry->length, entries[i].buf.base, entries[i].buf.len);
    }
}

static int io_bootstrap(struct raft_io *io, const struct raft_configuration *configuration) {
    (void)io;
    struct raft_entry entry = {.term = 1, .type = RAFT_CHANGE};
    int status = raft_configuration_encode(configuration, &entry.buf);
    if (status == 0) {
        live.disk.term = 1;
        append(&entry, 1);
        raft_free(entry.buf.base);
    }
    return status;
}

static int io_recover(struct raft_io *io, const struct raft_configuration *configuration) {
    (void)io, (void)configuration;
    return RAFT_IOERR;
}

static struct raft_snapshot *load_snapshot(void) {
    struct disk *disk = &live.disk;
    struct raft_snapshot *snapshot = raft_calloc(1, sizeof *snapshot);
    snapshot->index = disk->snapshot.index;
    snapshot->term = disk->snapshot.term;
    snapshot->configuration_index = disk->snapshot.configuration_index;
    node_decode(&snapshot->configuration, disk->snapshot.configuration, disk->snapshot.length);
    snapshot->bufs = raft_malloc(sizeof *snapshot->bufs);
    snapshot->bufs[0] = (struct raft_buffer){.base = raft_calloc(1, 8), .len = 8};
    snapshot->n_bufs = 1;
    return snapshot;
}

static int io_load(struct raft_io *io, raft_term *term, raft_id *vote, struct raft_snapshot **snapshot, raft_index *first,
                   struct raft_entry *entries[], size_t *count) {
    (void)io;
    struct disk *disk = &live.disk;
    *term = disk->term;
    *vote = disk->vote;
    *snapshot = disk->snapshot.index == 0 ? NULL : load_snapshot();
    *first = disk->first;
    *count = disk->count;
    *entries = disk->count == 0 ? NULL : raft_calloc(disk->count, sizeof **entries);
    for (unsigned i = 0; i < disk->count; i++) {
        struct entry *from = &disk->entries[i];
        void *batch = raft_malloc(from->length);
        memcpy(batch, from->bytes, from->length);
        (*entries)[i] = (struct raft_entry){
            .term = from->term, .type = from->type, .buf = {.base = batch, .len = from->length}, .batch = batch};
    }
    return 0;
}

static int io_set_term(struct raft_io *io, raft_term term) {
    (void)io;
    live.disk.term = term;
    live.disk.vote = 0;
    return 0;
}

static int io_set_vote(struct raft_io *io, raft_id vote) {
    (void)io;
    live.disk.vote = vote;
    return 0;
}

static int io_send(struct raft_io *io, struct raft_io_send *request, const struct raft_message *message,
                   raft_io_send_cb done) {
    (void)io;
    rc_send(message_of(message));
    request->cb = done;
    hand_out(SEND, request);
    return 0;
}

static int io_append(struct raft_io *io, struct raft_io_append *request, const struct raft_entry entries[], unsigned count,
                     raft_io_append_cb done) {
    (void)io;
    request->cb = done;
    struct work *work = hand_out(APPEND, request);
    work->entries = entries;
    work->count = count;
    return 0;
}

static int io_truncate(struct raft_io *io, raft_index index) {
    (void)io;
    hand_out(TRUNCATE, NULL)->index = index;
    return 0;
}

static int io_snapshot_put(struct raft_io *io, unsigned trailing, struct raft_io_snapshot_put *request,
                           const struct raft_snapshot *snapshot, raft_io_snapshot_put_cb done) {
    (void)io;
    request->cb = done;
    struct work *work = hand_out(PUT, request);
    work->trailing = trailing;
    work->snapshot = snapshot;
    return 0;
}

static int io_snapshot_get(struct raft_io *io, struct raft_io_snapshot_get *request, raft_io_snapshot_get_cb done) {
    (void)io;
    request->cb = done;
    hand_out(GET, request);
    return 0;
}

static raft_time io_time(struct raft_io *io) {
    (void)io;
    return now;
}

/* The shortest timeout: a timer fires when an input says so. */
static int io_random(struct raft_io *io, int min, int max) {
    (void)io, (void)max;
    return min;
}

void io_init(struct raft_io *io) {
    *io = (struct raft_io){
        .version = 1,
        .init = io_start_up,
        .close = io_close,
        .load = io_load,
        .start = io_start,
        .bootstrap = io_bootstrap,
        .recover = io_recover,
        .set_term = io_set_term,
        .set_vote = io_set_vote,
        .send = io_send,
        .append = io_append,
        .truncate = io_truncate,
        .snapshot_put = io_snapshot_put,
        .snapshot_get = io_snapshot_get,
        .time = io_time,
        .random = io_random,
    };
}

static void truncate_at(raft_index index) {
    struct disk *disk = &live.disk;
    if (index < disk->first) {
        rc_panic("the log is cut at %llu, and begins at %llu", index, disk->first);
    }
    if (index - disk->first < disk->count) {
        disk->count = (unsigned)(index - disk->first);
    }
}

/* Entries before the snapshot go, but for those that trail; with 0 trailing all entries go. */
static void put_snapshot(const struct raft_snapshot *snapshot, unsigned trailing) {
    struct disk *disk = &live.disk;
    struct raft_buffer bytes;
    if (raft_configuration_encode(&snapshot->configuration, &bytes) != 0) {
        rc_panic("a configuration that cannot be encoded");
    }
    disk->snapshot.index = snapshot->index;
    disk->snapshot.term = snapshot->term;
    disk->snapshot.configuration_index = snapshot->configuration_index;
    keep_bytes(disk->snapshot.configuration, &disk->snapshot.length, bytes.base, bytes.len);
    raft_free(bytes.base);
    if (trailing == 0) {
        disk->first = snapshot->index + 1;
        disk->count = 0;
    }
    raft_index kept = snapshot->index + 1 - (trailing > snapshot->index ? snapshot->index : trailing);
    while (disk->count > 0 && disk->first < kept) {
        disk->first++;
        disk->count--;
        memmove(&disk->entries[0], &disk->entries[1], disk->count * sizeof disk->entries[0]);
    }
}

void io_finish(struct work work) {
    switch (work.kind) {
        case SEND: {
            struct raft_io_send *request = work.request;
            if (request->cb != NULL) {
                request->cb(request, 0);
            }
            break;
        }
        case GET: {
            struct raft_io_snapshot_get *request = work.request;
            request->cb(request, load_snapshot(), 0);
            break;
        }
        case APPEND: {
            struct raft_io_append *request = work.request;
            append(work.entries, work.count);
            request->cb(request, 0);
            break;
        }
        case TRUNCATE:
            truncate_at(work.index);
            break;
        case PUT: {
            struct raft_io_snapshot_put *request = work.request;
            put_snapshot(work.snapshot, work.trailing);
            request->cb(request, 0);
            break;
        }
    }
}
