/* What differs between Android's C library and a desktop's, for programs of the emulated processor.

   Where the two lay out something differently, this has Android's layout outside and glibc's inside. Each function
   that it gives begins a line with GIVES, by which the maker of the library finds it. */

#include <errno.h>
#include <netdb.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define GIVES(type, name) __attribute__((visibility("default"))) type name

extern void* dlopen(const char*, int);
extern void* dlsym(void*, const char*);
extern int* __errno_location(void);

static int log_write(int, const char*, const char*), log_print(int, const char*, const char*, ...);
/* What a desktop has not and Android has in another library than this. */
static const struct { const char* name; void* gives; } others[] = {
    {"__android_log_write", log_write},
    {"__android_log_print", log_print},
};

/* Called before any function of the C library can be. */
static int is_same(const char* one, const char* other) {
    while (*one && *one == *other) one++, other++;
    return *one == *other;
}

void* emulation_real(const char* name) {
    for (size_t at = 0; at < sizeof others / sizeof *others; at++)
        if (is_same(others[at].name, name)) return others[at].gives;
    static void *c, *m;
    if (!c) c = dlopen("libc.so.6", 2);
    if (!m) m = dlopen("libm.so.6", 2);
    void* found = dlsym(c, name);
    return found ? found : dlsym(m, name);
}

static void say(const char* words) {
    long (*real)(int, const void*, size_t) = emulation_real("write");
    real(2, words, __builtin_strlen(words));
}

static void stop(const char* words) {
    say(words);
    void (*real)(void) = emulation_real("abort");
    real();
    __builtin_trap();
}

void emulation_absent(void) { stop("emulation: a function was called that a desktop does not have\n"); }

#define REAL(type, name, ...) ((type (*)(__VA_ARGS__))emulation_real(name))

/* The system's log: said where faults are. */
static int log_write(int level, const char* who, const char* words) { return log_print(level, who, "%s", words); }
static int log_print(int level, const char* who, const char* words, ...) {
    va_list list;
    va_start(list, words);
    REAL(int, "fprintf", FILE*, const char*, ...)(stderr, "%s: ", who);
    int said = REAL(int, "vfprintf", FILE*, const char*, va_list)(stderr, words, list);
    va_end(list);
    REAL(int, "fputc", int, FILE*)('\n', stderr);
    return said;
}

/* Data. */
__attribute__((visibility("default"))) char** environ;
__attribute__((visibility("default"))) FILE *stdin, *stdout, *stderr;
__attribute__((constructor(102))) static void data(void) {
    environ = *(char***)emulation_real("environ");
    stdin = *(FILE**)emulation_real("stdin");
    stdout = *(FILE**)emulation_real("stdout");
    stderr = *(FILE**)emulation_real("stderr");
}

/* Beginning and end. */
GIVES(void, __libc_init)(void* stack, void (*at_end)(void), int (*main)(int, char**, char**), const void* steps) {
    long* words = stack;
    REAL(int, "__libc_start_main", void*, int, char**, void*, void*, void*, void*)
    (main, (int)words[0], (char**)(words + 1), 0, 0, at_end, stack);
    __builtin_trap();
}

GIVES(int*, __errno)(void) { return __errno_location(); }
GIVES(void, __assert2)(const char* file, int line, const char* function, const char* what) { stop(what); }
GIVES(void, android_set_abort_message)(const char* words) { say(words); }
GIVES(int, __system_property_get)(const char* name, char* value) { value[0] = 0; return 0; }
GIVES(const void*, __system_property_find)(const char* name) { return 0; }
GIVES(int, __register_atfork)(void (*a)(void), void (*b)(void), void (*c)(void), void* library) { return 0; }
GIVES(int, pthread_atfork)(void (*a)(void), void (*b)(void), void (*c)(void)) {
    return REAL(int, "__register_atfork", void*, void*, void*, void*)(a, b, c, 0);
}
GIVES(int, strerror_r)(int number, char* text, size_t size) {
    return REAL(int, "__xpg_strerror_r", int, char*, size_t)(number, text, size);
}
GIVES(int, gettid)(void) { return REAL(int, "gettid", void)(); }

GIVES(long, sysconf)(int which) {
    int glibcs;
    switch (which) {
        case 0x06: glibcs = 2; break;   /* ticks in a second */
        case 0x0b: glibcs = 4; break;   /* open files */
        case 0x27: case 0x28: glibcs = 30; break; /* size of a page */
        case 0x48: glibcs = 70; break;  /* room for an entry of passwd */
        case 0x4c: glibcs = 75; break;  /* smallest stack of a thread */
        case 0x60: glibcs = 83; break;  /* processors */
        case 0x61: glibcs = 84; break;  /* processors that work */
        case 0x62: glibcs = 85; break;  /* pages */
        default: *__errno() = EINVAL; return -1;
    }
    return REAL(long, "sysconf", int)(glibcs);
}

/* Mutexes: 40 bytes there, 48 here. All zero is one that nobody has used yet. */
struct mutex { long kind; void* real; };
/* Android's begins at a multiple of four. */
#define MUTEX(of) ((struct mutex*)(((unsigned long)(of) + 7) & ~7ul))

static void* mutex(pthread_mutex_t* of) {
    void* real = __atomic_load_n(&MUTEX(of)->real, __ATOMIC_ACQUIRE);
    if (real) return real;
    void* made = REAL(void*, "calloc", size_t, size_t)(1, 64);
    char attributes[16] = {0};
    REAL(int, "pthread_mutexattr_init", void*)(attributes);
    REAL(int, "pthread_mutexattr_settype", void*, int)(attributes, (int)MUTEX(of)->kind);
    REAL(int, "pthread_mutex_init", void*, void*)(made, attributes);
    void* nobodys = 0;
    if (__atomic_compare_exchange_n(&MUTEX(of)->real, &nobodys, made, 0, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)) return made;
    REAL(void, "free", void*)(made);
    return nobodys;
}

GIVES(int, pthread_mutexattr_init)(pthread_mutexattr_t* attributes) { *attributes = 0; return 0; }
GIVES(int, pthread_mutexattr_destroy)(pthread_mutexattr_t* attributes) { return 0; }
GIVES(int, pthread_mutexattr_settype)(pthread_mutexattr_t* attributes, int kind) { *attributes = kind; return 0; }
GIVES(int, pthread_mutex_init)(pthread_mutex_t* of, const pthread_mutexattr_t* attributes) {
    MUTEX(of)->kind = attributes ? *attributes : 0;
    MUTEX(of)->real = 0;
    return 0;
}
GIVES(int, pthread_mutex_destroy)(pthread_mutex_t* of) {
    if (MUTEX(of)->real) {
        REAL(int, "pthread_mutex_destroy", void*)(MUTEX(of)->real);
        REAL(void, "free", void*)(MUTEX(of)->real);
    }
    MUTEX(of)->real = 0;
    return 0;
}
GIVES(int, pthread_mutex_lock)(pthread_mutex_t* of) { return REAL(int, "pthread_mutex_lock", void*)(mutex(of)); }
GIVES(int, pthread_mutex_trylock)(pthread_mutex_t* of) { return REAL(int, "pthread_mutex_trylock", void*)(mutex(of)); }
GIVES(int, pthread_mutex_unlock)(pthread_mutex_t* of) { return REAL(int, "pthread_mutex_unlock", void*)(mutex(of)); }
GIVES(int, pthread_cond_wait)(pthread_cond_t* condition, pthread_mutex_t* of) {
    return REAL(int, "pthread_cond_wait", void*, void*)(condition, mutex(of));
}
GIVES(int, pthread_cond_timedwait)(pthread_cond_t* condition, pthread_mutex_t* of, const struct timespec* until) {
    return REAL(int, "pthread_cond_timedwait", void*, void*, const void*)(condition, mutex(of), until);
}

/* What a thread is made with: 56 bytes there, 64 here. */
struct attributes { void* real; };
#define ATTRIBUTES(of) (((struct attributes*)(of))->real)

GIVES(int, pthread_attr_init)(pthread_attr_t* of) {
    ATTRIBUTES(of) = REAL(void*, "calloc", size_t, size_t)(1, 64);
    return REAL(int, "pthread_attr_init", void*)(ATTRIBUTES(of));
}
GIVES(int, pthread_attr_destroy)(pthread_attr_t* of) {
    int said = REAL(int, "pthread_attr_destroy", void*)(ATTRIBUTES(of));
    REAL(void, "free", void*)(ATTRIBUTES(of));
    ATTRIBUTES(of) = 0;
    return said;
}
GIVES(int, pthread_attr_setstacksize)(pthread_attr_t* of, size_t size) {
    return REAL(int, "pthread_attr_setstacksize", void*, size_t)(ATTRIBUTES(of), size);
}
GIVES(int, pthread_attr_getstack)(const pthread_attr_t* of, void** from, size_t* size) {
    return REAL(int, "pthread_attr_getstack", void*, void**, size_t*)(ATTRIBUTES(of), from, size);
}
GIVES(int, pthread_attr_getguardsize)(const pthread_attr_t* of, size_t* size) {
    return REAL(int, "pthread_attr_getguardsize", void*, size_t*)(ATTRIBUTES(of), size);
}
GIVES(int, pthread_attr_setdetachstate)(pthread_attr_t* of, int how) {
    return REAL(int, "pthread_attr_setdetachstate", void*, int)(ATTRIBUTES(of), how);
}
GIVES(int, pthread_getattr_np)(pthread_t thread, pthread_attr_t* of) {
    ATTRIBUTES(of) = REAL(void*, "calloc", size_t, size_t)(1, 64);
    return REAL(int, "pthread_getattr_np", pthread_t, void*)(thread, ATTRIBUTES(of));
}
GIVES(int, pthread_create)(pthread_t* thread, const pthread_attr_t* of, void* (*does)(void*), void* with) {
    return REAL(int, "pthread_create", pthread_t*, void*, void*, void*)(thread, of ? ATTRIBUTES(of) : 0, does, with);
}

/* Sets of signals: 8 bytes there, 128 here; the first 8 are the same. What is done at a signal: other order. */
#define SET(of) (*(unsigned long*)(of))
struct glibcs_set { unsigned long words[16]; };
struct glibcs_action { void* handler; struct glibcs_set mask; int flags; void* restorer; };
struct androids_action { int flags; void* handler; unsigned long mask; void* restorer; };

GIVES(int, sigemptyset)(sigset_t* of) { SET(of) = 0; return 0; }
GIVES(int, sigfillset)(sigset_t* of) { SET(of) = ~0ul; return 0; }
GIVES(int, sigaddset)(sigset_t* of, int which) { SET(of) |= 1ul << (which - 1); return 0; }
GIVES(int, sigdelset)(sigset_t* of, int which) { SET(of) &= ~(1ul << (which - 1)); return 0; }
GIVES(int, sigismember)(const sigset_t* of, int which) { return SET(of) >> (which - 1) & 1; }
static int mask(const char* name, int how, const sigset_t* to, sigset_t* from) {
    struct glibcs_set new = {{to ? SET(to) : 0}}, old = {{0}};
    int said = REAL(int, name, int, const void*, void*)(how, to ? &new : 0, &old);
    if (from) SET(from) = old.words[0];
    return said;
}
GIVES(int, pthread_sigmask)(int how, const sigset_t* to, sigset_t* from) { return mask("pthread_sigmask", how, to, from); }
GIVES(int, sigprocmask)(int how, const sigset_t* to, sigset_t* from) { return mask("sigprocmask", how, to, from); }
GIVES(int, sigaction)(int which, const struct sigaction* to, struct sigaction* from) {
    const struct androids_action* meant = (const void*)to;
    struct androids_action* was = (void*)from;
    struct glibcs_action new = {0}, old = {0};
    if (meant) {
        new.handler = meant->handler;
        new.mask.words[0] = meant->mask;
        new.flags = meant->flags;
    }
    int said = REAL(int, "sigaction", int, const void*, void*)(which, meant ? &new : 0, &old);
    if (was) {
        was->flags = old.flags;
        was->handler = old.handler;
        was->mask = old.mask.words[0];
        was->restorer = 0;
    }
    return said;
}

/* Addresses: the name and the address stand the other way round, and faults have other numbers. */
struct glibcs_address { int flags, family, kind, protocol; socklen_t size; void* address; char* name; struct glibcs_address* next; };

GIVES(int, getaddrinfo)(const char* node, const char* service, const struct addrinfo* hints, struct addrinfo** out) {
    struct glibcs_address wanted = {0}, *found = 0;
    if (hints) {
        /* glibc has the flag for addresses that this machine could reach at another place. */
        wanted.flags = (hints->ai_flags & 0xf & ~AI_NUMERICSERV) | (hints->ai_flags & AI_NUMERICSERV ? 0x400 : 0) |
                       (hints->ai_flags & AI_ADDRCONFIG ? 0x20 : 0);
        wanted.family = hints->ai_family;
        wanted.kind = hints->ai_socktype;
        wanted.protocol = hints->ai_protocol;
    }
    int said = REAL(int, "getaddrinfo", const char*, const char*, void*, void*)(node, service, hints ? &wanted : 0, &found);
    if (said) return said == -2 ? EAI_NONAME : EAI_FAIL;
    struct addrinfo** end = out;
    *out = 0;
    for (struct glibcs_address* at = found; at; at = at->next) {
        struct addrinfo* made = REAL(void*, "calloc", size_t, size_t)(1, sizeof *made + at->size);
        made->ai_family = at->family;
        made->ai_socktype = at->kind;
        made->ai_protocol = at->protocol;
        made->ai_addrlen = at->size;
        made->ai_addr = (void*)(made + 1);
        REAL(void*, "memcpy", void*, const void*, size_t)(made->ai_addr, at->address, at->size);
        *end = made;
        end = &made->ai_next;
    }
    REAL(void, "freeaddrinfo", void*)(found);
    return 0;
}
GIVES(void, freeaddrinfo)(struct addrinfo* of) {
    while (of) {
        struct addrinfo* next = of->ai_next;
        REAL(void, "free", void*)(of);
        of = next;
    }
}
GIVES(const char*, gai_strerror)(int number) { return "the name cannot be found"; }
