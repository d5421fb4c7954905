#!/usr/bin/env bash
# canonical/raft 0.15.0 (Debian's libraft-dev 0.15.0-1): votes of a node that was transferring its leadership.
# Guess: a node votes for one candidate in a term, whatever else is going on.
# Behaviour: n1 leads term 2, begins to transfer to n2, and steps down to term 3. It then votes for n3, and after that for n2,
# both in term 3: the target of a transfer is granted a vote that another node has. With three nodes both may lead term 3.
# Output seen: term 3: n3 granted, n2 granted
# Needs: apt-get with Debian 12's packages, a C compiler.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get download libraft-dev=0.15.0-1 >/dev/null 2>&1
dpkg -x libraft-dev_*.deb raft
cat > node.c <<'C'
#include <raft.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct raft r;
static struct raft_configuration members;
static raft_io_tick_cb tick;
static raft_io_recv_cb receive;
static raft_time now;
/* What n1 has answered to whom. */
static struct raft_message said;
/* What is to be called once the library has returned. */
static void *waiting[64];
static int count;

static int init(struct raft_io *io, raft_id id, const char *address) { return 0; }
static int start(struct raft_io *io, unsigned ms, raft_io_tick_cb t, raft_io_recv_cb v) { tick = t, receive = v; return 0; }
static int load(struct raft_io *io, raft_term *term, raft_id *vote, struct raft_snapshot **snapshot, raft_index *first,
                struct raft_entry **entries, size_t *n) {
    *term = 1, *vote = 0, *snapshot = NULL, *first = 1, *n = 1;
    *entries = raft_calloc(1, sizeof **entries);
    (*entries)->term = 1, (*entries)->type = RAFT_CHANGE;
    if (raft_configuration_encode(&members, &(*entries)->buf) != 0) exit(2);
    (*entries)->batch = (*entries)->buf.base;
    return 0;
}
static int set_term(struct raft_io *io, raft_term term) { return 0; }
static int set_vote(struct raft_io *io, raft_id vote) { return 0; }
static int transmit(struct raft_io *io, struct raft_io_send *request, const struct raft_message *m, raft_io_send_cb done) {
    said = *m, request->cb = done, waiting[count++] = request;
    return 0;
}
static raft_time time_of(struct raft_io *io) { return now; }
static int shortest(struct raft_io *io, int min, int max) { return min; }

static void finish(void) {
    for (int i = 0; i < count; i++) {
        struct raft_io_send *request = waiting[i];
        if (request->cb != NULL) request->cb(request, 0);
    }
    count = 0;
}
static void take(struct raft_message m) {
    m.server_address = m.server_id == 2 ? "n2" : "n3";
    receive(r.io, &m), finish();
}
static int votes_for(raft_id candidate, bool was_told) {
    take((struct raft_message){.type = RAFT_IO_REQUEST_VOTE, .server_id = candidate, .request_vote = {
        .term = 3, .candidate_id = candidate, .last_log_index = 1, .last_log_term = 1, .disrupt_leader = was_told}});
    if (said.type != RAFT_IO_REQUEST_VOTE_RESULT || said.server_id != candidate || said.request_vote_result.term != 3) exit(3);
    return said.request_vote_result.vote_granted;
}

int main(void) {
    static struct raft_fsm fsm = {.version = 1};
    static struct raft_transfer transfer;
    static struct raft_io io = {.version = 1, .init = init, .start = start, .load = load, .set_term = set_term,
                                .set_vote = set_vote, .send = transmit, .time = time_of, .random = shortest};
    raft_configuration_init(&members);
    raft_configuration_add(&members, 1, "n1", RAFT_VOTER);
    raft_configuration_add(&members, 2, "n2", RAFT_VOTER);
    raft_configuration_add(&members, 3, "n3", RAFT_VOTER);
    if (raft_init(&r, &io, &fsm, 1, "n1") != 0 || raft_start(&r) != 0) exit(4);
    /* It campaigns, and n2 votes for it: it leads term 2. */
    now = 1000, tick(&io), finish();
    take((struct raft_message){.type = RAFT_IO_REQUEST_VOTE_RESULT, .server_id = 2,
                               .request_vote_result = {.term = 2, .vote_granted = true, .pre_vote = raft_tribool_false}});
    if (raft_state(&r) != RAFT_LEADER || raft_transfer(&r, &transfer, 2, NULL) != 0) exit(5);
    finish();
    /* n3, which did not hear of it and campaigns in term 3, answers its first AppendEntries. */
    take((struct raft_message){.type = RAFT_IO_APPEND_ENTRIES_RESULT, .server_id = 3,
                               .append_entries_result = {.term = 3, .rejected = 1, .last_log_index = 1}});
    int first = votes_for(3, false), second = votes_for(2, true);
    printf("term 3: n3 %s, n2 %s\n", first ? "granted" : "refused", second ? "granted" : "refused");
}
C
cc -w -I raft/usr/include -o node node.c raft/usr/lib/*/libraft.a
seen=$(./node)
echo "$seen"
test "$seen" = 'term 3: n3 granted, n2 granted'
