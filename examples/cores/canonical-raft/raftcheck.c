#include "raftcheck.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct rc_core *core;

static _Noreturn void give_up(const char *why) {
    fprintf(stderr, "%s\n", why);
    exit(1);
}

static void *grown(void *of, size_t size) {
    void *made = realloc(of, size);
    if (made == NULL) {
        give_up("there is no more memory");
    }
    return made;
}

void rc_add(struct rc_text *text, const char *format, ...) {
    for (;;) {
        va_list arguments;
        va_start(arguments, format);
        int length = vsnprintf(text->of + text->length, text->room - text->length, format, arguments);
        va_end(arguments);
        if (text->length + (size_t)length < text->room) {
            text->length += (size_t)length;
            return;
        }
        text->room = 2 * (text->room + (size_t)length + 1);
        text->of = grown(text->of, text->room);
    }
}

/* Things by number, with a hash table from their keys to their numbers: open addressing, at most half full. */
struct thing {
    char *key;
    /* Of a message. */
    cJSON *message;
    /* Of a state: how it was first reached; parent is -1 where node id begins. */
    int id, parent;
    char *input;
};

struct table {
    struct thing *things;
    int count, room;
    int *slots; /* a number + 1, or 0 */
    size_t slot_count;
};

static struct table states, messages;
/* The state that the live node is in, or -1; its text, as long as it is there. */
static int at = -1;
static struct rc_text live_key;

static uint64_t hash_of(const char *key) {
    uint64_t hash = 14695981039346656037u;
    for (; *key != '\0'; key++) {
        hash = (hash ^ (unsigned char)*key) * 1099511628211u;
    }
    return hash;
}

static int *slot_of(struct table *table, const char *key) {
    size_t place = hash_of(key) & (table->slot_count - 1);
    while (table->slots[place] != 0 && strcmp(table->things[table->slots[place] - 1].key, key) != 0) {
        place = (place + 1) & (table->slot_count - 1);
    }
    return &table->slots[place];
}

static void make_room(struct table *table) {
    if (table->count < table->room) {
        return;
    }
    table->room = table->room == 0 ? 256 : 2 * table->room;
    table->things = grown(table->things, (size_t)table->room * sizeof *table->things);
    table->slot_count = 2 * (size_t)table->room;
    table->slots = grown(table->slots, table->slot_count * sizeof *table->slots);
    memset(table->slots, 0, table->slot_count * sizeof *table->slots);
    for (int i = 0; i < table->count; i++) {
        *slot_of(table, table->things[i].key) = i + 1;
    }
}

/* The number of the key; *is_new says whether it has been met for the first time. The key is the table's then. */
static int number_of(struct table *table, char *key, bool *is_new) {
    make_room(table);
    int *slot = slot_of(table, key);
    *is_new = *slot == 0;
    if (*is_new) {
        table->things[table->count] = (struct thing){.key = key, .parent = -1};
        *slot = ++table->count;
    }
    return *slot - 1;
}

static void forget(struct table *table) {
    for (int i = 0; i < table->count; i++) {
        free(table->things[i].key);
        free(table->things[i].input);
        cJSON_Delete(table->things[i].message);
    }
    free(table->things);
    free(table->slots);
    *table = (struct table){0};
}

/* What ends a request early: a panic of the core, or a fault of somebody else, told as "panic" or "error". */
static jmp_buf *handler;
static const char *ended_by;
static char reason[1000];

static _Noreturn void leave(const char *by, const char *format, va_list arguments) {
    ended_by = by;
    vsnprintf(reason, sizeof reason, format, arguments);
    at = -1;
    longjmp(*handler, 1);
}

void rc_panic(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    leave("panic", format, arguments);
}

static _Noreturn void fault(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    leave("error", format, arguments);
}

/* A crash of the core is a panic. */
static void on_signal(int number) { rc_panic("signal %d: %s", number, strsignal(number)); }

static void catch_signals(void) {
    static char stack[1 << 16];
    sigaltstack(&(stack_t){.ss_sp = stack, .ss_size = sizeof stack}, NULL);
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_NODEFER | SA_ONSTACK};
    sigaction(SIGSEGV, &action, NULL);
    sigaction(SIGBUS, &action, NULL);
    sigaction(SIGFPE, &action, NULL);
    sigaction(SIGABRT, &action, NULL);
}

/* What has been sent in the step under way. */
enum { most_sent = 1000 };
static cJSON *sent[most_sent];
static int sent_count;

void rc_send(cJSON *message) {
    if (sent_count == most_sent) {
        rc_panic("more than %d messages in one step", most_sent);
    }
    sent[sent_count++] = message;
}

static void drop_sent(void) {
    while (sent_count > 0) {
        cJSON_Delete(sent[--sent_count]);
    }
}

static void write_live(void) {
    live_key.length = 0;
    core->write(&live_key);
}

static struct thing *thing_of(struct table *table, int number, const char *what) {
    if (number < 0 || number >= table->count) {
        fault("there is no %s %d", what, number);
    }
    return &table->things[number];
}

static bool give(const cJSON *input) {
    const cJSON *message = NULL;
    if (strcmp(cJSON_GetStringValue(cJSON_GetObjectItem(input, "kind")), "deliver") == 0) {
        cJSON *number = cJSON_GetObjectItem(input, "message");
        message = thing_of(&messages, number == NULL ? -1 : number->valueint, "message")->message;
    }
    return core->step(input, message);
}

static void replay(int state) {
    struct thing *thing = &states.things[state];
    if (thing->parent < 0) {
        core->begin(thing->id);
        return;
    }
    replay(thing->parent);
    cJSON *input = cJSON_Parse(thing->input);
    give(input);
    cJSON_Delete(input);
    drop_sent();
}

/* Leaves the live node in the state. */
static void restore(int state) {
    thing_of(&states, state, "state");
    if (at == state) {
        return;
    }
    drop_sent();
    replay(state);
    write_live();
    if (strcmp(live_key.of, states.things[state].key) != 0) {
        fault("the core is not deterministic: the same inputs led to state %d, and now to: %s", state, live_key.of);
    }
    at = state;
}

static cJSON *with_state(cJSON *answer, int id, int parent, const char *input) {
    write_live();
    cJSON *view = core->view();
    bool is_new;
    char *key = strdup(live_key.of);
    at = number_of(&states, key, &is_new);
    cJSON_AddNumberToObject(answer, "state", at);
    if (is_new) {
        struct thing *thing = &states.things[at];
        thing->id = id;
        thing->parent = parent;
        thing->input = input == NULL ? NULL : strdup(input);
        cJSON *told = cJSON_CreateObject();
        cJSON_AddStringToObject(told, "key", key);
        cJSON_AddItemToObject(told, "view", view);
        cJSON_AddItemToArray(cJSON_AddArrayToObject(answer, "newStates"), told);
    } else {
        free(key);
        cJSON_Delete(view);
    }
    return answer;
}

static void tell_sent(cJSON *answer) {
    cJSON *numbers = cJSON_AddArrayToObject(answer, "messages");
    cJSON *news = cJSON_AddArrayToObject(answer, "newMessages");
    for (int i = 0; i < sent_count; i++) {
        bool is_new;
        char *key = cJSON_PrintUnformatted(sent[i]);
        int number = number_of(&messages, key, &is_new);
        cJSON_AddItemToArray(numbers, cJSON_CreateNumber(number));
        if (is_new) {
            messages.things[number].message = sent[i];
            cJSON *told = cJSON_CreateObject();
            cJSON_AddStringToObject(told, "key", key);
            cJSON_AddItemToObject(told, "view", core->view_message(sent[i]));
            cJSON_AddItemToArray(news, told);
        } else {
            free(key);
            cJSON_Delete(sent[i]);
        }
    }
    sent_count = 0;
}

static cJSON *step(int state, const cJSON *input) {
    restore(state);
    cJSON *answer = cJSON_CreateObject();
    at = -1;
    if (!give(input)) {
        /* Nothing has happened, unless the guard of the core is wrong. */
        drop_sent();
        write_live();
        at = strcmp(live_key.of, states.things[state].key) == 0 ? state : -1;
        cJSON_AddFalseToObject(answer, "enabled");
        return answer;
    }
    char *text = cJSON_PrintUnformatted(input);
    with_state(answer, 0, state, text);
    free(text);
    tell_sent(answer);
    return answer;
}

/* Whether the message leaves the state as it is, and nothing is sent. Where the core would panic, it does not. */
static bool ignores(int state, const cJSON *message) {
    jmp_buf here, *outer = handler;
    cJSON *input = cJSON_CreateObject();
    cJSON_AddStringToObject(input, "kind", "deliver");
    cJSON_AddNumberToObject(input, "message", message->valueint);
    bool same = false;
    handler = &here;
    if (setjmp(here) == 0) {
        restore(state);
        at = -1;
        bool enabled = give(input);
        write_live();
        bool unchanged = strcmp(live_key.of, states.things[state].key) == 0;
        same = !enabled || (unchanged && sent_count == 0);
        at = unchanged ? state : -1;
        handler = outer;
    } else {
        handler = outer;
        if (strcmp(ended_by, "error") == 0) {
            longjmp(*outer, 1);
        }
    }
    drop_sent();
    cJSON_Delete(input);
    return same;
}

static cJSON *hello(void) {
    cJSON *answer = cJSON_CreateObject();
    cJSON_AddNumberToObject(answer, "protocol", 1);
    cJSON_AddStringToObject(answer, "name", core->name);
    cJSON_AddStringToObject(answer, "version", core->version);
    cJSON_AddRawToObject(answer, "offers", core->offers);
    cJSON_AddRawToObject(answer, "settings", core->settings);
    cJSON_AddRawToObject(answer, "messages", core->messages);
    cJSON_AddBoolToObject(answer, "floors", core->floors);
    return answer;
}

static cJSON *answer_to(const cJSON *request) {
    const char *call = cJSON_GetStringValue(cJSON_GetObjectItem(request, "call"));
    cJSON *number = cJSON_GetObjectItem(request, "state"), *each;
    int state = number == NULL ? -1 : number->valueint;
    call = call == NULL ? "" : call;
    if (strcmp(call, "hello") == 0) {
        return hello();
    }
    if (strcmp(call, "open") == 0) {
        cJSON *answer = cJSON_CreateObject();
        const char *refused = core->open(cJSON_GetObjectItem(request, "model"));
        if (refused != NULL) {
            cJSON_AddStringToObject(answer, "refused", refused);
        }
        forget(&states);
        forget(&messages);
        at = -1;
        return answer;
    }
    if (strcmp(call, "init") == 0) {
        int id = cJSON_GetObjectItem(request, "node")->valueint;
        at = -1;
        core->begin(id);
        return with_state(cJSON_CreateObject(), id, -1, NULL);
    }
    if (strcmp(call, "step") == 0) {
        return step(state, cJSON_GetObjectItem(request, "input"));
    }
    if (strcmp(call, "ignores") == 0) {
        cJSON *answer = cJSON_CreateObject(), *all = cJSON_AddArrayToObject(answer, "ignores");
        cJSON_ArrayForEach(each, cJSON_GetObjectItem(request, "messages")) {
            cJSON_AddItemToArray(all, cJSON_CreateBool(ignores(state, each)));
        }
        return answer;
    }
    fault("there is no call \"%s\"", call);
}

/* Reads just so many bytes; false: there are no more. */
static bool read_all(void *into, size_t length) {
    char *place = into;
    while (length > 0) {
        ssize_t got = read(3, place, length);
        if (got <= 0) {
            return false;
        }
        place += got;
        length -= (size_t)got;
    }
    return true;
}

static void write_frame(const char *body) {
    size_t length = strlen(body), done = 0;
    char *frame = grown(NULL, length + 4);
    for (int i = 0; i < 4; i++) {
        frame[i] = (char)(length >> (8 * i));
    }
    memcpy(frame + 4, body, length);
    while (done < length + 4) {
        ssize_t put = write(4, frame + done, length + 4 - done);
        if (put <= 0) {
            give_up("the connection to raftcheck is broken");
        }
        done += (size_t)put;
    }
    free(frame);
}

static void answer(const char *body) {
    static jmp_buf here;
    cJSON *request = cJSON_Parse(body), *said;
    handler = &here;
    if (setjmp(here) == 0) {
        if (request == NULL) {
            fault("a request that is no JSON");
        }
        said = answer_to(request);
    } else {
        said = cJSON_CreateObject();
        cJSON_AddStringToObject(said, ended_by, reason);
        drop_sent();
    }
    char *text = cJSON_PrintUnformatted(said);
    write_frame(text);
    free(text);
    cJSON_Delete(said);
    cJSON_Delete(request);
}

int rc_serve(const struct rc_core *served) {
    core = served;
    if (getenv("CORE_PROTOCOL") == NULL) {
        fprintf(stderr, "this is a driver: raftcheck runs it (--core FOLDER) and asks it on file descriptors 3 and 4\n");
        return 2;
    }
    catch_signals();
    unsigned char header[4];
    while (read_all(header, sizeof header)) {
        size_t length = header[0] | header[1] << 8 | header[2] << 16 | (size_t)header[3] << 24;
        char *body = grown(NULL, length + 1);
        if (!read_all(body, length)) {
            give_up("a request ends in the middle");
        }
        body[length] = '\0';
        answer(body);
        free(body);
    }
    return 0;
}
