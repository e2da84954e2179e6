#pragma once
#include <sys/types.h>
#include <time.h>
#include <linux/signal.h>
#include <asm/sigcontext.h>
#include <asm/ucontext.h>
#undef NSIG
#define NSIG 65
typedef int sig_atomic_t;
typedef __sighandler_t sighandler_t;
/* Not as the kernel has it: on 64 bits the flags come first. */
__BEGIN_DECLS
int kill(pid_t,int); int raise(int); sighandler_t signal(int,sighandler_t);
int sigemptyset(sigset_t*); int sigfillset(sigset_t*); int sigaddset(sigset_t*,int); int sigdelset(sigset_t*,int); int sigismember(const sigset_t*,int); int sigprocmask(int,const sigset_t*,sigset_t*);
__END_DECLS
