#pragma once
#include <sys/types.h>
#include <time.h>
/* The kernel lays it out otherwise. */
#define sigaction kernels_sigaction
#include <linux/signal.h>
#undef sigaction
#include <asm/sigcontext.h>
#include <asm/ucontext.h>
#undef NSIG
#define NSIG 65
typedef int sig_atomic_t;
typedef __sighandler_t sighandler_t;
struct siginfo;
struct sigaction { int sa_flags; union { sighandler_t sa_handler; void (*sa_sigaction)(int,struct siginfo*,void*); }; sigset_t sa_mask; void (*sa_restorer)(void); };
__BEGIN_DECLS
int sigaction(int,const struct sigaction*,struct sigaction*); int kill(pid_t,int); int raise(int); sighandler_t signal(int,sighandler_t);
int sigemptyset(sigset_t*); int sigfillset(sigset_t*); int sigaddset(sigset_t*,int); int sigdelset(sigset_t*,int); int sigismember(const sigset_t*,int); int sigprocmask(int,const sigset_t*,sigset_t*);
__END_DECLS
