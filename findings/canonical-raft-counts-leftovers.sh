#!/usr/bin/env bash
# canonical/raft 0.15.0 (Debian's libraft-dev 0.15.0-1): what a follower acknowledges that has more in its log.
# Guess: it acknowledges as far as the leader's message reaches, so that what a leader commits is on a majority.
# Behaviour: it acknowledges all that it has stored. n1 has entry 2 of term 2; n2, leader of term 3, sends it an AppendEntries
# that ends at entry 1, appends another entry 2, and then hears from n1. It commits its entry 2, which no other node has.
# Output seen: n1 has entry 2 of term 2, n2 has entry 2 of term 3, n2 commits up to 2
# Needs: apt-get with Debian 12's packages, a C compiler.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get download libraft-dev=0.15.0-1 >/dev/null 2>&1
dpkg -x libraft-dev_*.deb raft
cat > nodes.c <<'C'
#include <raft.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct node {
    struct raft r;
    struct raft_io io;
    struct raft_fsm fsm;
    raft_io_tick_cb tick;
    raft_io_recv_cb receive;
    raft_time now;
    raft_term term; /* as it is on disk */
    /* The last message to n1 or n2, and what is to be called once the library has returned. */
    struct raft_message said;
    struct { bool appends; void *request; } waiting[64];
    int count;
};
static struct node n1, n2;
static struct raft_configuration members;

static struct node *of(struct raft_io *io) { return io->impl; }
static int init(struct raft_io *io, raft_id id, const char *address) { return 0; }
static int start(struct raft_io *io, unsigned ms, raft_io_tick_cb t, raft_io_recv_cb v) {
    of(io)->tick = t, of(io)->receive = v;
    return 0;
}
static void *text(const char *of) { return strcpy(raft_calloc(1, 8), of); }
static int load(struct raft_io *io, raft_term *term, raft_id *vote, struct raft_snapshot **snapshot, raft_index *first,
                struct raft_entry **entries, size_t *n) {
    *term = of(io)->term, *vote = 0, *snapshot = NULL, *first = 1, *n = of(io) == &n1 ? 2 : 1;
    *entries = raft_calloc(2, sizeof **entries);
    struct raft_entry *e = *entries;
    e[0].term = 1, e[0].type = RAFT_CHANGE;
    if (raft_configuration_encode(&members, &e[0].buf) != 0) exit(2);
    e[0].batch = e[0].buf.base;
    /* What n1 appended while it led term 2, and nobody heard of. */
    e[1] = (struct raft_entry){.term = 2, .type = RAFT_COMMAND, .buf = {.base = text("left"), .len = 8}};
    e[1].batch = e[1].buf.base;
    return 0;
}
static int set_term(struct raft_io *io, raft_term term) { return 0; }
static int set_vote(struct raft_io *io, raft_id vote) { return 0; }
static int transmit(struct raft_io *io, struct raft_io_send *request, const struct raft_message *m, raft_io_send_cb done) {
    if (m->server_id != 3) of(io)->said = *m;
    request->cb = done, of(io)->waiting[of(io)->count].appends = false, of(io)->waiting[of(io)->count++].request = request;
    return 0;
}
static int append(struct raft_io *io, struct raft_io_append *request, const struct raft_entry *entries, unsigned n,
                  raft_io_append_cb done) {
    request->cb = done, of(io)->waiting[of(io)->count].appends = true, of(io)->waiting[of(io)->count++].request = request;
    return 0;
}
static raft_time time_of(struct raft_io *io) { return of(io)->now; }
static int shortest(struct raft_io *io, int min, int max) { return min; }
static int apply(struct raft_fsm *fsm, const struct raft_buffer *buffer, void **result) { return 0; }

static void finish(struct node *n) {
    for (int i = 0; i < n->count; i++) {
        struct raft_io_append *a = n->waiting[i].request;
        struct raft_io_send *s = n->waiting[i].request;
        if (n->waiting[i].appends) a->cb(a, 0); else if (s->cb != NULL) s->cb(s, 0);
    }
    n->count = 0;
}
static void begin(struct node *n, raft_id id, const char *address, raft_term term) {
    n->term = term, n->fsm = (struct raft_fsm){.version = 1, .apply = apply};
    n->io = (struct raft_io){.version = 1, .impl = n, .init = init, .start = start, .load = load, .set_term = set_term,
        .set_vote = set_vote, .send = transmit, .append = append, .time = time_of, .random = shortest};
    if (raft_init(&n->r, &n->io, &n->fsm, id, address) != 0 || raft_start(&n->r) != 0) exit(3);
}
static void take(struct node *n, struct raft_message m, raft_id from, const char *address) {
    m.server_id = from, m.server_address = address;
    n->receive(&n->io, &m), finish(n);
}
static raft_term last_term(struct node *n) {
    struct raft_log *l = &n->r.log;
    return l->entries[(l->front + 1) % l->size].term;
}

int main(void) {
    static struct raft_apply request;
    raft_configuration_init(&members);
    raft_configuration_add(&members, 1, "n1", RAFT_VOTER);
    raft_configuration_add(&members, 2, "n2", RAFT_VOTER);
    raft_configuration_add(&members, 3, "n3", RAFT_VOTER);
    begin(&n1, 1, "n1", 2), begin(&n2, 2, "n2", 2);
    /* n2 campaigns, n3 votes for it, and it leads term 3: it sends n1 an AppendEntries without entries. */
    n2.now = 1000, n2.tick(&n2.io), finish(&n2);
    take(&n2, (struct raft_message){.type = RAFT_IO_REQUEST_VOTE_RESULT,
         .request_vote_result = {.term = 3, .vote_granted = true, .pre_vote = raft_tribool_false}}, 3, "n3");
    if (raft_state(&n2.r) != RAFT_LEADER || n2.said.type != RAFT_IO_APPEND_ENTRIES) exit(4);
    struct raft_message sent = n2.said;
    if (sent.append_entries.prev_log_index != 1 || sent.append_entries.n_entries != 0) exit(5);
    /* Before it is answered, n2 appends. */
    struct raft_buffer buffer = {.base = text("new"), .len = 8};
    if (raft_apply(&n2.r, &request, &buffer, 1, NULL) != 0) exit(6);
    finish(&n2);
    take(&n1, sent, 2, "n2");
    if (n1.said.type != RAFT_IO_APPEND_ENTRIES_RESULT) exit(7);
    take(&n2, n1.said, 1, "n1");
    printf("n1 has entry 2 of term %llu, n2 has entry 2 of term %llu, n2 commits up to %llu\n", last_term(&n1), last_term(&n2),
           n2.r.commit_index);
}
C
cc -w -I raft/usr/include -o nodes nodes.c raft/usr/lib/*/libraft.a
seen=$(./nodes)
echo "$seen"
test "$seen" = 'n1 has entry 2 of term 2, n2 has entry 2 of term 3, n2 commits up to 2'
