#pragma once
#include <sys/cdefs.h>
typedef long jmp_buf[32];
typedef long sigjmp_buf[33];
__BEGIN_DECLS
int setjmp(jmp_buf) __attribute__((returns_twice)); int sigsetjmp(sigjmp_buf,int) __attribute__((returns_twice)); int _setjmp(jmp_buf) __attribute__((returns_twice));
void longjmp(jmp_buf,int) __attribute__((noreturn)); void siglongjmp(sigjmp_buf,int) __attribute__((noreturn)); void _longjmp(jmp_buf,int) __attribute__((noreturn));
__END_DECLS
