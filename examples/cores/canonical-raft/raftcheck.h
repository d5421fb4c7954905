/* What a core in C needs to be asked by raftcheck (docs/core-protocol.md). There is one live node at a time; a state is come
 * back to by giving a new node all its inputs again, so that a node must be a function of them. A message is JSON: its text
 * is its key. */
#ifndef RAFTCHECK_H
#define RAFTCHECK_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>

/* A text that grows. */
struct rc_text {
    char *of;
    size_t length, room;
};

void rc_add(struct rc_text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

struct rc_core {
    const char *name, *version;
    /* Texts of JSON, as hello has them. */
    const char *offers, *settings, *messages;
    bool floors;
    /* A new model: why it is refused, or NULL. */
    const char *(*open)(const cJSON *model);
    /* The live node is given up, and node id begins in its place. */
    void (*begin)(int id);
    /* Gives the live node an input; message is what is delivered. False: it is not enabled. */
    bool (*step)(const cJSON *input, const cJSON *message);
    /* Writes all of the live node that can make a difference. */
    void (*write)(struct rc_text *key);
    cJSON *(*view)(void);
    cJSON *(*view_message)(const cJSON *message);
};

/* A message that the live node sends in the step under way. It is the driver's from here on. */
void rc_send(cJSON *message);

/* Ends the step under way: the core has panicked. */
_Noreturn void rc_panic(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Answers until there are no more requests; the status of the program. */
int rc_serve(const struct rc_core *core);

#endif
