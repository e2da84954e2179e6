/* A thread's own variables in C, which Android has by itself since 29 only: where each lies is asked for. Rust's ready
   library for a phone brings the answer, Debian's, built from its source, does not. For a check only, never for a
   phone. */

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* What clang writes down of each such variable, and where its number is kept. */
struct variable {
    size_t size, alignment;
    size_t number; /* from 1 on; 0 before somebody has asked */
    const void* first; /* what it begins as; nothing where it is all zero */
};

/* What a thread has of them, by their numbers. */
struct own {
    size_t count;
    void** each;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t key;
static size_t numbers;

static void ended(void* with) {
    struct own* own = with;
    for (size_t at = 0; at < own->count; at++) free(own->each[at]);
    free(own->each);
    free(own);
}

static void begin(void) {
    if (pthread_key_create(&key, ended)) abort();
}

static size_t number_of(struct variable* variable) {
    size_t number = __atomic_load_n(&variable->number, __ATOMIC_ACQUIRE);
    if (number) return number;
    pthread_mutex_lock(&lock);
    number = variable->number;
    if (!number) {
        number = ++numbers;
        __atomic_store_n(&variable->number, number, __ATOMIC_RELEASE);
    }
    pthread_mutex_unlock(&lock);
    return number;
}

static void* made(const struct variable* variable) {
    size_t alignment = variable->alignment < sizeof(void*) ? sizeof(void*) : variable->alignment;
    void* place;
    if (posix_memalign(&place, alignment, variable->size)) abort();
    if (variable->first) memcpy(place, variable->first, variable->size);
    else memset(place, 0, variable->size);
    return place;
}

/* The name and the shape are clang's. */
__attribute__((visibility("hidden"))) void* __emutls_get_address(struct variable* variable) {
    size_t number = number_of(variable);
    pthread_once(&once, begin);
    struct own* own = pthread_getspecific(key);
    if (!own) {
        own = calloc(1, sizeof *own);
        if (!own || pthread_setspecific(key, own)) abort();
    }
    if (own->count < number) {
        void** each = realloc(own->each, number * sizeof *each);
        if (!each) abort();
        memset(each + own->count, 0, (number - own->count) * sizeof *each);
        own->each = each;
        own->count = number;
    }
    void** place = &own->each[number - 1];
    if (!*place) *place = made(variable);
    return *place;
}
