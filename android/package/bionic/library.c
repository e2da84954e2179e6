/* What begins a library of Android, in the place of the NDK's crtbegin_so; for a check only, never for a phone. */

extern int __cxa_atexit(void (*)(void*), void*, void*);
extern void __cxa_finalize(void*);

/* By which the C library tells our library from others. */
__attribute__((visibility("hidden"))) void* __dso_handle = &__dso_handle;

__attribute__((visibility("hidden"))) void unloaded(void) { __cxa_finalize(&__dso_handle); }
__attribute__((section(".fini_array"), used)) static void (*at_its_end)(void) = unloaded;

/* The C library has no atexit for libraries: each brings its own. */
__attribute__((visibility("hidden"))) int atexit(void (*last)(void)) {
    return __cxa_atexit((void (*)(void*))last, 0, &__dso_handle);
}

/* For which Android it is. */
__attribute__((section(".note.android.ident"), used, aligned(4))) static const struct {
    int name_size, size, kind;
    char name[8];
    int api;
    char ndk[64], build[64];
} note = {8, 132, 1, "Android", 26, "unverified-sysroot", "0"};
