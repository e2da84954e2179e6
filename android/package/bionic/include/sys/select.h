#pragma once
#include <sys/types.h>
#include <linux/time.h>
#include <signal.h>
#undef FD_SETSIZE
#undef NFDBITS
#undef FD_ZERO
#undef FD_SET
#undef FD_CLR
#undef FD_ISSET
#define FD_SETSIZE 1024
#define NFDBITS 64
typedef unsigned long fd_mask;
typedef struct { unsigned long fds_bits[FD_SETSIZE / NFDBITS]; } fd_set;
#define FD_ZERO(s) __builtin_memset((s),0,sizeof(*(s)))
#define FD_SET(d,s) ((s)->fds_bits[(d)/NFDBITS] |= 1UL << ((d)%NFDBITS))
#define FD_CLR(d,s) ((s)->fds_bits[(d)/NFDBITS] &= ~(1UL << ((d)%NFDBITS)))
#define FD_ISSET(d,s) (((s)->fds_bits[(d)/NFDBITS] >> ((d)%NFDBITS)) & 1)
__BEGIN_DECLS
int select(int,fd_set*,fd_set*,fd_set*,struct timeval*);
__END_DECLS
