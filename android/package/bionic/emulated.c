/* A library of Android's, for an emulated processor on a desktop's C library: every name that the committed list
   has is a jump to the function of that name there. What differs between the two, `differs.c` gives instead.

   It lets the very files that were linked for Android run here. It is not Android: what a function does is what
   glibc does. `names.h` is made from the list. */

#include <stddef.h>
#include "names.h"

/* libc's: looks a name up in the C library that is really there. */
extern void* emulation_real(const char* name);
extern void emulation_absent(void);

static const char* const names[] = { NAMES };
__attribute__((visibility("hidden"))) void* emulation_jumps[sizeof names / sizeof *names];

__attribute__((constructor(101))) static void fill(void) {
    for (size_t at = 0; at < sizeof names / sizeof *names; at++) {
        void* real = emulation_real(names[at]);
        emulation_jumps[at] = real ? real : (void*)emulation_absent;
    }
}

/* x16 is free for whoever passes a call on; every argument stays where it is. */
__asm__(
    ".macro jump name, at\n"
    ".globl \\name\n.type \\name,%function\n\\name:\n"
    " adrp x16, emulation_jumps + 8 * \\at\n ldr x16, [x16, :lo12:emulation_jumps + 8 * \\at]\n br x16\n"
    ".endm\n" JUMPS);
