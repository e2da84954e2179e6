/* What begins a program of Android, in the place of the NDK's crtbegin_dynamic; for a check only. */

#include "library.c"

typedef void (*step)(void);
extern int main(int, char**, char**);
extern void __libc_init(void*, void (*)(void), int (*)(int, char**, char**), const void*) __attribute__((noreturn));
extern step __preinit_array_start[], __init_array_start[], __fini_array_start[];
#pragma weak __preinit_array_start
#pragma weak __init_array_start
#pragma weak __fini_array_start

/* Called with the stack as the kernel left it: how many words the line had, and the words. */
__attribute__((used, visibility("hidden"), noreturn)) void begin(void* stack) {
    const step* const steps[] = {__preinit_array_start, __init_array_start, __fini_array_start};
    __libc_init(stack, 0, main, steps);
}

__asm__(".globl _start\n_start: mov x29, #0\n mov x30, #0\n mov x0, sp\n b begin\n");
