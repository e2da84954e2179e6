#pragma once
#include <sys/types.h>
#include <linux/sched.h>
struct sched_param { int sched_priority; };
__BEGIN_DECLS
int sched_yield(void);
__END_DECLS
